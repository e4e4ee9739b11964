-- Learning records: which of them is current, and what their columns say together.

-- name: one_current_record
SELECT ${record}, r.current_records || ' current records of enrolment ' || r.enrolment_id AS detail
  FROM (SELECT r.table_name, r.id, r.enrolment_id,
               count(*) OVER (PARTITION BY r.table_name, r.enrolment_id) AS current_records
          FROM ${records}
         WHERE ${current}) r
 WHERE r.current_records > 1

-- name: current_is_newest
SELECT r.table_name, 'id ' || max(CASE WHEN ${current} THEN r.id END) AS row_id,
       'number ' || max(CASE WHEN ${current} THEN r.number END) || ', the newest is number ' || max(r.number) AS detail
  FROM ${records}
 WHERE r.voided_at IS NULL
 GROUP BY r.table_name, r.enrolment_id
HAVING max(CASE WHEN ${current} THEN r.number END) < max(r.number)

-- name: record_numbers_without_gap
SELECT ${record}, 'number ' || r.number || ' at place ' || r.place AS detail
  FROM (SELECT r.table_name, r.id, r.number,
               row_number() OVER (PARTITION BY r.table_name, r.enrolment_id ORDER BY r.number) AS place
          FROM ${records}) r
 WHERE r.number <> r.place

-- name: record_matches_enrolment
SELECT ${course_record},
       'user ' || r.user_id || ', course ' || r.course_id || '; enrolment ' || r.enrolment_id
       || ': user ' || e.user_id || ', course ' || e.course_id AS detail
  FROM records_courserecord r
  JOIN records_enrolment e ON e.id = r.enrolment_id
 WHERE r.user_id <> e.user_id OR r.course_id <> e.course_id
 UNION ALL
SELECT 'records_programrecord', 'id ' || r.id,
       'user ' || r.user_id || ', program ' || r.program_id || '; enrolment ' || r.enrolment_id
       || ': user ' || e.user_id || ', program ' || e.program_id
  FROM records_programrecord r
  JOIN records_programenrolment e ON e.id = r.enrolment_id
 WHERE r.user_id <> e.user_id OR r.program_id <> e.program_id

-- name: record_values_in_bounds
SELECT ${record},
       'number ' || r.number || ', progress ' || r.progress || ', score ' || coalesce(CAST(r.score AS text), 'none')
       || ', success "' || r.success || '"' AS detail
  FROM ${records}
 WHERE r.number < 1
    OR NOT (r.progress BETWEEN 0 AND 100) OR NOT (r.score BETWEEN 0 AND 100)
    OR NOT (r.real_progress BETWEEN 0 AND 100) OR NOT (r.real_score BETWEEN 0 AND 100)
    OR r.success NOT IN ('', 'passed', 'failed') OR r.real_success NOT IN ('', 'passed', 'failed')

-- name: completion_is_whole
SELECT ${record},
       'status ' || r.status || ', progress ' || r.progress || ', completed_by "' || r.completed_by
       || '", completed_at ' || coalesce(CAST(r.completed_at AS text), 'none') AS detail
  FROM ${records}
 WHERE CASE WHEN ${complete} THEN r.completed_at IS NULL OR r.completed_by = '' OR r.progress <> 100
            ELSE r.completed_at IS NOT NULL OR r.completed_by <> '' END

-- name: waiver_is_whole
SELECT ${record},
       'completed_by "' || r.completed_by || '", waived_at ' || coalesce(CAST(r.waived_at AS text), 'none')
       || ', waived_by_operation ' || coalesce(CAST(r.waived_by_operation AS text), 'none')
       || ', real_status "' || r.real_status || '"' AS detail
  FROM ${records}
 WHERE CASE WHEN r.waived_at IS NOT NULL
            THEN r.waived_by_operation IS NULL OR r.completed_by NOT IN ('staff', 'import')
                 OR r.real_status = '' OR r.real_progress IS NULL
            ELSE r.waived_by_operation IS NOT NULL OR r.completed_by = 'staff'
                 OR r.real_status <> '' OR r.real_progress IS NOT NULL OR r.real_success <> ''
                 OR r.real_score IS NOT NULL OR r.real_completed_at IS NOT NULL END

-- name: state_beneath_is_whole
SELECT ${record},
       'real_status ' || r.real_status || ', real_progress ' || r.real_progress
       || ', real_completed_at ' || coalesce(CAST(r.real_completed_at AS text), 'none') AS detail
  FROM ${records}
 WHERE CASE WHEN r.real_status IN ('completed', 'passed') THEN r.real_completed_at IS NULL OR r.real_progress <> 100
            ELSE r.real_completed_at IS NOT NULL END

-- name: supersession_is_dated
SELECT ${record}, 'superseded_by_operation ' || r.superseded_by_operation AS detail
  FROM ${records}
 WHERE r.superseded_by_operation IS NOT NULL AND r.superseded_at IS NULL

-- name: voided_was_opened_by_a_command
-- By a mark; or by the reset of an activity, or of a course of the program, and then nobody has marked it since.
SELECT ${record},
       'opened_by ' || r.opened_by || ', waived_at ' || coalesce(CAST(r.waived_at AS text), 'none')
       || ', superseded_at ' || coalesce(CAST(r.superseded_at AS text), 'none') AS detail
  FROM ${records}
 WHERE r.voided_at IS NOT NULL
   AND (r.opened_by NOT IN ('mark', 'reset') OR (r.opened_by = 'reset' AND r.waived_at IS NOT NULL)
        OR (r.superseded_at IS NOT NULL AND r.erased_at IS NULL))

