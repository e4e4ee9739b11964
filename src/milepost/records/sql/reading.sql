-- How far somebody is: each statement is one for the whole tree, whatever it holds.

-- fragment: current_program
p.superseded_at IS NULL AND p.voided_at IS NULL

-- fragment: wanted
e.user_id = %(user)s

-- fragment: shown_courses
-- The courses that somebody is in, and those of the programs.
SELECT e.course_id FROM records_enrolment e WHERE e.user_id = %(user)s AND e.ended_at IS NULL
 UNION
SELECT pc.course_id
  FROM records_programenrolment pe JOIN catalog_programcourse pc ON pc.program_id = pe.program_id
 WHERE pe.user_id = %(user)s AND pe.ended_at IS NULL

-- name: programs
SELECT c.id, c.uuid, c.asset_id, c.title, pe.due_at,
       p.number, p.opened_by, p.status, p.progress, p.score, p.completed_at, p.completed_by
  FROM records_programenrolment pe
  JOIN catalog_program c ON c.id = pe.program_id
  LEFT JOIN records_programrecord p ON p.enrolment_id = pe.id AND ${current_program}
 WHERE pe.user_id = %(user)s AND pe.ended_at IS NULL
 ORDER BY c.title, c.id

-- name: courses_of_programs
SELECT pc.program_id, pc.course_id
  FROM records_programenrolment pe
  JOIN catalog_programcourse pc ON pc.program_id = pe.program_id
 WHERE pe.user_id = %(user)s AND pe.ended_at IS NULL
 ORDER BY pc.program_id, pc.position, pc.id

-- name: courses
SELECT c.id, c.uuid, c.asset_id, c.title, e.due_at,
       CASE WHEN e.id IS NOT NULL AND e.ended_at IS NULL THEN 1 ELSE 0 END AS enrolled, ${state}
  FROM catalog_course c
  LEFT JOIN records_enrolment e ON e.course_id = c.id AND ${wanted}
  LEFT JOIN records_courserecord r ON r.enrolment_id = e.id AND ${current}
  LEFT JOIN (${times}) t ON t.enrolment_id = e.id
 WHERE c.id IN (${shown_courses})
 ORDER BY c.title, c.id

-- name: activities
SELECT a.id, a.course_id, a.uuid, a.asset_id, a.title, a.kind, s.title AS section
  FROM catalog_activity a
  LEFT JOIN catalog_section s ON s.id = a.section_id
 WHERE a.course_id IN (${shown_courses}) AND a.retired_at IS NULL
 ORDER BY a.course_id, a.position, a.id

-- name: activity_states
-- The view stands alone, so that SQLite looks only at the records that are asked for.
SELECT s.activity_id, s.status, s.progress, s.score, s.manually, s.completed_at
  FROM activity_state s
 WHERE s.enrolment_id IN (SELECT e.id FROM records_enrolment e WHERE ${wanted})
   AND s.record_id IN (SELECT r.id FROM records_enrolment e JOIN records_courserecord r ON r.enrolment_id = e.id
                        WHERE ${wanted} AND ${current})

-- name: activity_times
SELECT w.activity_id, sum(${seconds_of_work}) AS total,
       sum(CASE WHEN ${current} AND ${live} THEN ${seconds_of_work} ELSE 0 END) AS spent
  FROM records_enrolment e
  JOIN records_courserecord r ON r.enrolment_id = e.id
  JOIN records_activityrecord w ON w.record_id = r.id
 WHERE ${wanted}
 GROUP BY w.activity_id
