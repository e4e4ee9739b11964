-- What operations say they did, beside what stands in records and ledger. Both sides are put into one heap and counted
-- by what names them: that costs a sort, and never a look-up by a column without an index. What names a change is the
-- operation, the learner, and the course, activity or program.
--
-- An event that was redacted stands for a change that an erase has taken away since (R3, R4); where an erase has ended,
-- items of earlier operations are forgotten too, and say no longer whose they were.

-- fragment: forgotten
LEFT JOIN (SELECT DISTINCT i.operation_id FROM progress_operationitem i
              WHERE i.outcome = 'erased' AND i.user_id IS NULL) f ON f.operation_id = d.operation_id

-- fragment: redacted_events
ledger_event e
         WHERE e.kind = 'erased' AND e.operation_id IS NOT NULL

-- fragment: reset_heap
-- Items of resets that retain, those that were undone, and what was superseded: the record, or the activity record in
-- a course under way. `reopened`: a program that followed a course.
SELECT i.operation_id, i.user_id, i.course_id, i.program_id, i.position, i.record_id AS item_record,
       CASE WHEN i.activity_id IS NULL THEN 1 ELSE 0 END AS items,
       CASE WHEN i.activity_id IS NULL THEN 0 ELSE 1 END AS activities,
       CAST(NULL AS text) AS table_name, CAST(NULL AS bigint) AS row_id, CAST(NULL AS bigint) AS record,
       0 AS records, 0 AS works, 0 AS reopened, 0 AS redacted
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
 WHERE o.kind = 'reset' AND i.outcome = 'done' AND ${was_applied} AND NOT i.erases
 UNION ALL
SELECT o.id, i.user_id, i.course_id, i.program_id, i.position, NULL,
       CASE WHEN i.activity_id IS NULL THEN -1 ELSE 0 END, CASE WHEN i.activity_id IS NULL THEN 0 ELSE -1 END,
       NULL, NULL, NULL, 0, 0, 0, 0
  FROM ${undone_items}
 WHERE o.kind = 'reset' AND NOT i.erases
 UNION ALL
SELECT r.superseded_by_operation, r.user_id, r.course_id, NULL, NULL, NULL, 0, 0,
       'records_courserecord', r.id, r.id, 1, 0, 0, 0
  FROM records_courserecord r
 WHERE r.superseded_by_operation IS NOT NULL AND r.erased_at IS NULL
 UNION ALL
SELECT p.superseded_by_operation, p.user_id, NULL, p.program_id, NULL, NULL, 0, 0,
       'records_programrecord', p.id, p.id, 1, 0, 0, 0
  FROM records_programrecord p
 WHERE p.superseded_by_operation IS NOT NULL AND p.erased_at IS NULL
 UNION ALL
SELECT w.superseded_by_operation, r.user_id, r.course_id, NULL, NULL, NULL, 0, 0,
       'records_activityrecord', w.id, NULL, 0, 1, 0, 0
  FROM records_activityrecord w
  JOIN records_courserecord r ON r.id = w.record_id
 WHERE w.superseded_by_operation IS NOT NULL
 UNION ALL
SELECT e.operation_id, e.user_id, e.course_id, e.program_id, NULL, NULL, 0, 0, NULL, NULL, NULL, 0, 0,
       CASE WHEN e.kind = 'program.reopened' THEN 1 ELSE 0 END, CASE WHEN e.kind = 'erased' THEN 1 ELSE 0 END
  FROM ledger_event e
 WHERE e.kind IN ('program.reopened', 'erased') AND e.operation_id IS NOT NULL

