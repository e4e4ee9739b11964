-- What a command would change, in numbers. ${touched} stands for the items of all kinds (common.sql, `concerned`).

-- fragment: effect_of_item
-- What is skipped has no effect on any record.
CASE WHEN i.outcome = 'done' THEN i.position || ' ' || coalesce(i.record_id, 0) || ' ' || coalesce(i.work_id, 0)
     ELSE i.position || coalesce(i.outcome, '') END

-- name: effect
-- The effect as texts to be hashed, of so many items each, with the places of those; and how many items of each other
-- outcome there are. The database writes a million items down as fast as they are fetched, and there is nothing left to do.
WITH RECURSIVE block (number) AS (
    SELECT 0
     UNION ALL
    SELECT b.number + 1 FROM block b WHERE (b.number + 1) * %(block_size)s < %(last_position)s
)
SELECT b.number AS block, NULL AS outcome, 0 AS items,
       (SELECT ${effects_in_order}
          FROM (SELECT i.position, ${effect_of_item} AS effect
                  FROM progress_operationitem i
                 WHERE i.operation_id = %(operation)s
                   AND i.position > b.number * %(block_size)s AND i.position <= (b.number + 1) * %(block_size)s
                 ORDER BY i.position) x) AS effect
  FROM block b
 UNION ALL
SELECT NULL, i.outcome, count(*), NULL
  FROM progress_operationitem i
 WHERE i.operation_id = %(operation)s AND i.outcome <> 'done'
 GROUP BY i.outcome

-- fragment: changed
-- The items that would change, as foreseen.
i.operation_id = %(operation)s AND ${decided}

-- fragment: is_course
i.activity_id IS NULL AND i.program_id IS NULL

-- fragment: stock
-- What there is: items of each kind (models.py, `Target`).
SELECT count(*) AS items, coalesce(max(i.position), 0) AS last_position,
       count(CASE WHEN i.faults <> '' THEN 1 END) AS faults,
       count(CASE WHEN ${is_course} AND NOT i.erases THEN 1 END) AS course,
       count(CASE WHEN ${is_course} AND i.erases THEN 1 END) AS erased_course,
       count(CASE WHEN i.activity_id IS NOT NULL AND NOT i.erases THEN 1 END) AS activity,
       count(CASE WHEN i.activity_id IS NOT NULL AND i.erases THEN 1 END) AS erased_activity,
       count(CASE WHEN i.program_id IS NOT NULL AND NOT i.erases THEN 1 END) AS program,
       count(CASE WHEN i.program_id IS NOT NULL AND i.erases THEN 1 END) AS erased_program
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
         WHERE p.id IN (SELECT content.program_id FROM content)
         UNION
        SELECT c.title, 1 FROM catalog_course c
         WHERE c.id IN (SELECT content.course_id FROM content)) each_content
 ORDER BY each_content.rank, each_content.title
 LIMIT %(most)s

-- fragment: questions
-- The first compliance course whose items say no reason: a change to its records is explained (R48). And whether any
-- course belongs to a program, which could then be reopened; asked of each that does (said by CASE), because the
-- courses of a million items take longer to list than there may be programs.
SELECT (SELECT min(c.title)
          FROM catalog_course c
         WHERE %(unexplained)s = 1 AND c.compliance
           AND c.id IN (SELECT i.course_id FROM progress_operationitem i
                         WHERE i.operation_id = %(operation)s AND ${undecided}
                           AND NOT EXISTS (SELECT 1 FROM progress_itemdetail d
                                            WHERE ${detail_of_item} AND d.reason <> ''))) AS wants_reason,
       CASE WHEN EXISTS (SELECT 1 FROM catalog_programcourse pc
                          WHERE CASE WHEN pc.course_id IN (${courses_asked_of}) THEN TRUE END)
            THEN 1 ELSE 0 END AS in_programs

-- name: stock
${stock}

-- fragment: courses_asked_of
-- Of all items: one that would not change now may do so by the time that it is confirmed.
SELECT i.course_id FROM progress_operationitem i WHERE i.operation_id = %(operation)s

-- name: questions
${questions}

-- name: sums
-- All of it in one statement; a row for each title, or one without.
WITH content AS MATERIALIZED (SELECT DISTINCT i.course_id, i.program_id FROM progress_operationitem i WHERE ${changed})
SELECT stock.*, contents.*, people.*, work.*, questions.*, titles.title
  FROM (${stock}) stock
 CROSS JOIN (SELECT count(DISTINCT content.course_id) AS courses, count(DISTINCT content.program_id) AS programs
               FROM content) contents
 CROSS JOIN (${people}) people
 CROSS JOIN (${work}) work
 CROSS JOIN (${questions}) questions
  LEFT JOIN (${titles}) titles ON TRUE
 ORDER BY titles.rank, titles.title
