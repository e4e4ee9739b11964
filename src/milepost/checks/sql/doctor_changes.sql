-- What operations say they did, beside what stands in records and ledger. Both sides are put into one heap and counted
-- by what names them: that costs a sort, and never a look-up by a column without an index.

-- name: resets_equal_superseded_records
SELECT CASE WHEN sum(d.effects) = 0 THEN 'progress_operationitem' ELSE 'records_courserecord' END AS table_name,
       CASE WHEN sum(d.effects) = 0 THEN 'operation ' || d.operation_id || ', position ' || max(d.position)
            ELSE 'id ' || d.record_id END AS row_id,
       'operation ' || d.operation_id || ', record ' || coalesce(CAST(d.record_id AS text), 'none') || ': '
       || sum(d.items) || ' items that stand, ' || sum(d.effects) || ' records superseded' AS detail
  FROM (SELECT i.operation_id, i.enrolment_id, i.record_id, i.position, 1 AS items, 0 AS effects
          FROM progress_operationitem i
          JOIN progress_operation o ON o.id = i.operation_id
         WHERE o.kind = 'reset' AND i.outcome = 'done'
         UNION ALL
        SELECT o.id, i.enrolment_id, i.record_id, i.position, -1, 0
          FROM ${undone_items}
         WHERE o.kind = 'reset'
         UNION ALL
        SELECT r.superseded_by_operation, r.enrolment_id, r.id, NULL, 0, 1
          FROM records_courserecord r
         WHERE r.superseded_by_operation IS NOT NULL) d
 GROUP BY d.operation_id, d.enrolment_id, d.record_id
HAVING sum(d.items) <> sum(d.effects)

-- name: marks_equal_waived_records
-- A record that the undo of a mark voided keeps its waiver: to it belongs an item that was undone.
SELECT CASE WHEN max(d.record_id) IS NULL THEN 'progress_operationitem' ELSE 'records_courserecord' END AS table_name,
       CASE WHEN max(d.record_id) IS NULL THEN 'operation ' || d.operation_id || ', position ' || max(d.position)
            ELSE 'id ' || max(d.record_id) END AS row_id,
       'operation ' || d.operation_id || ', enrolment ' || coalesce(CAST(d.enrolment_id AS text), 'none') || ': '
       || sum(d.items) || ' items that stand, ' || sum(d.effects) || ' records waived; '
       || sum(d.undone) || ' items undone, ' || sum(d.voided) || ' records voided' AS detail
  FROM (SELECT i.operation_id, i.enrolment_id, CAST(NULL AS bigint) AS record_id, i.position,
               1 AS items, 0 AS effects, 0 AS undone, 0 AS voided
          FROM progress_operationitem i
          JOIN progress_operation o ON o.id = i.operation_id
         WHERE o.kind = 'mark_complete' AND i.outcome = 'done'
         UNION ALL
        SELECT o.id, i.enrolment_id, NULL, i.position, -1, 0, 1, 0
          FROM ${undone_items}
         WHERE o.kind = 'mark_complete'
         UNION ALL
        SELECT r.waived_by_operation, r.enrolment_id, r.id, NULL,
               0, CASE WHEN r.voided_at IS NULL THEN 1 ELSE 0 END,
               0, CASE WHEN r.voided_at IS NULL THEN 0 ELSE 1 END
          FROM records_courserecord r
         WHERE r.waived_by_operation IS NOT NULL) d
 GROUP BY d.operation_id, d.enrolment_id
HAVING sum(d.items) <> sum(d.effects) OR sum(d.voided) > sum(d.undone)

-- fragment: kind_of_event
-- The event that belongs to a done item.
CASE o.kind WHEN 'reset' THEN 'progress.reset'
            WHEN 'mark_complete' THEN 'course.completed'
            ELSE CASE u.kind WHEN 'reset' THEN 'progress.restored' ELSE 'completion.withdrawn' END END

-- name: events_equal_changes
SELECT CASE WHEN sum(d.items) > sum(d.events) THEN 'progress_operationitem' ELSE 'ledger_event' END AS table_name,
       CASE WHEN sum(d.items) > sum(d.events) THEN 'operation ' || d.operation_id || ', position ' || max(d.position)
            ELSE 'id ' || max(d.event_id) END AS row_id,
       d.kind || ': ' || sum(d.items) || ' items done, ' || sum(d.events) || ' events; record '
       || coalesce(CAST(max(d.item_record) AS text), 'none') || ' and '
       || coalesce(CAST(max(d.event_record) AS text), 'none') AS detail
  FROM (SELECT i.operation_id, i.user_id, i.course_id, ${kind_of_event} AS kind, i.position,
               CAST(NULL AS bigint) AS event_id, 1 AS items, 0 AS events,
               i.record_id AS item_record, CAST(NULL AS bigint) AS event_record
          FROM progress_operationitem i
          JOIN progress_operation o ON o.id = i.operation_id
          LEFT JOIN progress_operation u ON u.id = o.undo_of_id
         WHERE i.outcome = 'done'
         UNION ALL
        SELECT e.operation_id, e.user_id, e.course_id, e.kind, NULL, e.id, 0, 1, NULL, e.record_id
          FROM ledger_event e
         WHERE e.operation_id IS NOT NULL) d
 GROUP BY d.operation_id, d.user_id, d.course_id, d.kind
HAVING sum(d.items) <> sum(d.events) OR max(d.item_record) <> max(d.event_record)

-- name: event_pointers_exist
SELECT ${event},
       CASE WHEN o.id IS NULL AND e.operation_id IS NOT NULL THEN 'operation ' || e.operation_id
            WHEN u.id IS NULL AND e.user_id IS NOT NULL THEN 'user ' || e.user_id
            WHEN c.id IS NULL AND e.course_id IS NOT NULL THEN 'course ' || e.course_id
            ELSE 'record ' || e.record_id END || ' does not exist' AS detail
  FROM ledger_event e
  LEFT JOIN progress_operation o ON o.id = e.operation_id
  LEFT JOIN people_user u ON u.id = e.user_id
  LEFT JOIN catalog_course c ON c.id = e.course_id
  LEFT JOIN records_courserecord r ON r.id = e.record_id
 WHERE (e.operation_id IS NOT NULL AND o.id IS NULL) OR (e.user_id IS NOT NULL AND u.id IS NULL)
    OR (e.course_id IS NOT NULL AND c.id IS NULL) OR (e.record_id IS NOT NULL AND r.id IS NULL)

-- name: event_matches_its_record
SELECT ${event},
       'user ' || coalesce(CAST(e.user_id AS text), 'none')
       || ', course ' || coalesce(CAST(e.course_id AS text), 'none')
       || '; record ' || r.id || ': user ' || r.user_id || ', course ' || r.course_id AS detail
  FROM ledger_event e
  JOIN records_courserecord r ON r.id = e.record_id
 WHERE coalesce(e.user_id, 0) <> r.user_id OR coalesce(e.course_id, 0) <> r.course_id

-- name: event_clocks_in_order
SELECT ${event}, 'occurred_at ' || e.occurred_at || ', recorded_at ' || e.recorded_at AS detail
  FROM ledger_event e
 WHERE e.occurred_at > e.recorded_at