-- name: resets_equal_superseded_records
-- Several activities of a learner in a completed course supersede one record.
SELECT coalesce(d.table_name, 'progress_operationitem') AS table_name,
       CASE WHEN d.row_id IS NULL THEN 'operation ' || d.operation_id || ', position ' || d.position
            ELSE 'id ' || d.row_id END AS row_id,
       'operation ' || d.operation_id || ', record ' || coalesce(CAST(d.item_record AS text), 'none') || ': '
       || d.items || ' items and ' || d.activities || ' of activities that stand, '
       || d.records || ' records and ' || d.works || ' of activities superseded' AS detail
  FROM (SELECT d.operation_id, max(d.position) AS position, max(d.item_record) AS item_record,
               max(d.table_name) AS table_name, max(d.row_id) AS row_id, max(d.record) AS record,
               sum(d.items) AS items, sum(d.activities) AS activities, sum(d.records) AS records,
               sum(d.works) AS works, sum(d.reopened) AS reopened, sum(d.redacted) AS redacted
          FROM (${reset_heap}) d
         GROUP BY d.operation_id, d.user_id, d.course_id, d.program_id) d
  ${forgotten}
 WHERE NOT ((d.items = d.records AND d.activities = 0 AND d.works = 0 AND coalesce(d.item_record = d.record, TRUE))
            OR (d.items = 0 AND d.activities > 0 AND d.records = 1 AND d.works = 0 AND d.item_record = d.record)
            OR (d.items = 0 AND d.records = 0 AND d.activities BETWEEN d.works AND d.works + d.redacted)
            OR (d.items = 0 AND d.activities = 0 AND d.works = 0 AND d.records = 1
                AND (d.reopened > 0 OR f.operation_id IS NOT NULL))
            OR (d.redacted > 0 AND d.records = 0 AND d.works = 0))

-- fragment: mark_heap
-- Items of marks, those that were undone, and what was waived. What an undo voided keeps its waiver: to it belongs an
-- item that was undone.
SELECT i.operation_id, i.user_id, i.course_id, i.activity_id, i.program_id, i.position,
       CAST(NULL AS text) AS table_name, CAST(NULL AS bigint) AS row_id,
       1 AS items, 0 AS effects, 0 AS undone, 0 AS voided, 0 AS redacted
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
 WHERE o.kind = 'mark_complete' AND i.outcome = 'done' AND ${was_applied}
 UNION ALL
SELECT o.id, i.user_id, i.course_id, i.activity_id, i.program_id, i.position, NULL, NULL, -1, 0, 1, 0, 0
  FROM ${undone_items}
 WHERE o.kind = 'mark_complete'
 UNION ALL
SELECT r.waived_by_operation, r.user_id, r.course_id, NULL, NULL, NULL, 'records_courserecord', r.id,
       0, CASE WHEN r.voided_at IS NULL THEN 1 ELSE 0 END, 0, CASE WHEN r.voided_at IS NULL THEN 0 ELSE 1 END, 0
  FROM records_courserecord r
 WHERE r.waived_by_operation IS NOT NULL
 UNION ALL
SELECT p.waived_by_operation, p.user_id, NULL, NULL, p.program_id, NULL, 'records_programrecord', p.id,
       0, CASE WHEN p.voided_at IS NULL THEN 1 ELSE 0 END, 0, CASE WHEN p.voided_at IS NULL THEN 0 ELSE 1 END, 0
  FROM records_programrecord p
 WHERE p.waived_by_operation IS NOT NULL
 UNION ALL
SELECT w.waived_by_operation, r.user_id, r.course_id, w.activity_id, NULL, NULL, 'records_activityrecord', w.id,
       0, CASE WHEN w.voided_at IS NULL THEN 1 ELSE 0 END, 0, CASE WHEN w.voided_at IS NULL THEN 0 ELSE 1 END, 0
  FROM records_activityrecord w
  JOIN records_courserecord r ON r.id = w.record_id
 WHERE w.waived_by_operation IS NOT NULL AND NOT coalesce(${carried_waiver}, FALSE)
 UNION ALL
SELECT e.operation_id, e.user_id, e.course_id, e.activity_id, e.program_id, NULL, NULL, NULL, 0, 0, 0, 0, 1
  FROM ${redacted_events}

