-- Record policy erase (R3, R4): of a course or program a tombstone is left, of an activity nothing, and nothing else
-- says anything about what had been.

-- name: tombstone_is_empty
-- An activity record is deleted, and never becomes a tombstone.
SELECT ${record},
       'status ' || r.status || ', erased_at ' || coalesce(CAST(r.erased_at AS text), 'none')
       || ', erased_by_operation ' || coalesce(CAST(r.erased_by_operation AS text), 'none') AS detail
  FROM ${records}
 WHERE CASE WHEN r.erased_at IS NOT NULL
            THEN r.status <> 'erased' OR r.erased_by_operation IS NULL
                 OR r.progress <> 0 OR r.success <> '' OR r.score IS NOT NULL OR r.opened_at IS NOT NULL
                 OR r.completed_at IS NOT NULL OR r.completed_by <> ''
                 OR r.waived_at IS NOT NULL OR r.waived_by_operation IS NOT NULL OR r.real_status <> ''
                 OR r.real_progress IS NOT NULL OR r.real_success <> '' OR r.real_score IS NOT NULL
                 OR r.real_completed_at IS NOT NULL
                 OR coalesce(r.superseded_at <> r.erased_at, TRUE)
                 OR coalesce(r.superseded_by_operation <> r.erased_by_operation, TRUE)
                 OR r.voided_at <> r.erased_at OR r.notice_acknowledged_at < r.erased_at
            ELSE r.status = 'erased' OR r.real_status = 'erased' OR r.erased_by_operation IS NOT NULL END
 UNION ALL
SELECT 'records_activityrecord', 'id ' || w.id, 'status ' || w.status || ', real_status "' || w.real_status || '"'
  FROM records_activityrecord w
 WHERE w.status = 'erased' OR w.real_status = 'erased'

-- fragment: work_of_player
-- What the player keeps at records, and since when. Posts in discussions that are not graded stay (R6).
SELECT 'player_attempt' AS table_name, t.id, t.record_id, t.activity_id, t.begun_at AS since FROM player_attempt t
 UNION ALL
SELECT 'player_submission', t.id, t.record_id, t.activity_id, t.submitted_at FROM player_submission t
 UNION ALL
SELECT 'player_assessment', t.id, t.record_id, t.activity_id, t.changed_at FROM player_assessment t
 UNION ALL
SELECT 'player_attendance', t.id, t.record_id, t.activity_id, t.noted_at FROM player_attendance t
 UNION ALL
SELECT 'player_post', t.id, t.record_id, t.activity_id, t.posted_at FROM player_post t
 WHERE t.counts AND t.record_id IS NOT NULL

-- name: nothing_hangs_on_a_tombstone
-- A session that was open stays as an empty row, so that its page can be told.
SELECT 'records_activityrecord' AS table_name, 'id ' || w.id AS row_id, 'record ' || r.id AS detail
  FROM records_courserecord r
  JOIN records_activityrecord w ON w.record_id = r.id
 WHERE r.erased_at IS NOT NULL
 UNION ALL
SELECT 'records_latecommit', 'id ' || l.id, 'session ' || p.id || ' on record ' || r.id
  FROM records_courserecord r
  JOIN records_playersession p ON p.record_id = r.id
  JOIN records_latecommit l ON l.session_id = p.id
 WHERE r.erased_at IS NOT NULL
 UNION ALL
SELECT 'records_playersession', 'id ' || p.id,
       'started_at ' || p.started_at || ', seen_at ' || p.seen_at
       || ', closed_at ' || coalesce(CAST(p.closed_at AS text), 'none') || '; record ' || r.id
  FROM records_courserecord r
  JOIN records_playersession p ON p.record_id = r.id
 WHERE r.erased_at IS NOT NULL
   AND (p.closed_at IS NULL OR p.started_at <> r.erased_at OR p.seen_at <> r.erased_at OR p.closed_at <> r.erased_at)
 UNION ALL
SELECT t.table_name, 'id ' || t.id, 'record ' || r.id
  FROM records_courserecord r
  JOIN (${work_of_player}) t ON t.record_id = r.id
 WHERE r.erased_at IS NOT NULL
 UNION ALL
