-- From what was given to items: duplicates noted (R44), programs expanded, positions given.

-- fragment: selection
-- Every chosen learner with every chosen content.
SELECT row_number() OVER (ORDER BY l.user_id, c.place) AS line, 'yes' AS wanted,
       l.user_id, c.course_id, c.activity_id, c.program_id, '' AS faults
  FROM staged_learner l CROSS JOIN staged_content c

-- fragment: erases
-- The operation's policy goes before the course's, the course's before the organisation's (R1).
CASE WHEN %(policy)s <> '' THEN %(policy)s = 'erase'
     WHEN n.course_id IN (SELECT c.id FROM catalog_course c WHERE c.record_policy = 'erase') THEN TRUE
     WHEN n.course_id IN (SELECT c.id FROM catalog_course c WHERE c.record_policy = 'retain') THEN FALSE
     ELSE %(house_policy)s = 'erase' END

-- fragment: last
9223372036854775807

-- fragment: found
-- Items of courses only, with their enrolments.
SELECT t.line AS line, t.wanted AS wanted, t.user_id AS user_id, t.course_id AS course_id, e.id AS enrolment_id, t.faults
  FROM target t
  LEFT JOIN records_enrolment e ON e.user_id = t.user_id AND e.course_id = t.course_id

-- fragment: alike_together
-- In the order of the enrolments, so that their records are looked up nearly in order too; rows of the same learner and
-- course one after another, those that are not wanted last.
ORDER BY enrolment_id, user_id, course_id, CASE WHEN wanted = 'no' THEN 1 ELSE 0 END, line

-- fragment: found_at_once
found AS (SELECT row_number() OVER (${alike_together}) AS place, f.* FROM (${found}) f)

-- fragment: twice
-- The row before is of the same learner and course.
n.wanted <> 'no' AND n.user_id = b.user_id AND n.course_id = b.course_id

-- fragment: of_found
n.place, n.line, n.wanted, n.user_id, n.course_id, n.enrolment_id, ${erases} AS erases,
%(enrol)s = 1 AS enrols

-- fragment: faultless
-- What was found, with the policy that holds for it, where none has a fault.
SELECT ${of_found}, '' AS faults FROM ${found_given} n

-- fragment: judged
-- The same with all faults.
SELECT ${of_found},
       CASE WHEN n.wanted = 'no' THEN ''
            ELSE trim(n.faults || CASE WHEN ${twice} THEN 'row.duplicate_row' ELSE '' END) END AS faults
  FROM ${found_given} n
  LEFT JOIN ${found_given} b ON b.place = n.place - 1

-- fragment: of_course
line, user_id, course_id, enrolment_id, erases, enrols, record_id, outcome, faults

-- fragment: insert_courses
INSERT INTO progress_operationitem (operation_id, position, ${of_course})

-- fragment: in_order
-- Of the current records: a chunk then changes records that lie together, and two operations meet the same records in
-- the same order.
ORDER BY coalesce(r.id, ${last}), coalesce(i.enrolment_id, ${last}), i.line

-- fragment: foreseen
-- As `of_course` has it. What keeps its records is foreseen at once; ${joins} is the command's, and its `r` the current
-- record.
i.line, i.user_id, i.course_id, i.enrolment_id, i.erases, i.enrols,
       CASE WHEN i.faults = '' AND i.wanted <> 'no' AND NOT i.erases THEN r.id END,
       CASE WHEN i.wanted = 'no' THEN 'excluded'
            WHEN i.faults = '' AND NOT i.erases THEN ${decision} END,
       i.faults
  FROM (${items_given}) i
  ${joins}

-- fragment: expanded
-- A program stands for its courses besides: those of them that are not named anyway. A reset of a program, and a mark
-- that does not enrol, is of no concern to who is not in it.
SELECT t.*, 0 AS derived FROM target t
 UNION ALL
SELECT t.line, t.wanted, t.user_id, pc.course_id, NULL, NULL, '', 1
  FROM target t
  JOIN catalog_programcourse pc ON pc.program_id = t.program_id
  JOIN catalog_program p ON p.id = t.program_id AND p.archived_at IS NULL
  LEFT JOIN records_programenrolment pe
    ON pe.user_id = t.user_id AND pe.program_id = t.program_id AND pe.ended_at IS NULL
 WHERE t.user_id IS NOT NULL AND t.wanted = 'yes' AND (pe.id IS NOT NULL OR %(enrol)s = 1)

