-- What is asked for before a certificate can be claimed.

-- name: missing
-- The required activities that are not complete in a record; other certificates do not wait for each other.
SELECT a.title
  FROM catalog_activity a
 WHERE a.course_id = %(course)s AND a.required AND a.retired_at IS NULL AND a.kind <> 'certificate'
   AND a.id NOT IN (SELECT s.activity_id FROM activity_state s
                     WHERE s.record_id = %(record)s AND s.status IN ('completed', 'passed'))
 ORDER BY a.position
