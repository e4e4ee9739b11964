-- Events in the order in which a reader follows them.

-- fragment: next
-- After the cursor, and certain to be followed by no earlier one.
FROM ledger_event e
 WHERE ${next_after_cursor} AND ${is_final}
 ORDER BY ${ledger_order}
 LIMIT %(limit)s

-- fragment: exact_columns
-- Every column as it is stored: nine that stay for ever, five that an erase may take (chain.py).
e.id, CAST(e.tx AS text) AS tx, e.epoch, e.operation_id, e.user_id, e.course_id, e.activity_id, e.program_id, e.record_id,
       ${exact_kind} AS kind, ${exact_occurred_at} AS occurred_at, ${exact_recorded_at} AS recorded_at,
       ${exact_data} AS data, e.erased_by_operation

-- name: read
SELECT e.id, e.tx, e.epoch, e.kind, e.operation_id, e.user_id, e.course_id, e.activity_id, e.program_id, e.record_id,
       e.occurred_at, e.recorded_at, e.data, e.erased_by_operation
  ${next}
