-- Operations: what they say of themselves, and of their items.

-- fragment: counted
SELECT i.operation_id, count(*) AS items, max(i.position) AS last_position,
       count(CASE WHEN i.faults <> '' THEN 1 END) AS faults
  FROM progress_operationitem i
 GROUP BY i.operation_id

-- name: operation_counts_its_items
-- Of what was refused, rows without faults need not be there.
SELECT ${operation},
       'items_total ' || o.items_total || ', last_position ' || o.last_position || ', faults ' || o.faults
       || '; counted ' || coalesce(c.items, 0) || ', ' || coalesce(c.last_position, 0)
       || ', ' || coalesce(c.faults, 0) AS detail
  FROM progress_operation o
  LEFT JOIN (${counted}) c ON c.operation_id = o.id
 WHERE CASE WHEN o.state = 'refused' THEN o.items_total < coalesce(c.items, 0)
            ELSE o.items_total <> coalesce(c.items, 0) END
    OR o.last_position <> coalesce(c.last_position, 0)
    OR o.faults <> coalesce(c.faults, 0)

-- name: operation_counts_its_outcomes
-- `outcomes` is JSON text as {"done": 3, "moved_on": 1}: each count stands in it, and there are no others.
SELECT ${operation}, 'outcomes ' || o.outcomes || ', counted ' || coalesce(sum(c.items), 0) || ' in '
       || count(c.outcome) || ' outcomes' AS detail
  FROM progress_operation o
  LEFT JOIN (SELECT i.operation_id, i.outcome, count(*) AS items
               FROM progress_operationitem i
              WHERE i.outcome IS NOT NULL
              GROUP BY i.operation_id, i.outcome) c ON c.operation_id = o.id
 WHERE o.state IN ('done', 'undone') OR (o.state = 'cancelled' AND o.confirmed_at IS NOT NULL)
 GROUP BY o.id, o.outcomes
HAVING count(c.outcome) <> length(o.outcomes) - length(replace(o.outcomes, ':', ''))
    OR count(c.outcome) <> count(CASE WHEN o.outcomes LIKE '%%"' || c.outcome || '": ' || c.items || ',%%'
                                        OR o.outcomes LIKE '%%"' || c.outcome || '": ' || c.items || '}%%' THEN 1 END)

-- name: refused_has_faults
SELECT ${operation}, 'state ' || o.state || ', faults ' || o.faults AS detail
  FROM progress_operation o
 WHERE (o.state = 'refused') <> (o.faults > 0)

-- name: operation_dates_fit_its_state
-- What was asked to stop too late is done all the same.
SELECT ${operation},
       'state ' || o.state || ', confirmed_at ' || coalesce(CAST(o.confirmed_at AS text), 'none')
       || ', finished_at ' || coalesce(CAST(o.finished_at AS text), 'none')
       || ', cancel_requested_at ' || coalesce(CAST(o.cancel_requested_at AS text), 'none') AS detail
  FROM progress_operation o
 WHERE (o.state IN ('staged', 'refused', 'previewed')
        AND (o.confirmed_at IS NOT NULL OR o.finished_at IS NOT NULL OR o.cancel_requested_at IS NOT NULL))
    OR (o.state = 'running' AND (o.confirmed_at IS NULL OR o.finished_at IS NOT NULL))
    OR (o.state IN ('done', 'undone') AND (o.confirmed_at IS NULL OR o.finished_at IS NULL))
    OR (o.state = 'cancelled' AND (o.cancel_requested_at IS NULL OR o.finished_at IS NULL))

-- name: lease_is_of_a_running_operation
SELECT ${operation},
       'state ' || o.state || ', lease_owner "' || o.lease_owner
       || '", lease_until ' || coalesce(CAST(o.lease_until AS text), 'none') AS detail
  FROM progress_operation o
 WHERE (o.lease_owner <> '') <> (o.lease_until IS NOT NULL)
    OR (o.lease_owner <> '' AND o.state <> 'running')

-- name: bookmark_fits_the_state
-- One that was cancelled on its way stopped before its end, also when it has been undone since.
SELECT ${operation},
       'state ' || o.state || ', applied_to ' || o.applied_to || ' of ' || o.last_position AS detail
  FROM progress_operation o
 WHERE o.applied_to > o.last_position
    OR (o.state IN ('staged', 'refused', 'previewed') AND o.applied_to <> 0)
    OR (o.state = 'done' AND o.applied_to <> o.last_position)
    OR (o.state = 'undone' AND o.applied_to <> o.last_position AND o.cancel_requested_at IS NULL)
    OR (o.state = 'cancelled' AND (o.applied_to >= o.last_position OR (o.confirmed_at IS NULL AND o.applied_to <> 0)))

