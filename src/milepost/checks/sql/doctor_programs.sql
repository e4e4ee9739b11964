-- Records of learning programs, which follow the courses (docs/decisions/0008-activities-and-programs.md).

-- fragment: current_program
p.superseded_at IS NULL AND p.voided_at IS NULL

-- fragment: program_complete
p.status IN ('completed', 'passed')

-- fragment: program_known_at
-- When the completion was recorded, which may be later than its date.
coalesce((SELECT max(v.recorded_at) FROM ledger_event v
           WHERE v.record_id = p.id AND v.program_id = p.program_id AND v.kind = 'program.completed'), p.completed_at)

-- fragment: course_sums
-- What the courses of each program record that is under way amount to, and when the last of them came to the program.
SELECT p.id AS record_id, count(*) AS courses, max(pc.added_at) AS added_at,
       count(CASE WHEN r.status <> 'started' THEN 1 END) AS begun,
       count(CASE WHEN ${complete} THEN 1 END) AS completed,
       avg(CASE WHEN ${complete} THEN r.score END) AS score
  FROM records_programrecord p
  JOIN records_programenrolment pe ON pe.id = p.enrolment_id AND pe.ended_at IS NULL
  JOIN catalog_programcourse pc ON pc.program_id = p.program_id
  LEFT JOIN records_enrolment ce ON ce.user_id = p.user_id AND ce.course_id = pc.course_id
  LEFT JOIN records_courserecord r ON r.enrolment_id = ce.id AND ${current}
 WHERE ${current_program} AND NOT ${program_complete} AND p.opened_by <> 'import'
 GROUP BY p.id

-- fragment: courses_say
CASE WHEN s.completed = s.courses THEN 'completed' WHEN s.begun > 0 THEN 'active' ELSE 'started' END

-- name: program_adds_up
-- Not looked at: complete records, those of ended enrolments, which follow nothing, and those whose program has got a
-- course since they were opened.
SELECT ${program_record},
       'status ' || p.status || ', progress ' || p.progress || ', score ' || coalesce(CAST(p.score AS text), 'none')
       || '; the courses say ' || ${courses_say} || ', ' || s.completed || ' of ' || s.courses || ' complete, '
       || coalesce(CAST(s.score AS text), 'none') AS detail
  FROM (${course_sums}) s
  JOIN records_programrecord p ON p.id = s.record_id
 WHERE s.added_at <= p.opened_at
   AND (p.status <> ${courses_say}
        OR abs(p.progress - 100.0 * s.completed / s.courses) > 0.000001
        OR abs(coalesce(p.score, -1.0) - coalesce(s.score, -1.0)) > 0.000001)

-- name: program_completion_rests_on_courses
-- A course that is being taken again after its completion counts as complete; a reset of it reopens the program.
SELECT ${program_record}, 'completed_at ' || p.completed_at || '; course ' || min(pc.course_id) || ' is not' AS detail
  FROM records_programrecord p
  JOIN records_programenrolment pe ON pe.id = p.enrolment_id AND pe.ended_at IS NULL
  JOIN catalog_programcourse pc ON pc.program_id = p.program_id
 WHERE ${current_program} AND ${program_complete} AND p.completed_by = 'rule'
   AND NOT EXISTS (SELECT 1 FROM records_enrolment ce JOIN records_courserecord r ON r.enrolment_id = ce.id
                    WHERE ce.user_id = p.user_id AND ce.course_id = pc.course_id AND r.voided_at IS NULL
                      AND r.superseded_by_operation IS NULL AND ${complete})
   AND pc.added_at <= ${program_known_at}
 GROUP BY p.id, p.completed_at

-- name: erase_withdraws_program_completion
SELECT ${program_record},
       'completed_at ' || p.completed_at || '; course ' || min(r.course_id) || ' was erased later' AS detail
  FROM records_programrecord p
  JOIN catalog_programcourse pc ON pc.program_id = p.program_id
  JOIN records_enrolment ce ON ce.user_id = p.user_id AND ce.course_id = pc.course_id
  JOIN records_courserecord r ON r.enrolment_id = ce.id AND r.erased_at IS NOT NULL
 WHERE ${program_complete} AND r.erased_at > ${program_known_at} AND pc.added_at <= ${program_known_at}
 GROUP BY p.id, p.completed_at

-- name: begun_program_has_record
-- Once a course was launched or marked in the program, whatever has become of it since.
SELECT 'records_programenrolment' AS table_name, 'id ' || pe.id AS row_id, 'course record ' || min(r.id) AS detail
  FROM records_programenrolment pe
  JOIN catalog_programcourse pc ON pc.program_id = pe.program_id
  JOIN records_enrolment ce ON ce.user_id = pe.user_id AND ce.course_id = pc.course_id
  JOIN records_courserecord r ON r.enrolment_id = ce.id AND ${current}
 WHERE pe.ended_at IS NULL AND r.opened_by IN ('launch', 'mark', 'staff')
   AND r.opened_at > pe.recorded_at AND r.opened_at > pc.added_at
   AND NOT EXISTS (SELECT 1 FROM records_programrecord p WHERE p.enrolment_id = pe.id AND p.voided_at IS NULL)
 GROUP BY pe.id