-- name: voided_holds_no_work
-- What the reset of an activity carried over is no work.
SELECT ${course_record}, 'activity record ' || w.id AS detail
  FROM records_courserecord r
  JOIN records_activityrecord w ON w.record_id = r.id
 WHERE r.voided_at IS NOT NULL AND w.voided_at IS NULL
   AND NOT (r.opened_by = 'reset' AND (w.carried_from IS NOT NULL OR coalesce(${carried_waiver}, FALSE)))
 UNION ALL
SELECT 'records_courserecord', 'id ' || r.id, 'player session ' || p.id
  FROM records_courserecord r
  JOIN records_playersession p ON p.record_id = r.id
 WHERE r.voided_at IS NOT NULL

-- name: completed_in_the_past
-- `soon` is a little later than now: the clocks of several hosts differ.
SELECT ${record}, 'completed_at ' || r.completed_at AS detail
  FROM ${records}
 WHERE r.completed_at > %(soon)s
 UNION ALL
SELECT 'records_activityrecord', 'id ' || w.id, 'completed_at ' || w.completed_at
  FROM records_activityrecord w
 WHERE w.completed_at > %(soon)s

-- name: marked_before_recorded
SELECT ${record}, 'completed_at ' || r.completed_at || ', waived_at ' || r.waived_at AS detail
  FROM ${records}
 WHERE r.waived_at IS NOT NULL AND r.completed_at > r.waived_at
 UNION ALL
SELECT 'records_activityrecord', 'id ' || w.id, 'completed_at ' || w.completed_at || ', waived_at ' || w.waived_at
  FROM records_activityrecord w
 WHERE w.waived_at IS NOT NULL AND w.completed_at > w.waived_at

-- name: marked_after_course_began
-- A completion is given as a day and stored as the beginning of that day, so the course may be a day younger.
SELECT ${course_record}, 'completed_at ' || r.completed_at || ', course created at ' || c.created_at AS detail
  FROM records_courserecord r
  JOIN catalog_course c ON c.id = r.course_id
 WHERE r.waived_at IS NOT NULL AND ${end_of_completion_day} < c.created_at

-- name: acknowledged_was_reset
SELECT ${record}, 'notice_acknowledged_at ' || r.notice_acknowledged_at AS detail
  FROM ${records}
 WHERE r.notice_acknowledged_at IS NOT NULL AND r.superseded_by_operation IS NULL

-- name: restart_follows_a_reset
SELECT ${course_record}, 'number ' || r.number || ' of enrolment ' || r.enrolment_id AS detail
  FROM records_courserecord r
 WHERE r.opened_by = 'reset' AND r.voided_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM records_courserecord p
                    WHERE p.enrolment_id = r.enrolment_id AND p.number < r.number
                      AND p.superseded_by_operation IS NOT NULL AND p.notice_acknowledged_at IS NOT NULL)

-- name: launch_waits_for_the_notice
-- The reset of an activity of a completed course, which a mark may have opened meanwhile, opens the next record at once.
-- Of a tombstone it is not known when it was opened.
SELECT ${course_record},
       'opened as number ' || r.number || '; the reset of number ' || p.number || ' is not acknowledged' AS detail
  FROM records_courserecord p
  JOIN records_courserecord r ON r.enrolment_id = p.enrolment_id AND r.number > p.number
 WHERE p.superseded_by_operation IS NOT NULL AND p.notice_acknowledged_at IS NULL AND p.voided_at IS NULL
   AND r.opened_by IN ('launch', 'reset') AND r.voided_at IS NULL AND r.erased_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM records_courserecord before
                    WHERE before.enrolment_id = r.enrolment_id AND before.number < r.number
                      AND before.superseded_by_operation IS NOT NULL AND before.superseded_at = r.opened_at)

-- name: record_operations_exist
-- A reset supersedes and erases, a mark waives.
SELECT ${record},
       'superseded_by_operation ' || coalesce(CAST(r.superseded_by_operation AS text), 'none')
       || ', waived_by_operation ' || coalesce(CAST(r.waived_by_operation AS text), 'none')
       || ', erased_by_operation ' || coalesce(CAST(r.erased_by_operation AS text), 'none') AS detail
  FROM ${records}
  LEFT JOIN progress_operation s ON s.id = r.superseded_by_operation AND s.kind = 'reset'
  LEFT JOIN progress_operation m ON m.id = r.waived_by_operation AND m.kind = 'mark_complete'
  LEFT JOIN progress_operation e ON e.id = r.erased_by_operation AND e.kind = 'reset'
 WHERE (r.superseded_by_operation IS NOT NULL AND s.id IS NULL)
    OR (r.waived_by_operation IS NOT NULL AND m.id IS NULL)
    OR (r.erased_by_operation IS NOT NULL AND e.id IS NULL)

-- name: enrolled_by_a_mark
SELECT e.table_name, 'id ' || e.id AS row_id,
       'enrolled_by_operation ' || e.enrolled_by_operation AS detail
  FROM (SELECT 'records_enrolment' AS table_name, id, enrolled_by_operation FROM records_enrolment
         UNION ALL
        SELECT 'records_programenrolment', id, enrolled_by_operation FROM records_programenrolment) e
  LEFT JOIN progress_operation m ON m.id = e.enrolled_by_operation AND m.kind = 'mark_complete'
 WHERE e.enrolled_by_operation IS NOT NULL AND m.id IS NULL

-- name: completed_record_has_event
SELECT d.table_name, 'id ' || d.id AS row_id, 'no event says so' AS detail
  FROM (SELECT r.table_name, r.id FROM ${records} WHERE ${complete}
        EXCEPT
        SELECT CASE WHEN e.program_id IS NULL THEN 'records_courserecord' ELSE 'records_programrecord' END, e.record_id
          FROM ledger_event e WHERE e.kind IN ('course.completed', 'program.completed', 'record.imported')) d