SELECT 'player_heard', 'session_id ' || h.session_id, 'record ' || r.id
  FROM records_courserecord r
  JOIN records_playersession p ON p.record_id = r.id
  JOIN player_heard h ON h.session_id = p.id
 WHERE r.erased_at IS NOT NULL
 UNION ALL
SELECT 'ledger_event', 'id ' || e.id, e.kind || '; ' || r.table_name || ' ' || r.id
  FROM ${records}
  JOIN ledger_event e ON e.record_id = r.id
 WHERE r.erased_at IS NOT NULL AND e.kind NOT IN ('erased', 'progress.erased')
   AND r.table_name = CASE WHEN e.program_id IS NULL THEN 'records_courserecord' ELSE 'records_programrecord' END

-- name: redacted_event_is_empty
SELECT ${event},
       e.kind || ', occurred_at ' || coalesce(CAST(e.occurred_at AS text), 'none') || ', erased_by_operation '
       || coalesce(CAST(e.erased_by_operation AS text), 'none') AS detail
  FROM ledger_event e
  LEFT JOIN progress_operation o ON o.id = e.erased_by_operation AND o.kind = 'reset'
 WHERE (e.kind = 'erased') <> (e.erased_by_operation IS NOT NULL)
    OR (e.erased_by_operation IS NOT NULL AND (o.id IS NULL OR e.occurred_at IS NOT NULL OR e.data <> '{}'))

-- name: erasures_equal_tombstones
-- The item of an erase is forgotten itself when the same is erased again: then its operation has items without learner.
SELECT CASE WHEN d.items > 0 THEN 'progress_operationitem' ELSE d.table_name END AS table_name,
       CASE WHEN d.items > 0 THEN 'operation ' || d.operation_id || ', position ' || d.position
            ELSE 'id ' || d.record_id END AS row_id,
       'operation ' || d.operation_id || ': ' || d.items || ' items, ' || d.tombstones || ' tombstones' AS detail
  FROM (SELECT g.*, sum(g.forgotten) OVER (PARTITION BY g.operation_id) AS forgotten_of_all
          FROM (SELECT d.operation_id, d.user_id, d.course_id, d.program_id, max(d.position) AS position,
                       max(d.table_name) AS table_name, max(d.record_id) AS record_id,
                       sum(d.items) AS items, sum(d.forgotten) AS forgotten, sum(d.tombstones) AS tombstones
                  FROM (SELECT i.operation_id, i.user_id, i.course_id, i.program_id, i.position,
                               CAST(NULL AS text) AS table_name, CAST(NULL AS bigint) AS record_id,
                               CASE WHEN i.outcome = 'done' THEN 1 ELSE 0 END AS items,
                               CASE WHEN i.user_id IS NULL THEN 1 ELSE 0 END AS forgotten, 0 AS tombstones
                          FROM progress_operationitem i
                          JOIN progress_operation o ON o.id = i.operation_id AND o.kind = 'reset'
                         WHERE i.erases AND i.activity_id IS NULL AND i.outcome IN ('done', 'erased') AND ${was_applied}
                         UNION ALL
                        SELECT r.erased_by_operation, r.user_id, r.course_id, NULL, NULL,
                               'records_courserecord', r.id, 0, 0, 1
                          FROM records_courserecord r WHERE r.erased_at IS NOT NULL
                         UNION ALL
                        SELECT p.erased_by_operation, p.user_id, NULL, p.program_id, NULL,
                               'records_programrecord', p.id, 0, 0, 1
                          FROM records_programrecord p WHERE p.erased_at IS NOT NULL) d
                 GROUP BY d.operation_id, d.user_id, d.course_id, d.program_id) g) d
 WHERE (d.items > 0 AND d.tombstones = 0)
    OR (d.tombstones > 0 AND d.items = 0 AND coalesce(d.forgotten_of_all, 0) = 0)

-- fragment: erasures
-- What has been erased by operations that have ended; the end is when earlier ones forget.
SELECT x.user_id, x.course_id, x.activity_id, x.program_id, x.operation_id, o.confirmed_at
  FROM progress_operationitem x
  JOIN progress_operation o ON o.id = x.operation_id AND o.state <> 'running' AND o.kind = 'reset'
 WHERE x.erases AND x.outcome = 'done' AND x.position <= o.applied_to

