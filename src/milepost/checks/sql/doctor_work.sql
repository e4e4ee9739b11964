-- What learners did: activity records, player sessions, late commits, and what they amount to.

-- name: activity_is_of_the_course
SELECT ${activity_record}, 'activity ' || w.activity_id || ' in a record of course ' || r.course_id AS detail
  FROM records_activityrecord w
  JOIN records_courserecord r ON r.id = w.record_id
  LEFT JOIN catalog_activity a ON a.id = w.activity_id
 WHERE a.id IS NULL OR a.course_id <> r.course_id

-- name: activity_numbers_without_gap
SELECT ${activity_record}, 'number ' || w.number || ' at place ' || w.place AS detail
  FROM (SELECT w.id, w.number,
               row_number() OVER (PARTITION BY w.record_id, w.activity_id ORDER BY w.number) AS place
          FROM records_activityrecord w) w
 WHERE w.number <> w.place

-- name: one_current_activity_record
SELECT ${activity_record}, w.current_records || ' records of activity ' || w.activity_id AS detail
  FROM (SELECT w.id, w.activity_id,
               count(*) OVER (PARTITION BY w.record_id, w.activity_id) AS current_records
          FROM records_activityrecord w
         WHERE ${live_work}) w
 WHERE w.current_records > 1

-- name: activity_values_in_bounds
SELECT ${activity_record},
       'progress ' || w.progress || ', score ' || coalesce(CAST(w.score AS text), 'none')
       || ', seconds ' || w.seconds AS detail
  FROM records_activityrecord w
 WHERE w.number < 1 OR w.seconds < 0 OR NOT (w.progress BETWEEN 0 AND 100) OR NOT (w.score BETWEEN 0 AND 100)

-- name: activity_completion_is_whole
-- Only what came with an import may lack its date: it is not known.
SELECT ${activity_record},
       'status ' || w.status || ', progress ' || w.progress || ', completed_by "' || w.completed_by
       || '", completed_at ' || coalesce(CAST(w.completed_at AS text), 'none') AS detail
  FROM records_activityrecord w
 WHERE CASE WHEN w.status IN ('completed', 'passed')
            THEN w.completed_by = '' OR w.progress <> 100 OR (w.completed_at IS NULL AND w.completed_by <> 'import')
            ELSE w.completed_at IS NOT NULL OR w.completed_by <> '' END

-- name: activity_waiver_is_whole
SELECT ${activity_record},
       'completed_by "' || w.completed_by || '", waived_at ' || coalesce(CAST(w.waived_at AS text), 'none')
       || ', waived_by_operation ' || coalesce(CAST(w.waived_by_operation AS text), 'none')
       || ', real_status "' || w.real_status || '"' AS detail
  FROM records_activityrecord w
 WHERE CASE WHEN w.waived_at IS NOT NULL THEN w.waived_by_operation IS NULL OR w.completed_by NOT IN ('staff', 'import')
            ELSE w.waived_by_operation IS NOT NULL OR w.completed_by = 'staff' OR w.real_status <> ''
                 OR w.real_progress IS NOT NULL OR w.real_score IS NOT NULL OR w.real_completed_at IS NOT NULL END

-- name: activity_state_beneath_is_whole
SELECT ${activity_record},
       'real_status "' || w.real_status || '", real_progress ' || coalesce(CAST(w.real_progress AS text), 'none')
       || ', real_score ' || coalesce(CAST(w.real_score AS text), 'none')
       || ', real_completed_at ' || coalesce(CAST(w.real_completed_at AS text), 'none') AS detail
  FROM records_activityrecord w
 WHERE w.waived_at IS NOT NULL
   AND CASE WHEN w.real_status = '' THEN w.real_progress IS NOT NULL OR w.real_score IS NOT NULL
                                         OR w.real_completed_at IS NOT NULL
            WHEN w.real_status IN ('completed', 'passed')
            THEN w.real_completed_at IS NULL OR coalesce(w.real_progress, 0.0) <> 100
            ELSE w.real_completed_at IS NOT NULL OR w.real_progress IS NULL END

