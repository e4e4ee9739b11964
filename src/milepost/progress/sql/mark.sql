-- Mark complete: one fact on the current record, which is opened if there is none (R20). What the learner's own work
-- amounts to is put beneath it, so that it can come to light again.

-- fragment: joins
LEFT JOIN ${records} r ON r.enrolment_id = i.enrolment_id AND ${current}

-- fragment: decision
CASE WHEN ${not_enrolled} THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN r.status IN ('completed', 'passed') THEN 'already_complete'
     ELSE 'done'
END

-- name: waive
UPDATE ${records} AS r
   SET waived_at = %(now)s, waived_by_operation = %(operation)s,
       real_status = r.status, real_progress = r.progress, real_success = r.success, real_score = r.score,
       real_completed_at = NULL,
       status = 'completed', progress = 100.0, success = '', score = ${marked_score},
       completed_at = %(completed_at)s, completed_by = 'staff'
 WHERE ${done_here} AND ${current} AND ${still_applies}
   AND r.status NOT IN ('completed', 'passed')

-- name: open_waived
-- Whether there is a current record is asked again in the very statement that takes the next number: where there was
-- none to lock, a launch may have opened one since. Then fewer rows are inserted than decided (run.py).
INSERT INTO ${records}
       (enrolment_id, number, user_id, ${content}, opened_by, opened_at,
        status, progress, success, score, completed_at, completed_by, waived_at, waived_by_operation,
        real_status, real_progress, real_success)
SELECT i.enrolment_id,
       coalesce((SELECT max(n.number) FROM ${records} n WHERE n.enrolment_id = i.enrolment_id), 0) + 1,
       i.user_id, i.${content}, 'mark', %(now)s,
       'completed', 100.0, '', ${fresh_score}, %(completed_at)s, 'staff', %(now)s, %(operation)s,
       'started', 0.0, ''
  FROM progress_operationitem i
       ${score_joins}
 WHERE ${chunk} AND ${decided} AND i.record_id IS NULL
   AND CASE WHEN ${not_enrolled} OR ${is_archived} THEN FALSE ELSE TRUE END
   AND NOT EXISTS (SELECT 1 FROM ${records} r WHERE r.enrolment_id = i.enrolment_id AND ${current})
 ORDER BY i.position

-- name: apply_details
-- For marks with details, once both kinds of records are there.
UPDATE ${records} AS r
   SET completed_at = coalesce(d.completed_at, r.completed_at), score = coalesce(d.score, r.score),
       imported_seconds = d.seconds, completed_by = CASE WHEN d.seconds IS NULL THEN 'staff' ELSE 'import' END
  FROM progress_operationitem i
  JOIN progress_itemdetail d ON ${detail_of_item}
 WHERE ${chunk} AND ${decided} AND r.enrolment_id = i.enrolment_id AND ${current}
   AND coalesce(r.waived_by_operation, 0) = i.operation_id

-- name: events
-- A record that was only just opened for an item is the newest of its enrolment. One event an item even if none was
-- opened: then the numbers differ, and the chunk is rolled back (run.py). Current or not is not asked: on SQLite the
-- newest is found in the index alone.
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, ${content}, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, ${completed_kind}, i.operation_id, i.user_id, i.${content},
       coalesce(i.record_id, (SELECT r.id FROM ${records} r
                               WHERE r.enrolment_id = i.enrolment_id ORDER BY r.number DESC LIMIT 1)),
       ${occurred_at}, %(now)s, ${marked_data}
  FROM progress_operationitem i
       ${event_joins}
       ${with_detail}
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
