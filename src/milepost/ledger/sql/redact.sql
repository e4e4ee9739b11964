-- The one way to take something out of the ledger (R3). An erase says, in its own transaction and in this order:
--
--     UPDATE ledger_event AS v SET ${redacted_columns} WHERE ${redactable} AND ...
--     ${forget_salts} (SELECT v.id FROM ledger_event v WHERE ${redacted_now} AND ...)
--
-- and writes an event `progress.erased` for each learner and course (or program), with the same operation and the same
-- `recorded_at`, whose data may say how many events were redacted: {"events": 12}. `milepost verify-log` looks for it,
-- and holds it to its number.

-- fragment: redacted_columns
-- The shape that the trigger lets through (triggers.sql).
kind = 'erased', occurred_at = NULL, recorded_at = %(now)s, data = '{}', erased_by_operation = %(operation)s

-- fragment: redactable
-- Of an event `v`: once is enough, and what tells of an erase stays. Said so that the planner of PostgreSQL, which may
-- have seen no event like that yet, does not begin with the whole ledger; nor where it is asked what was redacted.
(CASE WHEN v.erased_by_operation IS NULL AND v.kind <> 'progress.erased' THEN TRUE ELSE FALSE END)

-- fragment: redacted_now
(CASE WHEN v.erased_by_operation = %(operation)s THEN TRUE ELSE FALSE END)

-- fragment: forget_salts
-- In a statement after the redaction: a sealer that was faster has finished by then, and its salts are seen.
UPDATE ledger_seal_event SET salt = NULL WHERE salt IS NOT NULL AND event_id IN
