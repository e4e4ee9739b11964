-- What a command would change, in numbers. ${touched} stands for the items of all kinds (common.sql, `concerned`).

-- name: effect
-- The effect, item by item, in order: what the digest is computed from. What is skipped has no effect on any record.
SELECT i.position, i.outcome,
       CASE WHEN i.outcome = 'done' THEN i.record_id END, CASE WHEN i.outcome = 'done' THEN i.work_id END
  FROM progress_operationitem i
 WHERE i.operation_id = %(operation)s
 ORDER BY i.position

-- fragment: changed
-- The items that would change, as foreseen.
i.operation_id = %(operation)s AND ${decided}

-- fragment: is_course
i.activity_id IS NULL AND i.program_id IS NULL

-- fragment: stock
-- What there is: items of each kind (models.py, `Target`), and the contents that would change.
SELECT count(*) AS items, coalesce(max(i.position), 0) AS last_position,
       count(CASE WHEN i.faults <> '' THEN 1 END) AS faults,
       count(CASE WHEN ${is_course} AND NOT i.erases THEN 1 END) AS course,
       count(CASE WHEN ${is_course} AND i.erases THEN 1 END) AS erased_course,
       count(CASE WHEN i.activity_id IS NOT NULL AND NOT i.erases THEN 1 END) AS activity,
       count(CASE WHEN i.activity_id IS NOT NULL AND i.erases THEN 1 END) AS erased_activity,
       count(CASE WHEN i.program_id IS NOT NULL AND NOT i.erases THEN 1 END) AS program,
       count(CASE WHEN i.program_id IS NOT NULL AND i.erases THEN 1 END) AS erased_program,
       count(DISTINCT CASE WHEN i.outcome = 'done' THEN i.course_id END) AS courses,
       count(DISTINCT CASE WHEN i.outcome = 'done' THEN i.program_id END) AS programs
  FROM progress_operationitem i
 WHERE i.operation_id = %(operation)s

-- fragment: people
SELECT count(*) AS learners, count(CASE WHEN u.is_active THEN NULL ELSE 1 END) AS deactivated
  FROM (SELECT DISTINCT i.user_id FROM progress_operationitem i WHERE ${changed}) each_learner
  JOIN people_user u ON u.id = each_learner.user_id

-- fragment: work
SELECT coalesce(sum(t.records), 0) AS records, coalesce(sum(t.activities), 0) AS activities,
       coalesce(sum(t.scores), 0) AS scores
  FROM (${touched}) t

-- fragment: titles
-- What a confirmation names: programs first, then courses.
SELECT each_content.title, each_content.rank
  FROM (SELECT p.title, 0 AS rank FROM catalog_program p
         WHERE p.id IN (SELECT i.program_id FROM progress_operationitem i WHERE ${changed})
         UNION
        SELECT c.title, 1 FROM catalog_course c
         WHERE c.id IN (SELECT i.course_id FROM progress_operationitem i WHERE ${changed})) each_content
 ORDER BY each_content.rank, each_content.title
 LIMIT %(most)s

-- fragment: questions
-- The first compliance course whose items say no reason: a change to its records is explained (R48). And whether any
-- course belongs to a program, which could then be reopened.
SELECT (SELECT min(c.title)
          FROM catalog_course c
         WHERE %(unexplained)s = 1 AND c.compliance
           AND c.id IN (SELECT i.course_id FROM progress_operationitem i
                         WHERE i.operation_id = %(operation)s AND ${undecided}
                           AND NOT EXISTS (SELECT 1 FROM progress_itemdetail d
                                            WHERE ${detail_of_item} AND d.reason <> ''))) AS wants_reason,
       CASE WHEN EXISTS (SELECT 1 FROM catalog_programcourse pc
                          WHERE pc.course_id IN (SELECT i.course_id FROM progress_operationitem i
                                                  WHERE i.operation_id = %(operation)s)) THEN 1 ELSE 0 END AS in_programs

-- name: stock
${stock}

-- name: questions
${questions}

-- name: sums
-- All of it in one statement; a row for each title, or one without.
SELECT stock.*, people.*, work.*, questions.*, titles.title
  FROM (${stock}) stock
 CROSS JOIN (${people}) people
 CROSS JOIN (${work}) work
 CROSS JOIN (${questions}) questions
  LEFT JOIN (${titles}) titles ON TRUE
 ORDER BY titles.rank, titles.title
