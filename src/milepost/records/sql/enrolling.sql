-- Learners come into courses and programs by hand, one at a time; and programs change under those who are in them.

-- fragment: programs_above
-- The program enrolment that it is about (roll_up_programs.sql).
%(enrolment)s

-- fragment: known_at
-- When the completion of the program record `p` was recorded, which may be later than its date.
coalesce((SELECT max(v.recorded_at) FROM ledger_event v
           WHERE v.record_id = p.id AND v.program_id = p.program_id AND v.kind = 'program.completed'), p.completed_at)

-- fragment: records_in_course
-- The learner's records `r` in the course `pc`.
records_enrolment ce JOIN records_courserecord r ON r.enrolment_id = ce.id AND r.voided_at IS NULL
 WHERE ce.user_id = p.user_id AND ce.course_id = pc.course_id AND r.status IN ('completed', 'passed')

-- fragment: fallen_meanwhile
-- The completed record of a program of which a course, asked for then, is not complete any more; taking it again by the
-- restart setting takes nothing back. It happened while the learner was not in the program, so that it did not follow.
SELECT p.id
  FROM records_programrecord p
  JOIN catalog_programcourse pc ON pc.program_id = p.program_id
 WHERE p.enrolment_id = %(enrolment)s AND ${current_program} AND p.status IN ('completed', 'passed')
   AND pc.added_at <= ${known_at}
   AND NOT EXISTS (SELECT 1 FROM ${records_in_course} AND r.superseded_by_operation IS NULL)

-- fragment: reset_meanwhile
-- That course was reset: the completion stays in the program's record, and the program is to be completed anew.
${fallen_meanwhile}
   AND EXISTS (SELECT 1 FROM ${records_in_course}
                  AND r.superseded_by_operation IS NOT NULL AND r.superseded_at >= ${known_at})

-- fragment: withdrawn_meanwhile
-- A mark that the completion rested on was undone: it is taken back.
${fallen_meanwhile}
   AND p.completed_by = 'rule'

-- name: reopening
INSERT INTO ledger_event
       (tx, epoch, kind, user_id, program_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'program.reopened', p.user_id, p.program_id, p.id, %(now)s, %(now)s, '{}'
  FROM records_programrecord p
 WHERE p.id IN (${reset_meanwhile})

-- name: reopen
UPDATE records_programrecord AS p
   SET superseded_at = %(now)s
 WHERE p.id IN (${reset_meanwhile})

-- name: withdrawal
INSERT INTO ledger_event
       (tx, epoch, kind, user_id, program_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'completion.withdrawn', p.user_id, p.program_id, p.id, %(now)s, %(now)s, '{}'
  FROM records_programrecord p
 WHERE p.id IN (${withdrawn_meanwhile})

-- name: withdraw
UPDATE records_programrecord AS p
   SET status = 'started', completed_at = NULL, completed_by = ''
 WHERE p.id IN (${withdrawn_meanwhile})

-- fragment: courses_of_program
records_programenrolment pe
  JOIN catalog_programcourse pc ON pc.program_id = pe.program_id
  JOIN catalog_course c ON c.id = pc.course_id AND c.archived_at IS NULL

-- name: enrol_in_courses
-- Whoever is in a program is in its courses, until the same day.
INSERT INTO records_enrolment (user_id, course_id, enrolled_at, recorded_at, due_at, restart)
SELECT pe.user_id, pc.course_id, %(now)s, %(now)s, pe.due_at, pe.restart
  FROM ${courses_of_program}
 WHERE pe.id = %(enrolment)s
 ORDER BY pc.position
    ON CONFLICT (user_id, course_id) DO NOTHING

-- name: enrol_in_courses_again
UPDATE records_enrolment AS e
   SET ended_at = NULL, enrolled_at = %(now)s, recorded_at = %(now)s, enrolled_by_operation = NULL
 WHERE e.ended_at IS NOT NULL
   AND (e.user_id, e.course_id) IN (
       SELECT pe.user_id, pc.course_id FROM ${courses_of_program} WHERE pe.id = %(enrolment)s)

-- name: lock_members
-- A launch locks the program enrolment before it opens a program record: it comes before this, or after it.
SELECT count(*) FROM (
    SELECT r.id FROM records_programenrolment r WHERE r.program_id = %(program)s ORDER BY r.id ${for_update_of_r}
) locked

-- name: enrol_members
-- A course has come to the program: whoever is in the program and not through with it is in the course too.
INSERT INTO records_enrolment (user_id, course_id, enrolled_at, recorded_at, due_at, restart)
SELECT pe.user_id, c.id, %(now)s, %(now)s, pe.due_at, pe.restart
  FROM records_programenrolment pe
  JOIN catalog_course c ON c.id = %(course)s AND c.archived_at IS NULL
 WHERE pe.program_id = %(program)s AND pe.ended_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM records_programrecord p
                    WHERE p.enrolment_id = pe.id AND ${current_program} AND p.status IN ('completed', 'passed'))
 ORDER BY pe.id
    ON CONFLICT (user_id, course_id) DO NOTHING
