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
-- The last position of the learner whose items stand at `until`: the one before the next learner's first. Positions may
-- be missing in an undo; what an erase has emptied is nobody's, and may stand between two items of a learner.
SELECT i.position - 1
  FROM progress_operationitem i
 WHERE i.operation_id = %(operation)s AND i.position > %(until)s AND i.user_id IS NOT NULL
   AND i.user_id IS DISTINCT FROM (SELECT at.user_id
                                     FROM progress_operationitem at
                                    WHERE at.operation_id = %(operation)s AND at.position <= %(until)s
                                      AND at.user_id IS NOT NULL
                                    ORDER BY at.position DESC
                                    LIMIT 1)
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
UPDATE progress_operationitem AS i
   SET outcome = 'cancelled'
 WHERE i.operation_id = %(operation)s AND i.position > %(after)s AND ${undecided}

-- name: outcomes
SELECT outcome, count(*)
  FROM progress_operationitem
 WHERE operation_id = %(operation)s AND outcome IS NOT NULL
 GROUP BY outcome
 ORDER BY outcome