-- name: erased_activity_is_gone
-- From whatever record; what is younger than the erase was done anew. The few that were erased are found first: a planner
-- that knows nothing of the tables yet would begin with all work there is.
WITH gone AS MATERIALIZED (
    SELECT r.id AS record_id, d.activity_id, max(d.confirmed_at) AS confirmed_at, max(d.operation_id) AS operation_id
      FROM (${erasures}) d
      JOIN records_enrolment ce ON ce.user_id = d.user_id AND ce.course_id = d.course_id
      JOIN records_courserecord r ON r.enrolment_id = ce.id
     WHERE d.activity_id IS NOT NULL
     GROUP BY r.id, d.activity_id)
SELECT ${activity_record}, 'changed_at ' || w.changed_at || '; erased by operation ' || g.operation_id AS detail
  FROM gone g
  JOIN records_activityrecord w ON w.record_id = g.record_id AND w.activity_id = g.activity_id
 WHERE w.changed_at < g.confirmed_at
 UNION ALL
SELECT t.table_name, 'id ' || t.id, 'since ' || t.since || '; erased by operation ' || g.operation_id
  FROM gone g
  JOIN (${work_of_player}) t ON t.record_id = g.record_id AND t.activity_id = g.activity_id
 WHERE t.since < g.confirmed_at

-- name: items_before_an_erase_are_forgotten
-- Of a course everything is forgotten; of an activity what was said of it, and of the whole course.
SELECT ${item}, 'outcome ' || coalesce(i.outcome, 'none') || '; erased by operation ' || max(d.operation_id) AS detail
  FROM (${erasures}) d
  JOIN progress_operationitem i
    ON i.user_id = d.user_id AND i.operation_id <> d.operation_id
   AND (i.program_id = d.program_id
        OR (i.course_id = d.course_id
            AND (d.activity_id IS NULL OR i.activity_id IS NULL OR i.activity_id = d.activity_id)))
  JOIN progress_operation o ON o.id = i.operation_id
 WHERE coalesce(o.confirmed_at, o.created_at) <= d.confirmed_at
 GROUP BY i.operation_id, i.position, i.outcome

-- name: forgotten_item_is_empty
-- Only the item of an undo may say who it is about: it was staged, and skipped, after the erase.
SELECT ${item}, 'user ' || coalesce(CAST(i.user_id AS text), 'none')
       || ', record ' || coalesce(CAST(i.record_id AS text), 'none') AS detail
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
 WHERE i.outcome = 'erased' AND (i.user_id IS NULL OR o.kind <> 'undo')
   AND (i.user_id IS NOT NULL OR i.course_id IS NOT NULL OR i.activity_id IS NOT NULL OR i.program_id IS NOT NULL
        OR i.enrolment_id IS NOT NULL OR i.record_id IS NOT NULL OR i.work_id IS NOT NULL
        OR i.due_before IS NOT NULL OR i.faults <> '')

-- name: forgotten_operation_says_nothing
-- The words and days of an undo that was given after the erase tell nothing of what had been.
SELECT ${operation},
       'reason "' || o.reason || '", completed_on ' || coalesce(CAST(o.completed_on AS text), 'none')
       || ', due_on ' || coalesce(CAST(o.due_on AS text), 'none') || ', file_name "' || o.file_name || '"' AS detail
  FROM progress_operation o
  JOIN (SELECT i.operation_id
          FROM progress_operationitem i
         GROUP BY i.operation_id
        HAVING count(i.user_id) = 0 AND count(CASE WHEN i.outcome = 'erased' THEN 1 END) > 0) f
    ON f.operation_id = o.id
 WHERE o.kind <> 'undo'
   AND (o.reason <> '' OR o.completed_on IS NOT NULL OR o.due_on IS NOT NULL OR o.file_name <> '')

-- name: hold_is_whole
SELECT 'records_hold' AS table_name, 'id ' || h.id AS row_id,
       'placed_at ' || h.placed_at || ', lifted_at ' || coalesce(CAST(h.lifted_at AS text), 'none')
       || ', lifted_by "' || h.lifted_by || '"' AS detail
  FROM records_hold h
 WHERE (h.user_id IS NULL AND h.course_id IS NULL) OR trim(h.reason) = '' OR h.placed_by = ''
    OR (h.lifted_at IS NULL) <> (h.lifted_by = '') OR h.lifted_at < h.placed_at
