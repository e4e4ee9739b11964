-- Erase a course or a program (R3): every record of the learner in it becomes a tombstone. `r` is the newest record that
-- is not a tombstone already; it stands for the item. What hangs on the records of a course goes first (erase.sql).

-- fragment: mine
${is_of_kind} AND i.erases

-- fragment: records_touched
(SELECT count(*) FROM ${records} x WHERE x.enrolment_id = i.enrolment_id AND x.erased_at IS NULL)

-- fragment: joins
LEFT JOIN ${records} r
  ON r.id = (SELECT n.id FROM ${records} n
              WHERE n.enrolment_id = i.enrolment_id AND n.erased_at IS NULL
              ORDER BY CASE WHEN n.voided_at IS NULL THEN 0 ELSE 1 END, n.number DESC
              LIMIT 1)

-- fragment: decision
CASE WHEN ${has_left} THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN r.id IS NULL THEN 'nothing_to_reset'
     WHEN ${on_hold} THEN 'on_hold'
     ELSE 'done'
END

-- fragment: gone
-- All records of the chunk's items.
SELECT g.id
  FROM progress_operationitem i
  JOIN ${records} g ON g.enrolment_id = i.enrolment_id AND g.erased_at IS NULL
 WHERE ${chunk} AND ${decided}

-- name: redact
UPDATE ledger_event AS v
   SET ${redacted_columns}
 WHERE ${redactable} AND ${event_of_kind} AND v.record_id IN (${gone})

-- name: forget_salts
${forget_salts}
       (SELECT v.id FROM ledger_event v
         WHERE ${redacted_now} AND ${event_of_kind} AND v.record_id IN (${gone}))

-- fragment: stripped
status = 'erased', progress = 0.0, success = '', score = NULL, opened_at = NULL, completed_at = NULL,
       completed_by = '', waived_at = NULL, waived_by_operation = NULL, imported_seconds = NULL,
       real_status = '', real_progress = NULL, real_success = '', real_score = NULL, real_completed_at = NULL,
       superseded_at = %(now)s, superseded_by_operation = %(operation)s,
       erased_at = %(now)s, erased_by_operation = %(operation)s,
       voided_at = CASE WHEN r.voided_at IS NULL THEN NULL ELSE %(now)s END

-- name: strip_older
-- Which records these are is said within: outside, PostgreSQL would look through the whole table for them.
UPDATE ${records} AS r
   SET ${stripped}${notice_of_older}
 WHERE r.id IN (${gone} AND g.id <> i.record_id)

-- name: strip
UPDATE ${records} AS r
   SET ${stripped}${notice_of_newest}
 WHERE ${done_here} AND r.erased_at IS NULL

-- fragment: redacted_here
-- How many events of the item's records this operation redacted; `verify-log` counts them again.
(SELECT count(*) FROM ledger_event v
  WHERE v.erased_by_operation = i.operation_id AND ${event_of_kind}
    AND v.record_id IN (SELECT g.id FROM ${records} g WHERE g.enrolment_id = i.enrolment_id))

-- name: events
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, ${content}, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'progress.erased', i.operation_id, i.user_id, i.${content}, i.record_id, %(now)s, %(now)s,
       '{"events": ' || ${redacted_here} || '}'
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
