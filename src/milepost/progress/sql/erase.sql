-- Erase a course (R3): every record of the learner in it becomes a tombstone, and what hangs on them goes. `r` is the
-- newest record that is not a tombstone already; it stands for the item.

-- fragment: mine
i.activity_id IS NULL AND i.program_id IS NULL AND i.erases

-- fragment: columns_found
record_id

-- fragment: found
r.id

-- fragment: seen
r.id

-- fragment: records_touched
(SELECT count(*) FROM records_courserecord x WHERE x.enrolment_id = i.enrolment_id AND x.erased_at IS NULL)

-- fragment: activities
(SELECT count(*) FROM records_activityrecord w JOIN records_courserecord x ON x.id = w.record_id
  WHERE x.enrolment_id = i.enrolment_id)

-- fragment: scores
(SELECT count(w.score) FROM records_activityrecord w JOIN records_courserecord x ON x.id = w.record_id
  WHERE x.enrolment_id = i.enrolment_id)

-- fragment: is_archived
i.course_id IN (SELECT archived.id FROM catalog_course archived WHERE archived.archived_at IS NOT NULL)

-- fragment: on_hold
EXISTS (SELECT 1 FROM records_hold h
         WHERE h.lifted_at IS NULL
           AND (h.user_id IS NULL OR h.user_id = i.user_id) AND (h.course_id IS NULL OR h.course_id = i.course_id))

-- fragment: joins
LEFT JOIN records_enrolment e ON e.id = i.enrolment_id
LEFT JOIN records_courserecord r
  ON r.id = (SELECT n.id FROM records_courserecord n
              WHERE n.enrolment_id = i.enrolment_id AND n.erased_at IS NULL
              ORDER BY CASE WHEN n.voided_at IS NULL THEN 0 ELSE 1 END, n.number DESC
              LIMIT 1)

-- fragment: decision
CASE WHEN e.id IS NULL OR e.ended_at IS NOT NULL THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN r.id IS NULL THEN 'nothing_to_reset'
     WHEN ${on_hold} THEN 'on_hold'
     ELSE 'done'
END

-- fragment: gone
-- All records of the chunk's items.
SELECT g.id
  FROM progress_operationitem i
  JOIN records_courserecord g ON g.enrolment_id = i.enrolment_id AND g.erased_at IS NULL
 WHERE ${chunk} AND i.outcome = 'done'

-- name: erase_late_commits
DELETE FROM records_latecommit
 WHERE session_id IN (SELECT p.id FROM records_playersession p WHERE p.record_id IN (${gone}))

-- name: erase_sessions
DELETE FROM records_playersession WHERE closed_at IS NOT NULL AND record_id IN (${gone})

-- name: strip_sessions
-- A page that is still open asks for its session once more, and is to be told.
UPDATE records_playersession
   SET started_at = %(now)s, seen_at = %(now)s, closed_at = %(now)s
 WHERE record_id IN (${gone})

-- name: erase_work
DELETE FROM records_activityrecord WHERE record_id IN (${gone})

-- name: redact
UPDATE ledger_event AS v
   SET ${redacted_columns}
 WHERE ${redactable} AND v.program_id IS NULL AND v.record_id IN (${gone})

-- name: forget_salts
${forget_salts}
       (SELECT v.id FROM ledger_event v
         WHERE v.erased_by_operation = %(operation)s AND v.program_id IS NULL AND v.record_id IN (${gone}))

-- fragment: stripped
status = 'erased', progress = 0.0, success = '', score = NULL, opened_at = NULL, completed_at = NULL,
       completed_by = '', waived_at = NULL, waived_by_operation = NULL,
       real_status = '', real_progress = NULL, real_success = '', real_score = NULL, real_completed_at = NULL,
       superseded_at = %(now)s, superseded_by_operation = %(operation)s,
       erased_at = %(now)s, erased_by_operation = %(operation)s

-- name: strip_older
UPDATE records_courserecord AS r
   SET ${stripped},
       voided_at = CASE WHEN r.voided_at IS NULL THEN NULL ELSE %(now)s END, notice_acknowledged_at = %(now)s
 WHERE r.id IN (${gone}) AND r.id NOT IN (SELECT i.record_id FROM progress_operationitem i
                                           WHERE ${chunk} AND i.outcome = 'done')

-- name: strip
-- The newest one: for it the notice is due at the next launch (R13).
UPDATE records_courserecord AS r
   SET ${stripped},
       voided_at = CASE WHEN r.voided_at IS NULL THEN NULL ELSE %(now)s END, notice_acknowledged_at = NULL
  FROM progress_operationitem i
 WHERE ${chunk} AND i.outcome = 'done' AND r.id = i.record_id AND r.erased_at IS NULL

-- fragment: redacted_here
-- How many events of the item's records this operation redacted; `verify-log` counts them again.
(SELECT count(*) FROM ledger_event v
  WHERE v.erased_by_operation = i.operation_id AND v.program_id IS NULL
    AND v.record_id IN (SELECT g.id FROM records_courserecord g WHERE g.enrolment_id = i.enrolment_id))

-- name: events
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, course_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'progress.erased', i.operation_id, i.user_id, i.course_id, i.record_id, %(now)s, %(now)s,
       '{"events": ' || ${redacted_here} || '}'
  FROM progress_operationitem i
 WHERE ${chunk} AND i.outcome = 'done'
 ORDER BY i.position
