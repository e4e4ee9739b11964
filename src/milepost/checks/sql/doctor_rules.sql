-- Access rules: what waits for what (docs/decisions/0021-locks.md).

-- name: prerequisite_is_of_the_course
SELECT 'catalog_activityprerequisite' AS table_name, 'id ' || q.id AS row_id,
       'activity ' || a.id || ' of course ' || a.course_id || ' needs activity ' || n.id || ' of course ' || n.course_id
       AS detail
  FROM catalog_activityprerequisite q
  JOIN catalog_activity a ON a.id = q.activity_id
  JOIN catalog_activity n ON n.id = q.needs_id
 WHERE n.course_id <> a.course_id

-- fragment: needed_activities
-- By whom is what needed; a retired activity is in nobody's way.
SELECT q.id, q.activity_id AS one, q.needs_id AS other
  FROM catalog_activityprerequisite q
  JOIN catalog_activity a ON a.id = q.activity_id AND a.retired_at IS NULL
  JOIN catalog_activity n ON n.id = q.needs_id AND n.retired_at IS NULL

-- fragment: needed_courses
SELECT q.id, q.course_id AS one, q.needs_id AS other FROM catalog_courseprerequisite q

-- name: prerequisites_without_cycle
WITH RECURSIVE before_activity (one, other) AS (
         SELECT q.one, q.other FROM (${needed_activities}) q
          UNION
         SELECT b.one, q.other FROM before_activity b JOIN (${needed_activities}) q ON q.one = b.other),
     before_course (one, other) AS (
         SELECT q.one, q.other FROM (${needed_courses}) q
          UNION
         SELECT b.one, q.other FROM before_course b JOIN (${needed_courses}) q ON q.one = b.other)
SELECT 'catalog_activityprerequisite' AS table_name, 'id ' || q.id AS row_id,
       'activity ' || q.one || ' needs activity ' || q.other || ', which needs it in turn' AS detail
  FROM (${needed_activities}) q
  JOIN before_activity b ON b.one = q.other AND b.other = q.one
 UNION ALL
SELECT 'catalog_courseprerequisite', 'id ' || q.id,
       'course ' || q.one || ' needs course ' || q.other || ', which needs it in turn'
  FROM (${needed_courses}) q
  JOIN before_course b ON b.one = q.other AND b.other = q.one
