-- Operations and their items, and that what they say was done is what stands in records and ledger.

-- fragment: counted
SELECT i.operation_id, count(*) AS items, max(i.position) AS last_position,
       count(CASE WHEN i.faults <> '' THEN 1 END) AS faults
  FROM progress_operationitem i
 GROUP BY i.operation_id

-- name: operation_counts_its_items
SELECT ${operation},
       'items_total ' || o.items_total || ', last_position ' || o.last_position || ', faults ' || o.faults
       || '; counted ' || coalesce(c.items, 0) || ', ' || coalesce(c.last_position, 0)
       || ', ' || coalesce(c.faults, 0) AS detail
  FROM progress_operation o
  LEFT JOIN (${counted}) c ON c.operation_id = o.id
 WHERE o.items_total <> coalesce(c.items, 0) OR o.last_position <> coalesce(c.last_position, 0)
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
 WHERE o.state IN ('done', 'undone')
 GROUP BY o.id, o.outcomes
HAVING count(c.outcome) <> length(o.outcomes) - length(replace(o.outcomes, ':', ''))
    OR count(c.outcome) <> count(CASE WHEN o.outcomes LIKE '%%"' || c.outcome || '": ' || c.items || ',%%'
                                        OR o.outcomes LIKE '%%"' || c.outcome || '": ' || c.items || '}%%' THEN 1 END)

-- name: refused_has_faults
SELECT ${operation}, 'state ' || o.state || ', faults ' || o.faults AS detail
  FROM progress_operation o
 WHERE (o.state = 'refused') <> (o.faults > 0)

-- name: operation_dates_fit_its_state
SELECT ${operation},
       'state ' || o.state || ', confirmed_at ' || coalesce(CAST(o.confirmed_at AS text), 'none')
       || ', finished_at ' || coalesce(CAST(o.finished_at AS text), 'none') AS detail
  FROM progress_operation o
 WHERE (o.state IN ('staged', 'refused', 'previewed') AND (o.confirmed_at IS NOT NULL OR o.finished_at IS NOT NULL))
    OR (o.state = 'running' AND (o.confirmed_at IS NULL OR o.finished_at IS NOT NULL))
    OR (o.state IN ('done', 'undone') AND (o.confirmed_at IS NULL OR o.finished_at IS NULL))

-- name: lease_is_of_a_running_operation
SELECT ${operation},
       'state ' || o.state || ', lease_owner "' || o.lease_owner
       || '", lease_until ' || coalesce(CAST(o.lease_until AS text), 'none') AS detail
  FROM progress_operation o
 WHERE (o.lease_owner <> '') <> (o.lease_until IS NOT NULL)
    OR (o.lease_owner <> '' AND o.state <> 'running')

-- name: bookmark_fits_the_state
SELECT ${operation},
       'state ' || o.state || ', applied_to ' || o.applied_to || ' of ' || o.last_position AS detail
  FROM progress_operation o
 WHERE o.applied_to > o.last_position
    OR (o.state IN ('staged', 'refused', 'previewed') AND o.applied_to <> 0)
    OR (o.state IN ('done', 'undone') AND o.applied_to <> o.last_position)

-- name: bookmark_fits_the_items
-- What is left out was known from the beginning; what is cancelled was never reached.
SELECT ${item}, 'outcome ' || coalesce(i.outcome, 'none') || ', applied_to ' || o.applied_to AS detail
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
 WHERE CASE WHEN i.position <= o.applied_to THEN i.outcome IS NULL
            WHEN o.state IN ('cancelled', 'failed')
            THEN coalesce(i.outcome, 'excluded') NOT IN ('excluded', 'cancelled')
            ELSE coalesce(i.outcome, 'excluded') <> 'excluded' END

-- name: undo_names_what_it_undoes
SELECT ${operation},
       'kind ' || o.kind || ', undo_of ' || coalesce(CAST(o.undo_of_id AS text), 'none')
       || coalesce(', which is ' || u.kind || ' and ' || u.state, '') AS detail
  FROM progress_operation o
  LEFT JOIN progress_operation u ON u.id = o.undo_of_id
 WHERE (o.kind = 'undo') <> (o.undo_of_id IS NOT NULL)
    OR u.kind = 'undo' OR u.state NOT IN ('done', 'undone')

-- name: undone_operation_is_undone
-- An operation is called undone when the undo that took its last item back has ended.
SELECT ${operation},
       'state ' || o.state || ', ' || coalesce(d.items, 0) || ' items done, '
       || coalesce(d.undone, 0) || ' of them undone' AS detail
  FROM progress_operation o
  LEFT JOIN (SELECT d.operation_id, sum(d.items) AS items, sum(d.undone) AS undone
               FROM (SELECT i.operation_id, 1 AS items, 0 AS undone
                       FROM progress_operationitem i
                      WHERE i.outcome = 'done'
                      UNION ALL
                     SELECT o.id, 0, 1
                       FROM ${undone_items}) d
              GROUP BY d.operation_id) d ON d.operation_id = o.id
 WHERE (o.state = 'undone' AND (d.items IS NULL OR d.undone <> d.items))
    OR (o.state <> 'undone' AND d.undone = d.items
        AND NOT EXISTS (SELECT 1 FROM progress_operation u
                         WHERE u.undo_of_id = o.id AND u.state NOT IN ('previewed', 'done')))

