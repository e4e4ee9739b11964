-- After every command: the programs above the courses that it changed follow them, under a lock on the program
-- enrolment (records/sql/roll_up_programs.sql; docs/decisions/0008-activities-and-programs.md).

-- fragment: programs_above
-- The program enrolments of the chunk's learners whose programs hold a course that was changed; and those of the
-- programs that were changed themselves.
SELECT above.id
  FROM ${items_below}
 WHERE ${whole_chunk} AND ${decided} AND (above.ended_at IS NULL OR i.erases)
 UNION
SELECT i.enrolment_id FROM progress_operationitem i
 WHERE ${whole_chunk} AND ${decided} AND i.program_id IS NOT NULL

-- fragment: fallen
-- Completed records of programs that held a course of this chunk then, which is not complete any more. What was asked
-- for is known by the moment when the completion was recorded; that may be later than its date.
SELECT f.id
  FROM progress_operationitem i
  JOIN catalog_programcourse pc ON pc.course_id = i.course_id
  JOIN records_programrecord f ON f.user_id = i.user_id AND f.program_id = pc.program_id
 WHERE ${whole_chunk} AND ${decided} AND i.program_id IS NULL AND f.status IN ('completed', 'passed')
   AND pc.added_at <= coalesce((SELECT max(v.recorded_at) FROM ledger_event v
                                 WHERE v.record_id = f.id AND v.program_id = f.program_id
                                   AND v.kind = 'program.completed'), f.completed_at)
   AND NOT EXISTS (SELECT 1 FROM records_courserecord r
                    WHERE r.enrolment_id = i.enrolment_id
                      AND r.superseded_at IS NULL AND r.voided_at IS NULL AND r.status IN ('completed', 'passed'))

-- fragment: reopening
-- Complete programs that a reset makes incomplete.
p.enrolment_id IN (${programs_above}) AND ${current_program} AND p.status IN ('completed', 'passed')
AND p.id IN (${fallen})

-- name: program_reopenings
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, program_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'program.reopened', %(operation)s, p.user_id, p.program_id, p.id, %(now)s, %(now)s, '{}'
  FROM records_programrecord p
 WHERE ${reopening}
 ORDER BY p.id

-- name: reopen_programs
UPDATE records_programrecord AS p
   SET superseded_at = %(now)s, superseded_by_operation = %(operation)s
 WHERE ${reopening}

-- name: open_reopened
-- The next record, at once, where another course of the program goes on.
${sums_first}
INSERT INTO records_programrecord
       (enrolment_id, number, user_id, program_id, opened_by, opened_at, status, progress, success, completed_by,
        real_status, real_success)
SELECT s.enrolment_id,
       (SELECT max(n.number) FROM records_programrecord n WHERE n.enrolment_id = s.enrolment_id) + 1,
       s.user_id, s.program_id, 'reset', %(now)s, 'started', 0.0, '', '', '', ''
  FROM s
  JOIN records_programrecord p
    ON p.enrolment_id = s.enrolment_id AND coalesce(p.superseded_by_operation, 0) = %(operation)s
 WHERE s.opened > 0 AND p.voided_at IS NULL AND ${newest_program}
   AND (s.user_id, s.program_id) NOT IN (SELECT i.user_id, i.program_id FROM progress_operationitem i
                                          WHERE ${whole_chunk} AND ${decided} AND i.program_id IS NOT NULL)

-- fragment: completion_before
-- The completed record `b` before what is current now (if anything is), when a reset of a course had reopened it, and
-- every course is complete again by records that are older than that.
SELECT b.id
  FROM s
  JOIN records_programrecord b ON b.enrolment_id = s.enrolment_id
 WHERE s.completed = s.courses
   AND b.voided_at IS NULL AND b.superseded_by_operation IS NOT NULL AND b.status IN ('completed', 'passed')
   AND s.opened_at < b.superseded_at
   AND EXISTS (SELECT 1 FROM ledger_event v
                WHERE v.record_id = b.id AND v.program_id = b.program_id AND v.kind = 'program.reopened'
                  AND v.operation_id = b.superseded_by_operation)
   AND NOT EXISTS (SELECT 1 FROM records_programrecord n
                    WHERE n.enrolment_id = b.enrolment_id AND n.number > b.number AND n.voided_at IS NULL
                      AND NOT (n.opened_by = 'reset' AND n.superseded_at IS NULL AND n.completed_at IS NULL))

-- name: program_restorations
${sums_first}
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, program_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'program.restored', %(operation)s, b.user_id, b.program_id, b.id, %(now)s, %(now)s, '{}'
  FROM records_programrecord b
 WHERE b.id IN (${completion_before})
 ORDER BY b.id