-- name: bookmark_fits_the_items
-- What is left out was known from the beginning; what is cancelled was never reached; what was erased is forgotten; of
-- what is ahead of a bookmark the outcome is foreseen.
SELECT ${item}, 'outcome ' || coalesce(i.outcome, 'none') || ', applied_to ' || o.applied_to AS detail
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
 WHERE NOT ${is_forgotten}
   AND CASE WHEN o.state IN ('staged', 'refused') THEN coalesce(i.outcome, 'excluded') <> 'excluded'
            WHEN o.state IN ('cancelled', 'undone') AND o.confirmed_at IS NOT NULL AND NOT ${was_applied}
            THEN coalesce(i.outcome, 'none') NOT IN ('excluded', 'cancelled')
            ELSE coalesce(i.outcome, 'cancelled') = 'cancelled' END

-- name: undo_names_what_it_undoes
SELECT ${operation},
       'kind ' || o.kind || ', undo_of ' || coalesce(CAST(o.undo_of_id AS text), 'none')
       || coalesce(', which is ' || u.kind || ' and ' || u.state, '') AS detail
  FROM progress_operation o
  LEFT JOIN progress_operation u ON u.id = o.undo_of_id
 WHERE (o.kind = 'undo') <> (o.undo_of_id IS NOT NULL)
    OR u.kind = 'undo' OR u.state NOT IN ('done', 'cancelled', 'undone')

-- name: undone_operation_is_undone
-- An operation is called undone when the undo that took its last item back has ended. Where an erase has taken items
-- since, those that are left may all have been taken back without anybody saying so.
SELECT ${operation},
       'state ' || o.state || ', ' || coalesce(d.items, 0) || ' items done, '
       || coalesce(d.undone, 0) || ' of them undone' AS detail
  FROM progress_operation o
  LEFT JOIN (SELECT d.operation_id, sum(d.items) AS items, sum(d.undone) AS undone, sum(d.forgotten) AS forgotten
               FROM (SELECT i.operation_id, CASE WHEN i.outcome = 'done' THEN 1 ELSE 0 END AS items, 0 AS undone,
                            CASE WHEN i.outcome = 'done' THEN 0 ELSE 1 END AS forgotten
                       FROM progress_operationitem i
                      WHERE i.outcome IN ('done', 'erased')
                      UNION ALL
                     SELECT o.id, 0, 1, 0
                       FROM ${undone_items}) d
              GROUP BY d.operation_id) d ON d.operation_id = o.id
 WHERE (o.state = 'undone' AND (d.items IS NULL OR d.undone <> d.items))
    OR (o.state <> 'undone' AND d.undone = d.items AND d.forgotten = 0
        AND NOT EXISTS (SELECT 1 FROM progress_operation u
                         WHERE u.undo_of_id = o.id AND u.state NOT IN ('previewed', 'done')))

-- name: operation_actor_exists
SELECT ${operation}, 'actor ' || o.actor_id AS detail
  FROM progress_operation o
  LEFT JOIN people_user u ON u.id = o.actor_id
 WHERE o.actor_id IS NOT NULL AND u.id IS NULL

-- fragment: kind_of_item
CASE WHEN i.erases THEN 'erased_' ELSE '' END
|| CASE WHEN i.activity_id IS NOT NULL THEN 'activity' WHEN i.program_id IS NOT NULL THEN 'program' ELSE 'course' END

-- fragment: kinds
-- The kinds of items that each operation has; one without a learner may have been emptied.
SELECT i.operation_id, ${kind_of_item} AS kind
  FROM progress_operationitem i
 WHERE i.user_id IS NOT NULL
 GROUP BY i.operation_id, ${kind_of_item}

-- name: targets_say_which_items
-- `targets` is, say, `course activity`: each kind that there is stands in it, and no other one.
SELECT ${operation}, 'targets "' || o.targets || '", ' || count(k.kind) || ' kinds of items, '
       || count(CASE WHEN ' ' || o.targets || ' ' LIKE '%% ' || k.kind || ' %%' THEN 1 END) || ' of them said' AS detail
  FROM progress_operation o
  LEFT JOIN (${kinds}) k ON k.operation_id = o.id
 GROUP BY o.id, o.targets
HAVING count(k.kind) > count(CASE WHEN ' ' || o.targets || ' ' LIKE '%% ' || k.kind || ' %%' THEN 1 END)
    OR (count(k.kind) < CASE WHEN o.targets = '' THEN 0
                             ELSE 1 + length(o.targets) - length(replace(o.targets, ' ', '')) END
        AND o.id NOT IN (SELECT i.operation_id FROM progress_operationitem i WHERE i.user_id IS NULL))
