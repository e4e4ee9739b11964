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

-- name: outcomes
SELECT outcome, count(*)
  FROM progress_operationitem
 WHERE operation_id = %(operation)s AND outcome IS NOT NULL
 GROUP BY outcome
 ORDER BY outcome

-- name: items
SELECT i.position, i.line, u.login_id, u.display_name, c.asset_id, c.title, i.outcome, i.faults
  FROM progress_operationitem i
  LEFT JOIN people_user u ON u.id = i.user_id
  LEFT JOIN catalog_course c ON c.id = i.course_id
 WHERE i.operation_id = %(operation)s
 ORDER BY i.line, i.position
