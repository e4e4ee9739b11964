-- How a program record follows its courses (docs/decisions/0008-activities-and-programs.md). The learner's path and the
-- staff's use the same words; each says with ${programs_above} which program enrolments are meant.

-- fragment: open_course
-- The current record `r` of each course `pc` of the program enrolment `pe`; a course without one has no `r`.
records_programenrolment pe
  JOIN catalog_programcourse pc ON pc.program_id = pe.program_id
  LEFT JOIN records_enrolment ce ON ce.user_id = pe.user_id AND ce.course_id = pc.course_id
  LEFT JOIN records_courserecord r ON r.enrolment_id = ce.id AND r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: course_sums
-- Whoever was faster may have looked at the clock a moment later: nothing is completed after it is recorded.
SELECT pe.id AS enrolment_id, pe.user_id, pe.program_id,
       count(*) AS courses,
       count(r.id) AS opened,
       count(CASE WHEN r.status <> 'started' THEN 1 END) AS begun,
       count(CASE WHEN r.status IN ('completed', 'passed') THEN 1 END) AS completed,
       avg(CASE WHEN r.status IN ('completed', 'passed') THEN r.score END) AS score,
       ${min_of_two}(max(CASE WHEN r.status IN ('completed', 'passed') THEN r.completed_at END), %(now)s)
           AS completed_at,
       max(r.opened_at) AS opened_at
  FROM ${open_course}
 WHERE pe.id IN (${programs_above})
 GROUP BY pe.id, pe.user_id, pe.program_id

-- fragment: sums_first
-- Added up once, whatever the planner thinks of the tables: joined as a sub-query it may be added up for each row.
WITH s AS MATERIALIZED (${course_sums})

-- fragment: current_program
p.superseded_at IS NULL AND p.voided_at IS NULL

-- fragment: newest_program
NOT EXISTS (SELECT 1 FROM records_programrecord n
             WHERE n.enrolment_id = p.enrolment_id AND n.number > p.number AND n.voided_at IS NULL)

-- fragment: program_open
p.status NOT IN ('completed', 'passed') AND p.waived_at IS NULL

-- name: lock_programs
-- In a statement of its own: what is above is decided in the next ones, which see what others have done meanwhile.
SELECT count(*) FROM (
    SELECT r.id FROM records_programenrolment r WHERE r.id IN (${programs_above}) ORDER BY r.id ${for_update_of_r}
) locked

-- name: open_programs
-- For who has begun a course of a program and has no current program record.
${sums_first}
INSERT INTO records_programrecord
       (enrolment_id, number, user_id, program_id, opened_by, opened_at, status, progress, success, completed_by,
        real_status, real_success)
SELECT s.enrolment_id,
       coalesce((SELECT max(n.number) FROM records_programrecord n WHERE n.enrolment_id = s.enrolment_id), 0) + 1,
       s.user_id, s.program_id,
       CASE WHEN %(opened_by)s = 'launch' AND EXISTS (
                 SELECT 1 FROM records_programrecord p
                  WHERE p.enrolment_id = s.enrolment_id AND p.voided_at IS NULL
                    AND p.superseded_by_operation IS NOT NULL AND ${newest_program})
            THEN 'reset' ELSE %(opened_by)s END,
       %(now)s, 'started', 0.0, '', '', '', ''
  FROM s
 WHERE s.opened > 0
   AND NOT EXISTS (SELECT 1 FROM records_programrecord p WHERE p.enrolment_id = s.enrolment_id AND ${current_program})

-- name: program_completions
-- Written before the records change: who is about to be complete.
${sums_first}
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, program_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'program.completed', %(operation)s, p.user_id, p.program_id, p.id, s.completed_at, %(now)s,
       '{"manually": false}'
  FROM s
  JOIN records_programrecord p ON p.enrolment_id = s.enrolment_id AND ${current_program} AND ${program_open}
 WHERE s.completed = s.courses
 ORDER BY p.id

-- name: roll_up_programs
${sums_first}
UPDATE records_programrecord AS p
   SET status = CASE WHEN s.completed = s.courses THEN 'completed' WHEN s.begun > 0 THEN 'active' ELSE 'started' END,
       progress = CAST(100.0 * s.completed / s.courses AS double precision),
       score = CAST(s.score AS double precision),
       completed_at = CASE WHEN s.completed = s.courses THEN s.completed_at END,
       completed_by = CASE WHEN s.completed = s.courses THEN 'rule' ELSE '' END
  FROM s
 WHERE p.enrolment_id = s.enrolment_id AND ${current_program} AND ${program_open}
