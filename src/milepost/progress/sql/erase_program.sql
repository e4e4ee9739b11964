-- Erase a program: its own records become tombstones; its courses are items of their own.

-- fragment: mine
i.program_id IS NOT NULL AND i.erases

-- fragment: columns_found
record_id

-- fragment: found
r.id

-- fragment: seen
r.id

-- fragment: records_touched
(SELECT count(*) FROM records_programrecord x WHERE x.enrolment_id = i.enrolment_id AND x.erased_at IS NULL)

-- fragment: activities
0

-- fragment: scores
0

-- fragment: is_archived
i.program_id IN (SELECT archived.id FROM catalog_program archived WHERE archived.archived_at IS NOT NULL)

-- fragment: on_hold
-- On the learner; or on the learner, or everybody, in a course of the program: its record tells of that course.
EXISTS (SELECT 1 FROM records_hold h
         WHERE h.lifted_at IS NULL AND (h.user_id IS NULL OR h.user_id = i.user_id)
           AND (h.course_id IS NULL OR h.course_id IN (SELECT pc.course_id FROM catalog_programcourse pc
                                                        WHERE pc.program_id = i.program_id)))

-- fragment: joins
LEFT JOIN records_programenrolment e ON e.id = i.enrolment_id
LEFT JOIN records_programrecord r
  ON r.id = (SELECT n.id FROM records_programrecord n
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
SELECT g.id
  FROM progress_operationitem i
  JOIN records_programrecord g ON g.enrolment_id = i.enrolment_id AND g.erased_at IS NULL
 WHERE ${chunk} AND i.outcome = 'done'

-- fragment: stripped
status = 'erased', progress = 0.0, success = '', score = NULL, opened_at = NULL, completed_at = NULL,
       completed_by = '', waived_at = NULL, waived_by_operation = NULL,
       real_status = '', real_progress = NULL, real_success = '', real_score = NULL, real_completed_at = NULL,
       superseded_at = %(now)s, superseded_by_operation = %(operation)s,
       erased_at = %(now)s, erased_by_operation = %(operation)s,
       voided_at = CASE WHEN r.voided_at IS NULL THEN NULL ELSE %(now)s END

-- name: redact
UPDATE ledger_event AS v
   SET ${redacted_columns}
 WHERE ${redactable} AND v.program_id IS NOT NULL AND v.record_id IN (${gone})

-- name: forget_salts
${forget_salts}
       (SELECT v.id FROM ledger_event v
         WHERE v.erased_by_operation = %(operation)s AND v.program_id IS NOT NULL AND v.record_id IN (${gone}))

-- name: strip_older
UPDATE records_programrecord AS r
   SET ${stripped}
 WHERE r.id IN (${gone}) AND r.id NOT IN (SELECT i.record_id FROM progress_operationitem i
                                           WHERE ${chunk} AND i.outcome = 'done')

-- name: strip
UPDATE records_programrecord AS r
   SET ${stripped}
  FROM progress_operationitem i
 WHERE ${chunk} AND i.outcome = 'done' AND r.id = i.record_id AND r.erased_at IS NULL

-- fragment: redacted_here
-- How many events of the item's records this operation redacted; `verify-log` counts them again.
(SELECT count(*) FROM ledger_event v
  WHERE v.erased_by_operation = i.operation_id AND v.program_id IS NOT NULL
    AND v.record_id IN (SELECT g.id FROM records_programrecord g WHERE g.enrolment_id = i.enrolment_id))

-- name: events
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, program_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'progress.erased', i.operation_id, i.user_id, i.program_id, i.record_id, %(now)s, %(now)s,
       '{"events": ' || ${redacted_here} || '}'
  FROM progress_operationitem i
 WHERE ${chunk} AND i.outcome = 'done'
 ORDER BY i.position
