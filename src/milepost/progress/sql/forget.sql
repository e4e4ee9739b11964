-- What earlier operations say about records that were erased (R3). Once an operation, when its last chunk is applied:
-- items are not indexed by learner. So what was erased is put aside, and so is what has to be forgotten: either database
-- can then plan for what there is.

-- name: create_erased
CREATE TEMPORARY TABLE erased (
    operation_id bigint, user_id bigint NOT NULL, course_id bigint, activity_id bigint, program_id bigint)

-- name: fill_erased
-- The learners and contents that this operation erased.
INSERT INTO erased (user_id, course_id, activity_id, program_id)
SELECT x.user_id, x.course_id, x.activity_id, x.program_id
  FROM progress_operationitem x
 WHERE x.operation_id = %(operation)s AND x.erases AND x.outcome = 'done'

-- name: add_redacted
-- And, with the operation that had written it, what went out of the ledger with them.
INSERT INTO erased (operation_id, user_id, course_id, activity_id, program_id)
SELECT DISTINCT v.operation_id, v.user_id, v.course_id, v.activity_id, v.program_id
  FROM progress_operationitem x
  JOIN ${records} r ON r.enrolment_id = x.enrolment_id
  JOIN ledger_event v ON v.record_id = r.id
 WHERE x.operation_id = %(operation)s AND x.erases AND x.outcome = 'done'
   AND ${of_kind} AND v.operation_id <> %(operation)s AND ${redacted_now}

-- name: index_erased
CREATE INDEX erased_by_user ON erased (user_id)

-- name: analyze_erased
${analyze} erased

-- name: drop_erased
DROP TABLE erased

-- fragment: confirmed_before
-- Or only previewed before. Of what was given since: what it skipped or would skip, for why it does so may tell of what
-- was erased; but not what it has yet to look at again.
coalesce(o.confirmed_at, o.created_at) <= %(confirmed_at)s
OR (i.outcome <> 'done' AND (o.state <> 'running' OR ${was_applied} OR i.outcome = 'excluded'))

-- fragment: of_the_same
-- Of an erased course everything; of an erased activity what was said of it, or of the whole course.
(d.course_id = i.course_id AND (d.activity_id IS NULL OR i.activity_id IS NULL OR d.activity_id = i.activity_id))
OR d.program_id = i.program_id

-- fragment: redacted_with_it
-- Confirmed since, but applied before the record was erased: then its event went with the record's.
d.operation_id = i.operation_id AND coalesce(d.course_id, 0) = coalesce(i.course_id, 0)
AND coalesce(d.activity_id, 0) = coalesce(i.activity_id, 0) AND coalesce(d.program_id, 0) = coalesce(i.program_id, 0)

-- name: create_forgotten
CREATE TEMPORARY TABLE forgotten (operation_id bigint NOT NULL, position integer NOT NULL)

-- name: fill_forgotten
-- SQLite joins in the order that CROSS JOIN says.
INSERT INTO forgotten (operation_id, position)
SELECT DISTINCT i.operation_id, i.position
  FROM progress_operation o
 CROSS JOIN progress_operationitem i
 CROSS JOIN erased d
 WHERE o.id <> %(operation)s AND i.operation_id = o.id AND d.user_id = i.user_id
   AND CASE WHEN d.operation_id IS NULL THEN (${confirmed_before}) AND (${of_the_same}) ELSE ${redacted_with_it} END

-- name: add_undos
-- What took back an item that is forgotten is forgotten with it.
INSERT INTO forgotten (operation_id, position)
SELECT o.id, i.position
  FROM forgotten f
  JOIN progress_operation o ON o.undo_of_id = f.operation_id
  JOIN progress_operationitem i ON i.operation_id = o.id AND i.position = f.position
 WHERE i.outcome = 'done' AND ${was_applied}

-- name: analyze_forgotten
${analyze} forgotten

-- name: drop_forgotten
DROP TABLE forgotten

-- name: operations
SELECT DISTINCT operation_id FROM forgotten

-- name: forget_details
-- A row of a program has several items: what one of them may not say any more, the row does not either.
DELETE FROM progress_itemdetail
 WHERE (operation_id, line) IN (SELECT i.operation_id, i.line
                                  FROM progress_operationitem i
                                  JOIN forgotten f ON f.operation_id = i.operation_id AND f.position = i.position)

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