-- fragment: every_content
-- The items of a learner stand together, so that they fall into one chunk; courses before activities before programs.
-- An activity whose course is named too is covered by it.
SELECT %(operation)s,
       row_number() OVER (ORDER BY n.first_record, coalesce(n.user_id, ${last}),
                                   CASE WHEN n.program_id IS NOT NULL THEN 3 WHEN n.activity_id IS NOT NULL THEN 2
                                        ELSE 1 END, n.course_id, n.line, n.activity_id, n.program_id),
       n.line, n.user_id, n.course_id, n.activity_id, n.program_id, n.enrolment_id,
       ${erases}, %(enrol)s = 1 OR n.enrols = 1, CAST(NULL AS bigint),
       CASE WHEN n.wanted = 'no' OR (n.activity_id IS NOT NULL AND n.with_course = 1) THEN 'excluded' END,
       CASE WHEN n.wanted = 'no' THEN ''
            ELSE trim(n.faults || CASE WHEN n.occurrence > 1 THEN 'row.duplicate_row' ELSE '' END) END
  FROM (SELECT t.*, coalesce(e.id, pe.id) AS enrolment_id, %(marks)s * t.of_program AS enrols,
               min(coalesce(r.id, ${last})) OVER (PARTITION BY t.user_id) AS first_record,
               max(CASE WHEN t.activity_id IS NULL AND t.program_id IS NULL AND t.wanted = 'yes' THEN 1 ELSE 0 END)
                   OVER (PARTITION BY t.user_id, t.course_id) AS with_course
          FROM (SELECT x.*,
                       max(x.derived) OVER (PARTITION BY x.user_id, x.course_id, x.activity_id, x.program_id)
                           AS of_program,
                       CASE WHEN x.user_id IS NOT NULL AND (x.course_id IS NOT NULL OR x.program_id IS NOT NULL)
                                 AND x.wanted <> 'no'
                            THEN row_number() OVER (PARTITION BY x.user_id, x.course_id, x.activity_id, x.program_id,
                                                                 CASE WHEN x.wanted = 'no' THEN 1 ELSE 0 END
                                                        ORDER BY x.derived, x.line)
                            ELSE 1 END AS occurrence
                  FROM (${expanded}) x) t
          LEFT JOIN records_enrolment e ON e.user_id = t.user_id AND e.course_id = t.course_id
          LEFT JOIN records_courserecord r
            ON r.enrolment_id = e.id AND r.superseded_at IS NULL AND r.voided_at IS NULL
          LEFT JOIN records_programenrolment pe ON pe.user_id = t.user_id AND pe.program_id = t.program_id
         WHERE t.derived = 0 OR t.occurrence = 1) n

-- fragment: insert_items
INSERT INTO progress_operationitem
       (operation_id, position, line, user_id, course_id, activity_id, program_id, enrolment_id, erases, enrols,
        record_id, outcome, faults)

-- name: courses_of_few_rows
${insert_courses}
WITH ${targets_of_rows}, ${found_at_once}
SELECT %(operation)s, row_number() OVER (${in_order}), ${foreseen}

-- name: find_rows
-- Many rows are put aside in between: both databases sort a table faster than the rows of a sub-query, and then know how
-- many there are.
INSERT INTO staged_found (line, wanted, user_id, course_id, enrolment_id, faults)
WITH ${targets_of_rows}
${found}
${alike_together}

-- name: find_selection
INSERT INTO staged_found (line, wanted, user_id, course_id, enrolment_id, faults)
WITH target AS (${selection})
${found}
${alike_together}

-- name: sort_found
-- Numbered by the table that they go into: SQLite sorts for a window twice as long as for a table.
INSERT INTO staged_item (${of_course})
SELECT ${foreseen}
 ${in_order}

-- name: courses_found
${insert_courses}
SELECT %(operation)s, place, ${of_course}
  FROM staged_item
 ORDER BY place

-- fragment: not_foreseen
-- Where a row has a fault nothing will become of any; so they stay in the order that they have.
${insert_courses}
SELECT %(operation)s, i.place, i.line, i.user_id, i.course_id, i.enrolment_id, i.erases, i.enrols, NULL,
       CASE WHEN i.wanted = 'no' THEN 'excluded' END, i.faults
  FROM (${judged}) i

-- name: faulty_found
${not_foreseen}
 WHERE i.faults <> ''
 ORDER BY i.place

-- name: faultless_found
${not_foreseen}
 WHERE i.faults = ''
 ORDER BY i.place

-- name: items_from_rows
${insert_items}
WITH ${targets_of_rows}
${every_content}

-- name: items_from_selection
${insert_items}
WITH target AS (${selection})
${every_content}

-- name: forget_foreseen
-- Of what is refused nothing will become of any item.
UPDATE progress_operationitem
   SET record_id = NULL, outcome = NULL
 WHERE operation_id = %(operation)s AND outcome IS NOT NULL AND outcome <> 'excluded'

-- name: find_enrolments
-- Of learners who were enrolled after the operation was staged.
UPDATE progress_operationitem AS i
   SET enrolment_id = e.id
  FROM records_enrolment e
 WHERE i.operation_id = %(operation)s AND i.enrolment_id IS NULL AND ${undecided} AND i.program_id IS NULL
   AND e.user_id = i.user_id AND e.course_id = i.course_id

-- name: find_program_enrolments
UPDATE progress_operationitem AS i
   SET enrolment_id = e.id
  FROM records_programenrolment e
 WHERE i.operation_id = %(operation)s AND i.enrolment_id IS NULL AND ${undecided}
   AND e.user_id = i.user_id AND e.program_id = i.program_id

-- name: courses_younger_than
-- The courses of an operation that did not exist yet on a day (R28).
SELECT c.title, c.created_at
  FROM catalog_course c
 WHERE c.created_at >= %(end_of_day)s
   AND c.id IN (SELECT i.course_id FROM progress_operationitem i
                 WHERE i.operation_id = %(operation)s AND ${undecided})
 ORDER BY c.title

-- name: courses_to_be_kept
-- Compliance courses that an operation would erase, with the years that their records are kept (R48), and the newest
-- date in the records concerned.
SELECT c.title, c.retention_years, max(coalesce(r.completed_at, r.superseded_at, r.opened_at)) AS newest
  FROM progress_operationitem i
  JOIN catalog_course c ON c.id = i.course_id AND c.compliance AND c.retention_years IS NOT NULL
  JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND r.erased_at IS NULL
 WHERE i.operation_id = %(operation)s AND i.erases AND ${undecided} AND i.program_id IS NULL
 GROUP BY c.id, c.title, c.retention_years
 ORDER BY c.title
