-- The ledger as people read it: as far as their reach goes, and with names instead of keys.

-- fragment: events
SELECT e.id, e.tx, e.epoch, e.kind, e.occurred_at, e.recorded_at, e.data,
       u.uuid AS learner, u.login_id, c.uuid AS course, c.asset_id AS course_asset_id, a.uuid AS activity,
       a.asset_id AS activity_asset_id, p.uuid AS program, p.asset_id AS program_asset_id, o.uuid AS operation,
       x.uuid AS erased_by
  FROM ledger_event e
  LEFT JOIN people_user u ON u.id = e.user_id
  LEFT JOIN catalog_course c ON c.id = e.course_id
  LEFT JOIN catalog_activity a ON a.id = e.activity_id
  LEFT JOIN catalog_program p ON p.id = e.program_id
  LEFT JOIN progress_operation o ON o.id = e.operation_id
  LEFT JOIN progress_operation x ON x.id = e.erased_by_operation

-- fragment: in_order
 ORDER BY ${ledger_order}
 LIMIT %(limit)s

-- fragment: is_certain
-- Followed by no earlier one. Whoever asks for one learner or operation does not follow the ledger, and need not wait.
(%(follows)s = 0 OR ${is_final})

-- fragment: everything
TRUE

-- fragment: of_learner
e.user_id = %(learner)s AND e.record_id IN (${their_records})

-- fragment: their_records
-- A learner's events are those of the learner's records, which have an index (ledger/models.py).
SELECT r.id FROM records_courserecord r
 WHERE r.enrolment_id IN (SELECT n.id FROM records_enrolment n WHERE n.user_id = %(learner)s)
 UNION ALL
SELECT r.id FROM records_programrecord r
 WHERE r.enrolment_id IN (SELECT n.id FROM records_programenrolment n WHERE n.user_id = %(learner)s)

-- fragment: of_course
e.course_id = %(course)s

-- fragment: of_operation
e.operation_id = %(operation)s

-- fragment: of_few
-- The same where the operation is on a few learners, none of whom an erase has taken out of it.
e.operation_id = %(operation)s AND e.record_id IN (
SELECT r.id FROM records_courserecord r
 WHERE r.enrolment_id IN (SELECT n.id FROM records_enrolment n WHERE n.user_id IN (${its_learners}))
 UNION ALL
SELECT r.id FROM records_programrecord r
 WHERE r.enrolment_id IN (SELECT n.id FROM records_programenrolment n WHERE n.user_id IN (${its_learners})))

-- fragment: its_learners
SELECT i.user_id FROM progress_operationitem i WHERE i.operation_id = %(operation)s

-- name: has_emptied_items
SELECT 1 FROM progress_operationitem i WHERE i.operation_id = %(operation)s AND i.user_id IS NULL LIMIT 1

-- name: follow
-- All events, as whoever follows the ledger reads them.
${events}
 WHERE ${next_after_cursor} AND ${is_final} AND ${in_reach}
${in_order}

-- name: chosen
${events}
 WHERE ${after_cursor} AND ${is_certain} AND ${in_reach} AND ${learner} AND ${course} AND ${operation}
${in_order}
