-- What earlier operations say about records that were erased (R3). Once an operation, when its last chunk is applied:
-- items are not indexed by learner.

-- fragment: erased_here
-- The learners and contents that this operation erased.
SELECT x.user_id, x.course_id, x.activity_id, x.program_id
  FROM progress_operationitem x
 WHERE x.operation_id = %(operation)s AND x.erases AND x.outcome = 'done'

-- fragment: earlier
-- The items of operations that were confirmed, or only previewed, before this one was; and of those that were confirmed
-- since what they skipped, since why they did so may tell of what was erased.
SELECT x.operation_id, x.position, x.user_id, x.course_id, x.activity_id, x.program_id
  FROM progress_operationitem x
  JOIN progress_operation o ON o.id = x.operation_id
 WHERE o.id <> %(operation)s AND (coalesce(o.confirmed_at, o.created_at) <= %(confirmed_at)s OR x.outcome <> 'done')

-- fragment: redacted_events
-- What this operation took out of the ledger, by the operation that had written it.
SELECT v.operation_id, v.user_id, v.course_id, v.activity_id, v.program_id
  FROM progress_operationitem x
  JOIN records_courserecord r ON r.enrolment_id = x.enrolment_id
  JOIN ledger_event v ON v.record_id = r.id AND v.program_id IS NULL
 WHERE x.operation_id = %(operation)s AND x.program_id IS NULL AND v.erased_by_operation = %(operation)s
 UNION
SELECT v.operation_id, v.user_id, v.course_id, v.activity_id, v.program_id
  FROM progress_operationitem x
  JOIN records_programrecord r ON r.enrolment_id = x.enrolment_id
  JOIN ledger_event v ON v.record_id = r.id AND v.program_id = x.program_id
 WHERE x.operation_id = %(operation)s AND v.erased_by_operation = %(operation)s

-- fragment: concerned
-- Of an erased course everything; of an erased activity what was said of it, or of the whole course. Joined pair by pair
-- and put together: either database would look through all that was erased for each item if one condition said "or".
SELECT i.operation_id, i.position
  FROM (${earlier}) i
  JOIN (${erased_here}) d ON d.user_id = i.user_id AND d.course_id = i.course_id AND d.activity_id IS NULL
 UNION
SELECT i.operation_id, i.position
  FROM (${earlier}) i
  JOIN (${erased_here}) d ON d.user_id = i.user_id AND d.course_id = i.course_id AND d.activity_id IS NOT NULL
 WHERE i.activity_id IS NULL
 UNION
SELECT i.operation_id, i.position
  FROM (${earlier}) i
  JOIN (${erased_here}) d ON d.user_id = i.user_id AND d.activity_id = i.activity_id
 UNION
SELECT i.operation_id, i.position
  FROM (${earlier}) i
  JOIN (${erased_here}) d ON d.user_id = i.user_id AND d.program_id = i.program_id
 UNION
-- Confirmed since, but applied before the record was erased: then its event went with the record's.
SELECT i.operation_id, i.position
  FROM progress_operationitem i
  JOIN (${redacted_events}) v
    ON v.operation_id = i.operation_id AND v.user_id = i.user_id
   AND coalesce(v.course_id, 0) = coalesce(i.course_id, 0) AND coalesce(v.activity_id, 0) = coalesce(i.activity_id, 0)
   AND coalesce(v.program_id, 0) = coalesce(i.program_id, 0)
 WHERE i.operation_id <> %(operation)s

-- name: create_forgotten
CREATE TEMPORARY TABLE forgotten (operation_id bigint NOT NULL, position integer NOT NULL)

-- name: fill_forgotten
-- Put aside and counted, so that what follows is planned for as many as there are.
INSERT INTO forgotten (operation_id, position) ${concerned}

-- name: analyze_forgotten
${analyze} forgotten

-- name: drop_forgotten
DROP TABLE forgotten

-- name: operations
SELECT DISTINCT operation_id FROM forgotten

-- name: forget_items
-- The row stays, as a number in its file, with what was wrong with it.
UPDATE progress_operationitem AS i
   SET user_id = NULL, course_id = NULL, activity_id = NULL, program_id = NULL, enrolment_id = NULL, record_id = NULL,
       work_id = NULL, due_before = NULL, outcome = CASE WHEN faults = '' THEN 'erased' END
 WHERE (operation_id, position) IN (SELECT f.operation_id, f.position FROM forgotten f)

-- name: write_back
-- On SQLite the log still holds pages as they were before.
${write_back}

-- name: has_other_items
SELECT 1 FROM progress_operationitem i WHERE i.operation_id = %(operation)s AND i.user_id IS NOT NULL LIMIT 1