-- name: activity_pointers_exist
-- A reset supersedes, a mark waives.
SELECT ${activity_record},
       'superseded_by_operation ' || coalesce(CAST(w.superseded_by_operation AS text), 'none')
       || ', waived_by_operation ' || coalesce(CAST(w.waived_by_operation AS text), 'none')
       || ', carried_from ' || coalesce(CAST(w.carried_from AS text), 'none') AS detail
  FROM records_activityrecord w
  LEFT JOIN progress_operation s ON s.id = w.superseded_by_operation AND s.kind = 'reset'
  LEFT JOIN progress_operation m ON m.id = w.waived_by_operation AND m.kind = 'mark_complete'
  LEFT JOIN records_activityrecord f ON f.id = w.carried_from
 WHERE (w.superseded_by_operation IS NOT NULL AND s.id IS NULL)
    OR (w.waived_by_operation IS NOT NULL AND m.id IS NULL)
    OR (w.carried_from IS NOT NULL AND f.id IS NULL)

-- name: carried_from_an_earlier_record
SELECT ${activity_record},
       'activity ' || w.activity_id || ' in record ' || r.id || '; carried from activity ' || f.activity_id
       || ' in record ' || b.id AS detail
  FROM records_activityrecord w
  JOIN records_courserecord r ON r.id = w.record_id
  JOIN records_activityrecord f ON f.id = w.carried_from
  JOIN records_courserecord b ON b.id = f.record_id
 WHERE f.activity_id <> w.activity_id OR b.enrolment_id <> r.enrolment_id OR b.number >= r.number

-- name: late_commit_is_of_the_course
SELECT 'records_latecommit' AS table_name, 'id ' || l.id AS row_id,
       'activity ' || l.activity_id || ' in a session on course ' || r.course_id AS detail
  FROM records_latecommit l
  JOIN records_playersession p ON p.id = l.session_id
  JOIN records_courserecord r ON r.id = p.record_id
  LEFT JOIN catalog_activity a ON a.id = l.activity_id
 WHERE a.id IS NULL OR a.course_id <> r.course_id

-- name: late_commit_was_late
SELECT 'records_latecommit' AS table_name, 'id ' || l.id AS row_id,
       'session ' || p.id || ' is open on record ' || r.id AS detail
  FROM records_latecommit l
  JOIN records_playersession p ON p.id = l.session_id
  JOIN records_courserecord r ON r.id = p.record_id
 WHERE p.closed_at IS NULL AND ${current}

-- name: section_is_of_the_course
SELECT 'catalog_activity' AS table_name, 'id ' || a.id AS row_id,
       'section ' || s.id || ' of course ' || s.course_id || ', activity of course ' || a.course_id AS detail
  FROM catalog_activity a
  JOIN catalog_section s ON s.id = a.section_id
 WHERE s.course_id <> a.course_id

-- fragment: in_use
a.retired_at IS NULL

-- fragment: own_work
-- What the learner's work in each record amounts to, and when it was last added up.
SELECT w.record_id,
       count(CASE WHEN ${in_use} THEN 1 END) AS touched,
       count(CASE WHEN ${in_use} AND a.required AND w.status IN ('completed', 'passed') THEN 1 END) AS completed,
       count(CASE WHEN ${in_use} AND a.required AND w.status = 'failed' THEN 1 END) AS failed,
       sum(CASE WHEN NOT (${in_use} AND a.required) THEN 0.0
                WHEN w.status IN ('completed', 'passed') THEN 100.0
                ELSE w.progress END) AS progress,
       sum(CASE WHEN ${in_use} AND w.score IS NOT NULL THEN a.weight * w.score END) AS weighted,
       sum(CASE WHEN ${in_use} AND w.score IS NOT NULL THEN a.weight END) AS weight,
       max(w.changed_at) AS changed_at
  FROM records_activityrecord w
  JOIN catalog_activity a ON a.id = w.activity_id
 WHERE ${live_work}
 GROUP BY w.record_id