-- name: void_reopened
${sums_first}
UPDATE records_programrecord AS p
   SET voided_at = %(now)s
 WHERE ${current_program}
   AND p.enrolment_id IN (SELECT b.enrolment_id FROM records_programrecord b WHERE b.id IN (${completion_before}))

-- name: restore_programs
${sums_first}
UPDATE records_programrecord AS p
   SET superseded_at = NULL, superseded_by_operation = NULL
 WHERE p.id IN (${completion_before})

-- fragment: falling
-- Programs that were complete by rule, and rest on a mark that was undone.
p.enrolment_id IN (${programs_above}) AND ${current_program} AND p.waived_at IS NULL AND p.completed_by = 'rule'
AND p.id IN (${fallen})

-- name: program_withdrawals
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, program_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'completion.withdrawn', %(operation)s, p.user_id, p.program_id, p.id, %(now)s, %(now)s, '{}'
  FROM records_programrecord p
 WHERE ${falling}
 ORDER BY p.id

-- name: withdraw_programs
UPDATE records_programrecord AS p
   SET status = 'started', completed_at = NULL, completed_by = ''
 WHERE ${falling}

-- name: void_programs
-- A record that a mark opened, when nothing is left of what was begun in its time.
${sums_first}
UPDATE records_programrecord AS p
   SET voided_at = %(now)s
 WHERE ${current_program} AND p.opened_by = 'mark' AND p.waived_at IS NULL
   AND p.enrolment_id IN (SELECT s.enrolment_id FROM s WHERE s.opened = 0)
   AND NOT EXISTS (SELECT 1 FROM catalog_programcourse pc
                     JOIN records_enrolment ce ON ce.user_id = p.user_id AND ce.course_id = pc.course_id
                     JOIN records_courserecord r ON r.enrolment_id = ce.id
                    WHERE pc.program_id = p.program_id AND r.voided_at IS NULL AND r.opened_at >= p.opened_at)

-- name: programs_that_reopen
-- For the preview of a reset (R15): programs that are complete now, hold a course of this command, and are not named
-- in it themselves; with the number of learners.
SELECT c.title, count(*) AS learners
  FROM records_programrecord p
  JOIN catalog_program c ON c.id = p.program_id
 WHERE ${current_program} AND p.status IN ('completed', 'passed')
   AND (p.user_id, p.program_id) IN (
       SELECT i.user_id, pc.program_id
         FROM progress_operationitem i JOIN catalog_programcourse pc ON pc.course_id = i.course_id
        WHERE ${whole_chunk} AND ${decided})
   AND (p.user_id, p.program_id) NOT IN (
       SELECT i.user_id, i.program_id FROM progress_operationitem i WHERE ${whole_chunk} AND i.program_id IS NOT NULL
                                                                     AND i.user_id IS NOT NULL)
 GROUP BY c.id, c.title
 ORDER BY c.title

-- fragment: erased_above
-- The program enrolments above the courses that were erased.
SELECT above.id
  FROM ${items_below}
 WHERE ${whole_chunk} AND ${decided} AND i.erases

-- fragment: resting
-- Records of programs, current and past, whose completion rested on a course that was erased (R4).
p.enrolment_id IN (${erased_above}) AND p.status IN ('completed', 'passed') AND p.id IN (${fallen})

-- name: program_erasures
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, program_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'progress.erased', %(operation)s, p.user_id, p.program_id, p.id, %(now)s, %(now)s, '{}'
  FROM records_programrecord p
 WHERE ${resting}
 ORDER BY p.id

-- name: strip_programs
UPDATE records_programrecord AS p
   SET status = 'active', progress = 0.0, score = NULL, completed_at = NULL, completed_by = '',
       waived_at = NULL, waived_by_operation = NULL,
       real_status = '', real_progress = NULL, real_success = '', real_score = NULL, real_completed_at = NULL
 WHERE ${resting}

-- fragment: stripped_here
-- Those records, when the erase has been written down.
SELECT p.id
  FROM records_programrecord p
 WHERE p.enrolment_id IN (${erased_above})
   AND EXISTS (SELECT 1 FROM ledger_event x
                WHERE x.record_id = p.id AND x.program_id = p.program_id
                  AND (CASE WHEN x.operation_id = %(operation)s AND x.kind = 'progress.erased'
                            THEN TRUE ELSE FALSE END))

-- name: redact_program_completions
UPDATE ledger_event AS v
   SET ${redacted_columns}
 WHERE ${redactable} AND v.record_id IN (${stripped_here})
   AND (CASE WHEN v.program_id IS NOT NULL AND v.kind = 'program.completed' THEN TRUE ELSE FALSE END)

-- name: forget_program_salts
${forget_salts}
       (SELECT v.id FROM ledger_event v
         WHERE ${redacted_now} AND v.record_id IN (${stripped_here})
           AND (CASE WHEN v.program_id IS NOT NULL THEN TRUE ELSE FALSE END))
