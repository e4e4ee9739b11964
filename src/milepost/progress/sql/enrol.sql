-- A mark may enrol first whom it is about to mark (R24). Its undo ends the enrolment, unless the learner has launched the
-- course since.

-- fragment: to_enrol
${whole_chunk} AND i.enrols AND ${decided}

-- name: enrol
INSERT INTO records_enrolment (user_id, course_id, enrolled_at, recorded_at, restart, enrolled_by_operation)
SELECT DISTINCT i.user_id, i.course_id, %(now)s, %(now)s, 'keep', %(operation)s
  FROM progress_operationitem i
  JOIN catalog_course c ON c.id = i.course_id AND c.archived_at IS NULL
 WHERE ${to_enrol} AND i.program_id IS NULL AND i.enrolment_id IS NULL
    ON CONFLICT (user_id, course_id) DO NOTHING

-- name: enrol_in_programs
INSERT INTO records_programenrolment (user_id, program_id, enrolled_at, recorded_at, restart, enrolled_by_operation)
SELECT DISTINCT i.user_id, i.program_id, %(now)s, %(now)s, 'keep', %(operation)s
  FROM progress_operationitem i
  JOIN catalog_program c ON c.id = i.program_id AND c.archived_at IS NULL
 WHERE ${to_enrol} AND i.program_id IS NOT NULL AND i.enrolment_id IS NULL
    ON CONFLICT (user_id, program_id) DO NOTHING

-- name: enrol_again
-- An enrolment that had ended.
UPDATE records_enrolment AS e
   SET ended_at = NULL, enrolled_by_operation = %(operation)s
  FROM progress_operationitem i
  JOIN catalog_course c ON c.id = i.course_id AND c.archived_at IS NULL
 WHERE ${to_enrol} AND i.program_id IS NULL AND e.id = i.enrolment_id AND e.ended_at IS NOT NULL

-- name: enrol_in_programs_again
UPDATE records_programenrolment AS e
   SET ended_at = NULL, enrolled_by_operation = %(operation)s
  FROM progress_operationitem i
  JOIN catalog_program c ON c.id = i.program_id AND c.archived_at IS NULL
 WHERE ${to_enrol} AND i.program_id IS NOT NULL AND e.id = i.enrolment_id AND e.ended_at IS NOT NULL

-- name: find_enrolments
UPDATE progress_operationitem AS i
   SET enrolment_id = (SELECT e.id FROM records_enrolment e WHERE e.user_id = i.user_id AND e.course_id = i.course_id)
 WHERE ${to_enrol} AND i.program_id IS NULL AND i.enrolment_id IS NULL

-- name: find_program_enrolments
UPDATE progress_operationitem AS i
   SET enrolment_id = (SELECT e.id FROM records_programenrolment e
                        WHERE e.user_id = i.user_id AND e.program_id = i.program_id)
 WHERE ${to_enrol} AND i.program_id IS NOT NULL AND i.enrolment_id IS NULL

-- name: leave
UPDATE records_enrolment AS e
   SET ended_at = %(now)s, enrolled_by_operation = NULL
  FROM progress_operationitem i
 WHERE ${whole_chunk} AND ${decided} AND i.program_id IS NULL AND e.id = i.enrolment_id
   AND e.enrolled_by_operation = %(undone)s
   AND NOT EXISTS (SELECT 1 FROM records_playersession p
                     JOIN records_courserecord r ON r.id = p.record_id
                    WHERE r.enrolment_id = e.id AND p.started_at >= %(undone_at)s)

-- name: leave_programs
UPDATE records_programenrolment AS e
   SET ended_at = %(now)s, enrolled_by_operation = NULL
  FROM progress_operationitem i
 WHERE ${whole_chunk} AND ${decided} AND i.program_id IS NOT NULL AND e.id = i.enrolment_id
   AND e.enrolled_by_operation = %(undone)s
   AND NOT EXISTS (SELECT 1 FROM records_playersession p
                     JOIN records_courserecord r ON r.id = p.record_id
                     JOIN catalog_programcourse pc ON pc.course_id = r.course_id
                    WHERE pc.program_id = e.program_id AND r.user_id = e.user_id AND p.started_at >= %(undone_at)s)
