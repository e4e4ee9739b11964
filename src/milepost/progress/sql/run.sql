-- The frame of a chunk: the lease first, the bookmark last.

-- name: lease
-- Takes or renews the lease; 0 rows say that the operation is not ours (or not running) and that we stop.
UPDATE progress_operation
   SET lease_owner = %(owner)s, lease_until = %(until)s
 WHERE id = %(operation)s AND state = 'running' AND applied_to = %(after)s
   AND (lease_owner = %(owner)s OR lease_owner = %(abandoned)s OR lease_owner = '' OR lease_until < %(now)s)

-- name: advance
UPDATE progress_operation
   SET applied_to = %(applied_to)s
 WHERE id = %(operation)s AND lease_owner = %(owner)s

-- name: release
UPDATE progress_operation
   SET lease_owner = '', lease_until = NULL
 WHERE id = %(operation)s AND state = 'running' AND lease_owner = %(owner)s

-- name: boundary
-- The last position of the learner whose items stand at `until`: the one before the next learner's first.
SELECT i.position - 1
  FROM progress_operationitem i
  JOIN progress_operationitem at ON at.operation_id = i.operation_id AND at.position = %(until)s
 WHERE i.operation_id = %(operation)s AND i.position > %(until)s AND i.user_id IS DISTINCT FROM at.user_id
 ORDER BY i.position
 LIMIT 1

-- name: cancel_requested
SELECT 1 FROM progress_operation WHERE id = %(operation)s AND cancel_requested_at IS NOT NULL

-- name: request_cancel
UPDATE progress_operation SET cancel_requested_at = %(now)s
 WHERE id = %(operation)s AND state = 'running'

-- name: cancel_previewed
UPDATE progress_operation SET cancel_requested_at = %(now)s, state = 'cancelled', finished_at = %(now)s
 WHERE id = %(operation)s AND state = 'previewed'

-- name: cancel_items
UPDATE progress_operationitem SET outcome = 'cancelled' WHERE operation_id = %(operation)s AND outcome IS NULL

-- name: outcomes
SELECT outcome, count(*)
  FROM progress_operationitem
 WHERE operation_id = %(operation)s AND outcome IS NOT NULL
 GROUP BY outcome
 ORDER BY outcome

-- name: items
-- The content is an activity, a program, or else a course. People outside the reach do not exist (R40).
SELECT i.position, i.line, u.login_id, u.display_name,
       CASE WHEN i.activity_id IS NOT NULL THEN 'activity' WHEN i.program_id IS NOT NULL THEN 'program'
            ELSE 'course' END AS kind,
       coalesce(a.asset_id, p.asset_id, c.asset_id) AS asset_id, coalesce(a.title, p.title, c.title) AS title,
       c.asset_id AS course, i.outcome, i.faults
  FROM progress_operationitem i
  LEFT JOIN people_user u ON u.id = i.user_id
  LEFT JOIN catalog_course c ON c.id = i.course_id
  LEFT JOIN catalog_activity a ON a.id = i.activity_id
  LEFT JOIN catalog_program p ON p.id = i.program_id
 WHERE i.operation_id = %(operation)s
 ORDER BY i.line, i.position