-- fragment: courses
SELECT a.course_id, count(CASE WHEN ${in_use} AND a.required THEN 1 END) AS required,
       max(a.created_at) AS created_at, max(a.retired_at) AS retired_at
  FROM catalog_activity a
 GROUP BY a.course_id

-- fragment: shown
-- What a record says of the learner's own work: beneath a mark, if there is one.
SELECT r.id, r.course_id,
       CASE WHEN r.waived_at IS NULL THEN r.status ELSE r.real_status END AS status,
       CASE WHEN r.waived_at IS NULL THEN r.progress ELSE r.real_progress END AS progress,
       CASE WHEN r.waived_at IS NULL THEN r.score ELSE r.real_score END AS score
  FROM records_courserecord r
 WHERE r.opened_by <> 'import' AND r.voided_at IS NULL AND r.erased_at IS NULL

-- fragment: added_up
SELECT r.id, r.status, r.progress, r.score,
       CASE WHEN c.required > 0 AND s.completed = c.required THEN 'completed'
            WHEN s.failed > 0 THEN 'failed'
            WHEN s.touched > 0 THEN 'active'
            ELSE 'started' END AS work_status,
       CASE WHEN c.required > 0 THEN coalesce(s.progress, 0.0) / c.required ELSE 0.0 END AS work_progress,
       CASE WHEN s.weight > 0 THEN s.weighted / s.weight END AS work_score
  FROM (${shown}) r
  LEFT JOIN (${courses}) c ON c.course_id = r.course_id
  LEFT JOIN (${own_work}) s ON s.record_id = r.id
 WHERE r.status NOT IN ('completed', 'passed')
   AND (s.record_id IS NULL
        OR (c.created_at <= s.changed_at AND (c.retired_at IS NULL OR c.retired_at <= s.changed_at)))

-- name: work_adds_up
-- Not looked at: completed records, which later work does not change; imported ones, which say what the other system
-- said; and those whose course got or lost an activity since the work was last added up.
SELECT 'records_courserecord' AS table_name, 'id ' || r.id AS row_id,
       'status ' || r.status || ', progress ' || r.progress || ', score ' || coalesce(CAST(r.score AS text), 'none')
       || '; the work says ' || r.work_status || ', ' || r.work_progress || ', '
       || coalesce(CAST(r.work_score AS text), 'none') AS detail
  FROM (${added_up}) r
 WHERE r.status <> r.work_status
    OR abs(r.progress - r.work_progress) > 0.000001
    OR abs(coalesce(r.score, -1.0) - coalesce(r.work_score, -1.0)) > 0.000001

-- fragment: known_at
-- When the completion was recorded, which may be later than its date.
coalesce((SELECT max(v.recorded_at) FROM ledger_event v
           WHERE v.record_id = r.id AND v.program_id IS NULL AND v.kind = 'course.completed'), r.completed_at)

-- name: completion_rests_on_work
-- The sums find the few records that are worth a closer look: of them only what was asked for then is asked for.
SELECT ${course_record},
       'completed_at ' || r.completed_at || ', ' || r.work || ' of ' || r.required || ' activities complete' AS detail
  FROM (SELECT r.id, r.course_id, r.completed_at, c.required, coalesce(s.completed, 0) AS work
          FROM records_courserecord r
          JOIN (${courses}) c ON c.course_id = r.course_id
          LEFT JOIN (${own_work}) s ON s.record_id = r.id
         WHERE ${current} AND ${complete} AND r.completed_by = 'rule' AND coalesce(s.completed, 0) < c.required) r
 WHERE EXISTS (SELECT 1 FROM catalog_activity a
                WHERE a.course_id = r.course_id AND ${in_use} AND a.required AND a.created_at <= ${known_at}
                  AND NOT EXISTS (SELECT 1 FROM records_activityrecord w
                                   WHERE w.record_id = r.id AND w.activity_id = a.id AND ${live_work}
                                     AND w.status IN ('completed', 'passed')))
