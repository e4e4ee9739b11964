-- What an erase does to the ledger, put together from the ledger's own fragments.

-- name: redact
UPDATE ledger_event AS v
   SET ${redacted_columns}
 WHERE ${redactable} AND v.user_id = %(user)s AND v.course_id = %(course)s

-- name: forget
${forget_salts} (SELECT v.id FROM ledger_event v WHERE v.erased_by_operation = %(operation)s)

-- name: tell
INSERT INTO ledger_event (tx, epoch, kind, operation_id, user_id, course_id, occurred_at, recorded_at, data)
VALUES (${tx}, ${epoch}, 'progress.erased', %(operation)s, %(user)s, %(course)s, %(now)s, %(now)s, %(data)s)
