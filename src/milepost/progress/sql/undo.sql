-- Undo: what an operation did is taken back where it still stands and nothing was built on it (R30). The items of the
-- undo stand at the positions of those they undo and name the records that were touched.

-- fragment: erased_since
i.user_id IS NULL OR r.erased_at IS NOT NULL

-- fragment: stands_still
-- No undo has taken the item back.
NOT EXISTS (SELECT 1
              FROM progress_operation o
              JOIN progress_operationitem u ON u.operation_id = o.id AND u.position = i.position
             WHERE o.undo_of_id = i.operation_id AND u.outcome = 'done' AND u.position <= o.applied_to)

-- fragment: undoable
-- What was erased since is listed too, and skipped.
i.operation_id = %(undone)s AND (i.outcome = 'erased' OR (i.outcome = 'done' AND i.position <= %(applied_to)s))
   AND ${stands_still}

-- name: stage
-- The items of the operation that were done and not yet undone; all of them, or those of chosen learners.
INSERT INTO progress_operationitem
       (operation_id, position, line, user_id, course_id, activity_id, program_id, enrolment_id, record_id, work_id,
        erases, enrols, faults)
SELECT %(operation)s, i.position, i.line, i.user_id, i.course_id, i.activity_id, i.program_id, i.enrolment_id,
       i.record_id, i.work_id, i.erases, i.enrols, ''
  FROM progress_operationitem i
  LEFT JOIN people_user u ON u.id = i.user_id
 WHERE ${undoable}
   AND (%(everyone)s = 1 OR i.user_id IN (SELECT user_id FROM staged_learner))
   AND ${in_reach}
 ORDER BY i.position

-- name: still_standing
-- The number of items of an operation that were done and have not been undone.
SELECT count(*)
  FROM progress_operationitem i
 WHERE i.operation_id = %(undone)s AND i.outcome = 'done'
   AND ${stands_still}
