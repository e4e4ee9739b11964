-- What people see of operations (docs/decisions/0014-operations-within-reach.md).

-- fragment: seen
-- The item `i` of the operation `o` exists for the actor. A row that names nobody exists for whoever wrote it.
(${in_reach} OR (i.user_id IS NULL AND o.actor_id = %(actor)s))

-- fragment: is_settled
-- What was foreseen has come true, or was no question of it: left out, cancelled, or emptied by an erase.
(${was_applied} OR i.outcome IN ('excluded', 'cancelled') OR i.user_id IS NULL)

-- name: listed
-- The keys of the operations that exist for the actor, newest first: its own, and those with an item of somebody in its
-- reach.
SELECT o.id
  FROM progress_operation o
 WHERE o.id < %(before)s AND (%(kind)s = '' OR o.kind = %(kind)s) AND (%(state)s = '' OR o.state = %(state)s)
   AND (o.actor_id = %(actor)s
        OR EXISTS (SELECT 1
                     FROM progress_operationitem i
                     JOIN people_user u ON u.id = i.user_id
                    WHERE i.operation_id = o.id AND ${in_reach}))
 ORDER BY o.id DESC
 LIMIT %(limit)s

-- name: numbers
-- The items that exist for the actor, by operation and outcome: how many, how many with faults, how many behind the
-- bookmark.
SELECT o.id, i.outcome, count(*), count(CASE WHEN i.faults <> '' THEN 1 END),
       count(CASE WHEN ${was_applied} THEN 1 END)
  FROM progress_operation o
  JOIN progress_operationitem i ON i.operation_id = o.id
  LEFT JOIN people_user u ON u.id = i.user_id
 WHERE o.id IN (${operations}) AND ${seen}
 GROUP BY o.id, i.outcome
 ORDER BY o.id, i.outcome

-- fragment: the_items
-- Those that exist for the actor. The content is an activity, a program, or else a course.
SELECT i.position, i.line, u.login_id, u.display_name,
       CASE WHEN i.activity_id IS NOT NULL THEN 'activity' WHEN i.program_id IS NOT NULL THEN 'program'
            ELSE 'course' END AS kind,
       coalesce(a.asset_id, p.asset_id, c.asset_id) AS asset_id, coalesce(a.title, p.title, c.title) AS title,
       c.asset_id AS course, CASE WHEN ${is_settled} THEN i.outcome END AS outcome,
       i.outcome AS foreseen, i.faults
  FROM progress_operation o
  JOIN progress_operationitem i ON i.operation_id = o.id
  LEFT JOIN people_user u ON u.id = i.user_id
  LEFT JOIN catalog_course c ON c.id = i.course_id
  LEFT JOIN catalog_activity a ON a.id = i.activity_id
  LEFT JOIN catalog_program p ON p.id = i.program_id
 WHERE o.id = %(operation)s AND ${seen}

-- name: items
${the_items}
 ORDER BY i.line, i.position

-- name: item_page
-- By position, which is the key: by line, all items would have to be sorted for each page.
${the_items} AND i.position > %(after)s AND (%(outcome)s = '' OR i.outcome = %(outcome)s)
 ORDER BY i.position
 LIMIT %(limit)s

-- name: faults
SELECT i.line, i.faults
  FROM progress_operation o
  JOIN progress_operationitem i ON i.operation_id = o.id
  LEFT JOIN people_user u ON u.id = i.user_id
 WHERE o.id = %(operation)s AND i.faults <> '' AND ${seen}
 ORDER BY i.line