-- name: marks_equal_waived_records
-- The erase of one activity lets a mark of the whole course be said of each other activity by itself.
SELECT coalesce(d.table_name, 'progress_operationitem') AS table_name,
       CASE WHEN d.row_id IS NULL THEN 'operation ' || d.operation_id || ', position ' || d.position
            ELSE 'id ' || d.row_id END AS row_id,
       'operation ' || d.operation_id || ': ' || d.items || ' items that stand, ' || d.effects || ' records waived; '
       || d.undone || ' items undone, ' || d.voided || ' records voided' AS detail
  FROM (SELECT g.*, sum(g.redacted) OVER (PARTITION BY g.operation_id, g.user_id, g.course_id, g.program_id)
                    AS redacted_of_all
          FROM (SELECT d.operation_id, d.user_id, d.course_id, d.activity_id, d.program_id,
                       max(d.position) AS position, max(d.table_name) AS table_name, max(d.row_id) AS row_id,
                       sum(d.items) AS items, sum(d.effects) AS effects, sum(d.undone) AS undone,
                       sum(d.voided) AS voided, sum(d.redacted) AS redacted
                  FROM (${mark_heap}) d
                 GROUP BY d.operation_id, d.user_id, d.course_id, d.activity_id, d.program_id) g) d
 WHERE (d.effects > d.items AND NOT (d.activity_id IS NOT NULL AND d.redacted_of_all > 0))
    OR d.effects + d.redacted < d.items OR d.voided > d.undone

-- fragment: kind_of_event
-- The event that belongs to a done item.
CASE WHEN o.kind = 'reset' AND i.erases THEN 'progress.erased'
     WHEN o.kind = 'undo' AND u.kind = 'mark_complete' THEN 'completion.withdrawn'
     ELSE CASE WHEN i.activity_id IS NOT NULL THEN 'activity' WHEN i.program_id IS NOT NULL THEN 'program'
               WHEN o.kind = 'mark_complete' THEN 'course' ELSE 'progress' END
          || CASE o.kind WHEN 'mark_complete' THEN '.completed' WHEN 'reset' THEN '.reset' ELSE '.restored' END END

-- fragment: event_heap
SELECT i.operation_id, i.user_id, i.course_id, i.activity_id, i.program_id, ${kind_of_event} AS kind, i.position,
       CAST(NULL AS bigint) AS event_id, 1 AS items, 0 AS events, 0 AS redacted,
       i.record_id AS item_record, CAST(NULL AS bigint) AS event_record
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
  LEFT JOIN progress_operation u ON u.id = o.undo_of_id
 WHERE i.outcome = 'done' AND ${was_applied}
 UNION ALL
SELECT e.operation_id, e.user_id, e.course_id, e.activity_id, e.program_id, e.kind, NULL, e.id, 0,
       CASE WHEN e.kind = 'erased' THEN 0 ELSE 1 END, CASE WHEN e.kind = 'erased' THEN 1 ELSE 0 END, NULL, e.record_id
  FROM ledger_event e
 WHERE e.operation_id IS NOT NULL

-- fragment: event_counts
-- By kind; and besides, over all kinds, the events redacted, and what else the operation did to the learner.
SELECT g.*, sum(g.redacted) OVER (PARTITION BY g.operation_id, g.user_id, g.course_id, g.activity_id, g.program_id)
            AS redacted_of_all,
       sum(g.items) OVER (PARTITION BY g.operation_id, g.user_id) AS of_learner,
       sum(CASE WHEN g.activity_id IS NULL THEN 0 ELSE g.items END)
           OVER (PARTITION BY g.operation_id, g.user_id, g.course_id) AS of_activities
  FROM (SELECT d.operation_id, d.user_id, d.course_id, d.activity_id, d.program_id, d.kind,
               max(d.position) AS position, max(d.event_id) AS event_id,
               sum(d.items) AS items, sum(d.events) AS events, sum(d.redacted) AS redacted,
               max(d.item_record) AS item_record,
               min(d.event_record) AS first_record, max(d.event_record) AS last_record
          FROM (${event_heap}) d
         GROUP BY d.operation_id, d.user_id, d.course_id, d.activity_id, d.program_id, d.kind) g

-- fragment: told_besides
-- What an event may tell of, besides items: a program that followed its courses, a course that followed its
-- activities.
CASE WHEN d.program_id IS NOT NULL
     THEN d.of_learner > 0
          AND d.kind IN ('program.completed', 'program.reopened', 'program.restored', 'completion.withdrawn',
                         'progress.erased')
     ELSE d.activity_id IS NULL AND d.of_activities > 0 AND d.kind IN ('course.completed', 'completion.withdrawn') END

