-- What every command has in common. `i` is the item, `e` its enrolment, `r` its record.

-- fragment: chunk
i.operation_id = %(operation)s AND i.position > %(after)s AND i.position <= %(until)s

-- fragment: current
r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: newer_record_exists
EXISTS (SELECT 1 FROM records_courserecord newer
         WHERE newer.enrolment_id = r.enrolment_id AND newer.number > r.number AND newer.voided_at IS NULL)

-- fragment: activity_counts
SELECT course_id, count(*) AS activities FROM catalog_activity WHERE retired_at IS NULL GROUP BY course_id

-- fragment: is_archived
i.course_id IN (SELECT archived.id FROM catalog_course archived WHERE archived.archived_at IS NOT NULL)

-- name: lock
-- The records of each enrolment, the newest among them, in the items' order and in a statement of its own: whoever
-- waited here decides in the next statement, which sees what the other one did.
SELECT count(*) FROM (
    SELECT r.id
      FROM progress_operationitem i
      JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id
     WHERE ${chunk} AND i.outcome IS NULL
     ORDER BY i.position, r.number
     ${for_update_of_r}
) locked

-- name: decide
-- What becomes of each item: the same words as the preview's, now under the lock.
UPDATE progress_operationitem AS i
   SET (record_id, outcome) = (
       SELECT r.id, ${decision}
         FROM (SELECT 1 AS one) AS always
         ${joins})
 WHERE ${chunk} AND i.outcome IS NULL

-- name: effect
-- The effect, item by item, in order: what the digest is computed from.
SELECT i.position, coalesce(i.outcome, ${decision}) AS outcome, r.id AS record_id
  FROM progress_operationitem i
       ${joins}
 WHERE ${chunk}
 ORDER BY i.position

-- name: titles
-- The courses that the command would change, so that a confirmation can name them.
SELECT DISTINCT c.title
  FROM progress_operationitem i
  JOIN catalog_course c ON c.id = i.course_id
       ${joins}
 WHERE ${chunk} AND i.outcome IS NULL AND ${decision} = 'done'
 ORDER BY c.title
 LIMIT %(most)s

-- name: totals
-- Learners, courses, records and activities that the command would change.
SELECT count(DISTINCT d.user_id) AS learners,
       count(DISTINCT CASE WHEN d.is_active THEN NULL ELSE d.user_id END) AS deactivated,
       count(DISTINCT d.course_id) AS courses,
       count(*) AS records,
       coalesce(sum(d.activities), 0) AS activities,
       coalesce(sum(d.scores), 0) AS scores
  FROM (SELECT i.user_id, i.course_id, u.is_active,
               ${activities} AS activities,
               ${scores} AS scores
          FROM progress_operationitem i
          JOIN people_user u ON u.id = i.user_id
               ${joins}
         WHERE ${chunk} AND i.outcome IS NULL AND ${decision} = 'done') d
