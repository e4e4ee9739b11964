-- What a command would change, in numbers. ${touched} stands for the items of all kinds (common.sql, `concerned`).

-- name: effect
-- The effect, item by item, in order: what the digest is computed from. What is skipped has no effect on any record.
SELECT i.position, i.outcome,
       CASE WHEN i.outcome = 'done' THEN i.record_id END, CASE WHEN i.outcome = 'done' THEN i.work_id END
  FROM progress_operationitem i
 WHERE i.operation_id = %(operation)s
 ORDER BY i.position

-- name: totals
SELECT count(DISTINCT t.user_id) AS learners,
       count(DISTINCT CASE WHEN t.is_active THEN NULL ELSE t.user_id END) AS deactivated,
       count(DISTINCT t.course_id) AS courses,
       count(DISTINCT t.program_id) AS programs,
       coalesce(sum(t.records), 0) AS records,
       coalesce(sum(t.activities), 0) AS activities,
       coalesce(sum(t.scores), 0) AS scores
  FROM (${touched}) t

-- name: titles
-- What a confirmation names: programs first, then courses.
SELECT n.title
  FROM (SELECT p.title, 0 AS rank FROM catalog_program p WHERE p.id IN (SELECT t.program_id FROM (${touched}) t)
         UNION
        SELECT c.title, 1 FROM catalog_course c WHERE c.id IN (SELECT t.course_id FROM (${touched}) t)) n
 ORDER BY n.rank, n.title
 LIMIT %(most)s
