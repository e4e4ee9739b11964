-- The people of a course, page by page; beside reading.sql, whose words it uses.

-- fragment: wanted
e.id IN (SELECT page.id FROM page)

-- name: people
WITH page AS MATERIALIZED (
    SELECT e.id
      FROM records_enrolment e
      JOIN people_user u ON u.id = e.user_id
     WHERE e.course_id = %(course)s AND e.ended_at IS NULL AND e.id > %(after)s AND ${in_reach}
     ORDER BY e.id
     LIMIT %(limit)s)
SELECT e.id AS enrolment_id, u.uuid, u.login_id, u.display_name, e.due_at, ${state}
  FROM page
  JOIN records_enrolment e ON e.id = page.id
  JOIN people_user u ON u.id = e.user_id
  LEFT JOIN records_courserecord r ON r.enrolment_id = e.id AND ${current}
  LEFT JOIN (${times}) t ON t.enrolment_id = e.id
 ORDER BY e.id
