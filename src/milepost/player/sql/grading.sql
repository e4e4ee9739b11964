-- What waits for staff.

-- fragment: waiting
-- Each of these has an index of those that wait.
SELECT 'assignment' AS kind, s.id, s.submitted_at AS since, s.record_id, s.activity_id, s.number
  FROM player_submission s
 WHERE s.graded_at IS NULL
 UNION ALL
SELECT 'discussion', p.id, p.posted_at, p.record_id, p.activity_id, p.number
  FROM player_post p
 WHERE p.asks AND p.graded_at IS NULL AND p.removed_at IS NULL
 UNION ALL
SELECT 'practical', a.id, a.changed_at, a.record_id, a.activity_id, a.number
  FROM player_assessment a
 WHERE a.confirmed_at IS NULL

-- name: queue
-- `path` follows each from where it was made to where it counts now: there itself, or where a reset of another activity
-- has carried it (R14). What counts nowhere any more is left out.
WITH RECURSIVE path (kind, id, since, activity_id, work_id, enrolment_id, record_number) AS (
    SELECT q.kind, q.id, q.since, q.activity_id, w.id, r.enrolment_id, r.number
      FROM (${waiting}) q
      JOIN records_activityrecord w
        ON w.record_id = q.record_id AND w.activity_id = q.activity_id AND w.number = q.number
      JOIN records_courserecord r ON r.id = q.record_id
     UNION ALL
    SELECT p.kind, p.id, p.since, p.activity_id, w.id, p.enrolment_id, r.number
      FROM path p
      JOIN records_courserecord r ON r.enrolment_id = p.enrolment_id AND r.number > p.record_number
      JOIN records_activityrecord w
        ON w.record_id = r.id AND w.activity_id = p.activity_id AND w.carried_from = p.work_id)
SELECT p.kind, p.id, p.since, u.id AS user_id, u.uuid AS "user", u.login_id, u.display_name,
       a.id AS activity_id, a.title AS activity, c.id AS course_id, c.title AS course
  FROM path p
  JOIN records_activityrecord w ON w.id = p.work_id AND w.superseded_at IS NULL AND w.voided_at IS NULL
  JOIN records_courserecord r ON r.id = w.record_id AND r.superseded_at IS NULL AND r.voided_at IS NULL
  JOIN records_enrolment e ON e.id = r.enrolment_id AND e.ended_at IS NULL
  JOIN people_user u ON u.id = e.user_id
  JOIN catalog_activity a ON a.id = p.activity_id AND a.retired_at IS NULL
  JOIN catalog_course c ON c.id = a.course_id
 WHERE ${in_reach} AND (%(all_courses)s = 1 OR c.id = %(course)s)
   AND (p.since, p.kind, p.id) > (%(since)s, %(kind)s, %(key)s)
 ORDER BY p.since, p.kind, p.id
 LIMIT %(limit)s
