-- What the doctor's statements share. Each statement is one invariant and is named after it; it returns the rows that
-- break it: the table, the row in it, and what is seen there. Sound data give no row.

-- fragment: complete
r.status IN ('completed', 'passed')

-- fragment: current
r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: record_columns
id, enrolment_id, number, opened_by, opened_at, status, progress, success, score, completed_at, completed_by,
waived_at, waived_by_operation, real_status, real_progress, real_success, real_score, real_completed_at,
superseded_at, superseded_by_operation, voided_at, notice_acknowledged_at, erased_at, erased_by_operation

-- fragment: records
-- The learning records of courses and of programs.
(SELECT 'records_courserecord' AS table_name, ${record_columns} FROM records_courserecord
  UNION ALL
 SELECT 'records_programrecord', ${record_columns} FROM records_programrecord) r

-- fragment: record
r.table_name, 'id ' || r.id AS row_id

-- fragment: course_record
'records_courserecord' AS table_name, 'id ' || r.id AS row_id

-- fragment: activity_record
'records_activityrecord' AS table_name, 'id ' || w.id AS row_id

-- fragment: program_record
'records_programrecord' AS table_name, 'id ' || p.id AS row_id

-- fragment: live_work
w.superseded_at IS NULL AND w.voided_at IS NULL

-- fragment: carried_waiver
-- The waiver of a row that the reset of another activity carried over is older than its record. It belongs to the row,
-- or to the mark of the whole course, in the record before.
r.opened_by = 'reset' AND w.waived_at < r.opened_at

-- fragment: operation
'progress_operation' AS table_name, 'id ' || o.id AS row_id

-- fragment: item
'progress_operationitem' AS table_name, 'operation ' || i.operation_id || ', position ' || i.position AS row_id

-- fragment: event
'ledger_event' AS table_name, 'id ' || e.id AS row_id

-- fragment: undone_items
-- What undos took back: item `i` of an undo `u` says so of the item at its position in operation `o`.
progress_operation u
          JOIN progress_operation o ON o.id = u.undo_of_id
          JOIN progress_operationitem i ON i.operation_id = u.id AND i.outcome = 'done' AND i.position <= u.applied_to
