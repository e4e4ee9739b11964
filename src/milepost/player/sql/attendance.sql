-- Who was at a live session.

-- name: attendees
-- With what was noted at the current activity record, or where a reset of another activity has carried it from (R14).
WITH RECURSIVE people AS (
    SELECT e.id AS enrolment_id, u.id AS user_id, u.login_id, u.display_name
      FROM records_enrolment e
      JOIN people_user u ON u.id = e.user_id
     WHERE e.course_id = %(course)s AND e.ended_at IS NULL AND e.id > %(after)s AND ${in_reach}
     ORDER BY e.id
     LIMIT %(limit)s),
work (enrolment_id, record_id, number, carried_from) AS (
    SELECT p.enrolment_id, w.record_id, w.number, w.carried_from
      FROM people p
      JOIN records_courserecord r
        ON r.enrolment_id = p.enrolment_id AND r.superseded_at IS NULL AND r.voided_at IS NULL
      JOIN records_activityrecord w
        ON w.record_id = r.id AND w.activity_id = %(activity)s AND w.superseded_at IS NULL AND w.voided_at IS NULL
     UNION ALL
    SELECT c.enrolment_id, b.record_id, b.number, b.carried_from
      FROM work c
      JOIN records_activityrecord b ON b.id = c.carried_from),
noted AS (
    SELECT c.enrolment_id, t.present, t.noted_at,
           row_number() OVER (PARTITION BY c.enrolment_id ORDER BY t.id DESC) AS place
      FROM work c
      JOIN player_attendance t
        ON t.record_id = c.record_id AND t.activity_id = %(activity)s AND t.number = c.number)
SELECT p.enrolment_id, p.user_id, p.login_id, p.display_name, n.present, n.noted_at
  FROM people p
  LEFT JOIN noted n ON n.enrolment_id = p.enrolment_id AND n.place = 1
 ORDER BY p.enrolment_id
