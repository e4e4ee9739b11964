-- Erase one activity (R4): its data go from every record of the learner in the course, past ones too, and the
-- completions that rested on it with them. `r` and `w` are the current record and its row of the activity.

-- fragment: mine
${is_of_kind} AND i.erases

-- fragment: records_touched
1

-- fragment: all_data
-- Rows of the activity, in whatever record.
SELECT 1 FROM records_activityrecord x JOIN records_courserecord o ON o.id = x.record_id
 WHERE o.enrolment_id = i.enrolment_id AND x.activity_id = i.activity_id

-- fragment: joins
${live_joins}

-- fragment: decision
CASE WHEN ${has_left} THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN ${is_legacy} THEN 'legacy'
     WHEN NOT coalesce(${covered}, FALSE) AND NOT EXISTS (${all_data}) THEN 'nothing_to_reset'
     WHEN ${on_hold} THEN 'on_hold'
     ELSE 'done'
END

-- fragment: scores
(SELECT count(x.score) FROM records_activityrecord x JOIN records_courserecord o ON o.id = x.record_id
  WHERE o.enrolment_id = i.enrolment_id AND x.activity_id = i.activity_id)

-- fragment: gone
-- The records that lose something.
SELECT g.id
  FROM progress_operationitem i
  JOIN records_courserecord g ON g.enrolment_id = i.enrolment_id AND g.erased_at IS NULL
 WHERE ${chunk} AND ${decided}

-- fragment: gone_work
-- Records and activities, as pairs.
SELECT g.id, i.activity_id
  FROM progress_operationitem i
  JOIN records_courserecord g ON g.enrolment_id = i.enrolment_id AND g.erased_at IS NULL
 WHERE ${chunk} AND ${decided}

-- fragment: rolled
-- Those of them that count.
SELECT r.id FROM records_courserecord r WHERE r.id IN (${gone}) AND r.voided_at IS NULL

-- fragment: rests_on_it
-- A completion that rests on the activity: by rule if it is required, by a mark of the whole course in any case.
(r.waived_at IS NOT NULL
 OR (r.enrolment_id, r.course_id) IN (SELECT i.enrolment_id, i.course_id
                                        FROM progress_operationitem i
                                        JOIN catalog_activity a ON a.id = i.activity_id AND a.required
                                       WHERE ${chunk} AND ${decided}))

-- fragment: covered_then
r.waived_at IS NOT NULL AND a.retired_at IS NULL AND a.created_at <= r.waived_at AND (NOT a.legacy OR a.kind = 'ebook')

-- name: spell_out_work
-- What a mark of the whole course covers is said of each other activity by itself, because the mark itself goes.
UPDATE records_activityrecord AS w
   SET waived_at = r.waived_at, waived_by_operation = r.waived_by_operation,
       real_status = w.status, real_progress = w.progress, real_score = w.score, real_completed_at = w.completed_at,
       status = 'completed', progress = 100.0,
       score = CASE WHEN a.kind IN ('form', 'exam', 'certificate') THEN 100.0 END,
       completed_at = r.completed_at, completed_by = r.completed_by
  FROM records_courserecord r
  JOIN catalog_activity a ON a.course_id = r.course_id
 WHERE r.id IN (${rolled}) AND ${covered_then} AND w.record_id = r.id AND w.activity_id = a.id AND ${live_work}
   AND w.waived_at IS NULL AND (w.status NOT ${complete} OR w.completed_at > r.waived_at)

-- name: spell_out
INSERT INTO records_activityrecord
       (record_id, activity_id, number, status, progress, score, seconds, state, changed_at, completed_at, completed_by,
        waived_at, waived_by_operation)
SELECT r.id, a.id,
       coalesce((SELECT max(n.number) FROM records_activityrecord n WHERE n.record_id = r.id AND n.activity_id = a.id), 0)
       + 1,
       'completed', 100.0, CASE WHEN a.kind IN ('form', 'exam', 'certificate') THEN 100.0 END, 0, '', %(now)s,
       r.completed_at, r.completed_by, r.waived_at, r.waived_by_operation
  FROM records_courserecord r
  JOIN catalog_activity a ON a.course_id = r.course_id
 WHERE r.id IN (${rolled}) AND ${covered_then}
   AND (r.id, a.id) NOT IN (${gone_work})
   AND NOT EXISTS (SELECT 1 FROM records_activityrecord w
                    WHERE w.record_id = r.id AND w.activity_id = a.id AND ${live_work})
 ORDER BY r.id, a.id

-- name: erase_late_commits
DELETE FROM records_latecommit
 WHERE id IN (SELECT l.id
                FROM records_latecommit l
                JOIN records_playersession p ON p.id = l.session_id
               WHERE (p.record_id, l.activity_id) IN (${gone_work}))

-- name: erase_work
DELETE FROM records_activityrecord WHERE (record_id, activity_id) IN (${gone_work})

-- name: redact
-- What was said of the activity, and of completions of the course.
UPDATE ledger_event AS v
   SET ${redacted_columns}
 WHERE ${redactable} AND v.program_id IS NULL AND v.record_id IN (${gone})
   AND ((v.record_id, v.activity_id) IN (${gone_work})
        OR (v.kind = 'course.completed'
            AND v.record_id IN (SELECT r.id FROM records_courserecord r
                                 WHERE r.id IN (${gone}) AND r.status ${complete} AND ${rests_on_it})))

-- name: forget_salts
${forget_salts}
       (SELECT v.id FROM ledger_event v
         WHERE ${redacted_now} AND v.program_id IS NULL AND v.record_id IN (${gone}))

-- name: withdraw
UPDATE records_courserecord AS r
   SET status = 'started', progress = 0.0, success = '', score = NULL, completed_at = NULL, completed_by = '',
       waived_at = NULL, waived_by_operation = NULL, imported_seconds = NULL,
       real_status = '', real_progress = NULL, real_success = '', real_score = NULL, real_completed_at = NULL
 WHERE r.id IN (${gone}) AND r.status ${complete} AND ${rests_on_it}

-- name: rescore
-- Of completions that stay: the mean of the scores that are left.
UPDATE records_courserecord AS r
   SET score = u.score
  FROM (${rolled_up}) u
 WHERE r.id = u.record_id AND r.status ${complete} AND r.waived_at IS NULL

-- name: strip_voided
-- What an undo voided cannot be rolled up any more. A completion that rests on other activities stays, without its score:
-- their erase goes by it.
UPDATE records_courserecord AS r
   SET score = NULL,
       status = CASE WHEN r.status ${complete} THEN r.status ELSE 'started' END,
       progress = CASE WHEN r.status ${complete} THEN r.progress ELSE 0.0 END,
       success = CASE WHEN r.status ${complete} THEN r.success ELSE '' END
 WHERE r.id IN (${gone}) AND r.voided_at IS NOT NULL

-- name: events
${activity_event}
SELECT ${tx}, ${epoch}, 'progress.erased', i.operation_id, i.user_id, i.course_id, i.activity_id,
       coalesce(i.record_id, (SELECT max(o.id) FROM records_courserecord o WHERE o.enrolment_id = i.enrolment_id)),
       %(now)s, %(now)s, '{}'
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
