-- A reset may set a new due date where the old one has passed (R17). The item keeps the old one, for the undo.

-- fragment: overdue
e.due_at < %(now)s

-- name: keep_due
UPDATE progress_operationitem AS i
   SET due_before = e.due_at
  FROM records_enrolment e
 WHERE ${whole_chunk} AND ${decided} AND i.program_id IS NULL AND e.id = i.enrolment_id AND ${overdue}

-- name: set_due
UPDATE records_enrolment AS e
   SET due_at = %(due_at)s
  FROM progress_operationitem i
 WHERE ${whole_chunk} AND ${decided} AND i.due_before IS NOT NULL AND e.id = i.enrolment_id AND ${overdue}

-- name: restore_due
-- Unless somebody has set another one since.
UPDATE records_enrolment AS e
   SET due_at = d.due_before
  FROM progress_operationitem i
  JOIN progress_operationitem d ON d.operation_id = %(undone)s AND d.position = i.position
 WHERE ${whole_chunk} AND ${decided} AND d.due_before IS NOT NULL AND e.id = d.enrolment_id
   AND e.due_at = %(due_at)s