-- name: events_equal_changes
SELECT CASE WHEN d.items > d.events THEN 'progress_operationitem' ELSE 'ledger_event' END AS table_name,
       CASE WHEN d.items > d.events THEN 'operation ' || d.operation_id || ', position ' || d.position
            ELSE 'id ' || d.event_id END AS row_id,
       d.kind || ': ' || d.items || ' items done, ' || d.events || ' events; record '
       || coalesce(CAST(d.item_record AS text), 'none') || ' and '
       || coalesce(CAST(d.last_record AS text), 'none') AS detail
  FROM (${event_counts}) d
  ${forgotten}
 WHERE d.items > d.events + d.redacted_of_all
    OR (d.events > d.items AND f.operation_id IS NULL AND NOT (${told_besides}))
    OR (d.events > 0 AND d.item_record NOT IN (d.first_record, d.last_record))

-- name: event_pointers_exist
-- The record is that of the program where the event names one, else of the course.
SELECT ${event},
       CASE WHEN o.id IS NULL AND e.operation_id IS NOT NULL THEN 'operation ' || e.operation_id
            WHEN u.id IS NULL AND e.user_id IS NOT NULL THEN 'user ' || e.user_id
            WHEN c.id IS NULL AND e.course_id IS NOT NULL THEN 'course ' || e.course_id
            WHEN a.id IS NULL AND e.activity_id IS NOT NULL THEN 'activity ' || e.activity_id
            WHEN p.id IS NULL AND e.program_id IS NOT NULL THEN 'program ' || e.program_id
            ELSE 'record ' || e.record_id END || ' does not exist' AS detail
  FROM ledger_event e
  LEFT JOIN progress_operation o ON o.id = e.operation_id
  LEFT JOIN people_user u ON u.id = e.user_id
  LEFT JOIN catalog_course c ON c.id = e.course_id
  LEFT JOIN catalog_activity a ON a.id = e.activity_id
  LEFT JOIN catalog_program p ON p.id = e.program_id
  LEFT JOIN records_courserecord r ON r.id = e.record_id AND e.program_id IS NULL
  LEFT JOIN records_programrecord pr ON pr.id = e.record_id AND e.program_id IS NOT NULL
 WHERE (e.operation_id IS NOT NULL AND o.id IS NULL) OR (e.user_id IS NOT NULL AND u.id IS NULL)
    OR (e.course_id IS NOT NULL AND c.id IS NULL) OR (e.activity_id IS NOT NULL AND a.id IS NULL)
    OR (e.program_id IS NOT NULL AND p.id IS NULL)
    OR (e.record_id IS NOT NULL AND r.id IS NULL AND pr.id IS NULL)

-- name: event_matches_its_record
SELECT ${event},
       'user ' || coalesce(CAST(e.user_id AS text), 'none')
       || ', course ' || coalesce(CAST(e.course_id AS text), 'none')
       || '; record ' || r.id || ': user ' || r.user_id || ', course ' || r.course_id
       || coalesce('; activity of course ' || a.course_id, '') AS detail
  FROM ledger_event e
  JOIN records_courserecord r ON r.id = e.record_id
  LEFT JOIN catalog_activity a ON a.id = e.activity_id
 WHERE e.program_id IS NULL
   AND (coalesce(e.user_id, 0) <> r.user_id OR coalesce(e.course_id, 0) <> r.course_id OR a.course_id <> r.course_id)
 UNION ALL
SELECT ${event},
       'user ' || coalesce(CAST(e.user_id AS text), 'none') || ', program ' || e.program_id
       || '; record ' || r.id || ': user ' || r.user_id || ', program ' || r.program_id
  FROM ledger_event e
  JOIN records_programrecord r ON r.id = e.record_id
 WHERE e.program_id IS NOT NULL
   AND (coalesce(e.user_id, 0) <> r.user_id OR e.program_id <> r.program_id OR e.course_id IS NOT NULL)

-- name: event_clocks_in_order
SELECT ${event}, 'occurred_at ' || e.occurred_at || ', recorded_at ' || e.recorded_at AS detail
  FROM ledger_event e
 WHERE e.occurred_at > e.recorded_at