-- name: operation_actor_exists
SELECT ${operation}, 'actor ' || o.actor_id AS detail
  FROM progress_operation o
  LEFT JOIN people_user u ON u.id = o.actor_id
 WHERE o.actor_id IS NOT NULL AND u.id IS NULL

-- name: item_pointers_exist
SELECT ${item},
       CASE WHEN o.id IS NULL THEN 'operation ' || i.operation_id
            WHEN u.id IS NULL AND i.user_id IS NOT NULL THEN 'user ' || i.user_id
            WHEN c.id IS NULL AND i.course_id IS NOT NULL THEN 'course ' || i.course_id
            WHEN e.id IS NULL AND i.enrolment_id IS NOT NULL THEN 'enrolment ' || i.enrolment_id
            ELSE 'record ' || i.record_id END || ' does not exist' AS detail
  FROM progress_operationitem i
  LEFT JOIN progress_operation o ON o.id = i.operation_id
  LEFT JOIN people_user u ON u.id = i.user_id
  LEFT JOIN catalog_course c ON c.id = i.course_id
  LEFT JOIN records_enrolment e ON e.id = i.enrolment_id
  LEFT JOIN records_courserecord r ON r.id = i.record_id
 WHERE o.id IS NULL
    OR (i.user_id IS NOT NULL AND u.id IS NULL) OR (i.course_id IS NOT NULL AND c.id IS NULL)
    OR (i.enrolment_id IS NOT NULL AND e.id IS NULL) OR (i.record_id IS NOT NULL AND r.id IS NULL)

-- name: item_matches_its_enrolment
SELECT ${item},
       'user ' || coalesce(CAST(i.user_id AS text), 'none')
       || ', course ' || coalesce(CAST(i.course_id AS text), 'none')
       || '; enrolment ' || e.id || ': user ' || e.user_id || ', course ' || e.course_id
       || coalesce('; record ' || r.id || ' of enrolment ' || r.enrolment_id, '') AS detail
  FROM progress_operationitem i
  JOIN records_enrolment e ON e.id = i.enrolment_id
  LEFT JOIN records_courserecord r ON r.id = i.record_id
 WHERE coalesce(i.user_id, 0) <> e.user_id OR coalesce(i.course_id, 0) <> e.course_id
    OR r.enrolment_id <> i.enrolment_id

-- name: item_is_complete
-- A mark finds or opens a record by the enrolment; a reset and an undo name the one that they change.
SELECT ${item}, 'outcome ' || coalesce(i.outcome, 'none')
       || ', enrolment ' || coalesce(CAST(i.enrolment_id AS text), 'none')
       || ', record ' || coalesce(CAST(i.record_id AS text), 'none') AS detail
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
 WHERE (i.faults = '' AND coalesce(i.outcome, '') <> 'excluded' AND (i.user_id IS NULL OR i.course_id IS NULL))
    OR (i.faults <> '' AND i.outcome IS NOT NULL)
    OR (i.outcome = 'done' AND (i.enrolment_id IS NULL OR (i.record_id IS NULL AND o.kind <> 'mark_complete')))

-- name: item_once_an_operation
SELECT 'progress_operationitem' AS table_name,
       'operation ' || i.operation_id || ', position ' || max(i.position) AS row_id,
       count(*) || ' items of user ' || i.user_id || ' and course ' || i.course_id AS detail
  FROM progress_operationitem i
 WHERE i.faults = '' AND coalesce(i.outcome, '') <> 'excluded'
 GROUP BY i.operation_id, i.user_id, i.course_id
HAVING count(*) > 1

-- name: undo_item_matches_the_undone
SELECT ${item},
       CASE WHEN n.position IS NULL THEN 'no item at that position of operation ' || o.undo_of_id
            ELSE 'operation ' || n.operation_id || ': user ' || coalesce(CAST(n.user_id AS text), 'none')
                 || ', course ' || coalesce(CAST(n.course_id AS text), 'none')
                 || ', outcome ' || coalesce(n.outcome, 'none') END AS detail
  FROM progress_operation o
  JOIN progress_operationitem i ON i.operation_id = o.id
  LEFT JOIN progress_operationitem n ON n.operation_id = o.undo_of_id AND n.position = i.position
 WHERE o.undo_of_id IS NOT NULL
   AND (n.position IS NULL OR coalesce(n.outcome, '') <> 'done'
        OR n.user_id <> i.user_id OR n.course_id <> i.course_id OR n.enrolment_id <> i.enrolment_id
        OR (i.outcome = 'done' AND n.record_id <> i.record_id))

-- name: item_undone_once
SELECT 'progress_operationitem' AS table_name,
       'operation ' || max(o.id) || ', position ' || i.position AS row_id,
       count(*) || ' undos of the same item of operation ' || o.undo_of_id AS detail
  FROM progress_operation o
  JOIN progress_operationitem i ON i.operation_id = o.id
 WHERE o.undo_of_id IS NOT NULL AND i.outcome = 'done'
 GROUP BY o.undo_of_id, i.position
HAVING count(*) > 1
