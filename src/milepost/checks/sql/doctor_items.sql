-- Items of operations: who and what they name, and what undos take back.

-- name: only_resets_erase
SELECT ${item}, 'of a ' || coalesce(u.kind, o.kind) AS detail
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
  LEFT JOIN progress_operation u ON u.id = o.undo_of_id
 WHERE i.erases AND coalesce(u.kind, o.kind) <> 'reset'

-- name: item_pointers_exist
-- Enrolment and record are of the program where the item names one, else of the course. An erase deletes the activity
-- record that it was given for.
SELECT ${item},
       CASE WHEN o.id IS NULL THEN 'operation ' || i.operation_id
            WHEN u.id IS NULL AND i.user_id IS NOT NULL THEN 'user ' || i.user_id
            WHEN c.id IS NULL AND i.course_id IS NOT NULL THEN 'course ' || i.course_id
            WHEN a.id IS NULL AND i.activity_id IS NOT NULL THEN 'activity ' || i.activity_id
            WHEN p.id IS NULL AND i.program_id IS NOT NULL THEN 'program ' || i.program_id
            WHEN coalesce(e.id, pe.id) IS NULL AND i.enrolment_id IS NOT NULL THEN 'enrolment ' || i.enrolment_id
            WHEN coalesce(r.id, pr.id) IS NULL AND i.record_id IS NOT NULL THEN 'record ' || i.record_id
            ELSE 'activity record ' || i.work_id END || ' does not exist' AS detail
  FROM progress_operationitem i
  LEFT JOIN progress_operation o ON o.id = i.operation_id
  LEFT JOIN people_user u ON u.id = i.user_id
  LEFT JOIN catalog_course c ON c.id = i.course_id
  LEFT JOIN catalog_activity a ON a.id = i.activity_id
  LEFT JOIN catalog_program p ON p.id = i.program_id
  LEFT JOIN records_enrolment e ON e.id = i.enrolment_id AND i.program_id IS NULL
  LEFT JOIN records_programenrolment pe ON pe.id = i.enrolment_id AND i.program_id IS NOT NULL
  LEFT JOIN records_courserecord r ON r.id = i.record_id AND i.program_id IS NULL
  LEFT JOIN records_programrecord pr ON pr.id = i.record_id AND i.program_id IS NOT NULL
  LEFT JOIN records_activityrecord w ON w.id = i.work_id
 WHERE o.id IS NULL
    OR (i.user_id IS NOT NULL AND u.id IS NULL) OR (i.course_id IS NOT NULL AND c.id IS NULL)
    OR (i.activity_id IS NOT NULL AND a.id IS NULL) OR (i.program_id IS NOT NULL AND p.id IS NULL)
    OR (i.enrolment_id IS NOT NULL AND e.id IS NULL AND pe.id IS NULL)
    OR (i.record_id IS NOT NULL AND r.id IS NULL AND pr.id IS NULL)
    OR (i.work_id IS NOT NULL AND w.id IS NULL AND NOT i.erases)

-- name: item_matches_its_enrolment
SELECT ${item},
       'user ' || coalesce(CAST(i.user_id AS text), 'none')
       || ', course ' || coalesce(CAST(i.course_id AS text), 'none')
       || '; enrolment ' || e.id || ': user ' || e.user_id || ', course ' || e.course_id
       || coalesce('; record ' || r.id || ' of enrolment ' || r.enrolment_id, '')
       || coalesce('; activity record ' || w.id || ' of record ' || w.record_id, '') AS detail
  FROM progress_operationitem i
  JOIN records_enrolment e ON e.id = i.enrolment_id
  LEFT JOIN records_courserecord r ON r.id = i.record_id
  LEFT JOIN records_activityrecord w ON w.id = i.work_id
 WHERE i.program_id IS NULL
   AND (coalesce(i.user_id, 0) <> e.user_id OR coalesce(i.course_id, 0) <> e.course_id
        OR r.enrolment_id <> i.enrolment_id
        OR w.record_id <> coalesce(i.record_id, 0) OR w.activity_id <> coalesce(i.activity_id, 0))
 UNION ALL
SELECT ${item},
       'user ' || coalesce(CAST(i.user_id AS text), 'none') || ', program ' || i.program_id
       || '; enrolment ' || e.id || ': user ' || e.user_id || ', program ' || e.program_id
       || coalesce('; record ' || r.id || ' of enrolment ' || r.enrolment_id, '')
  FROM progress_operationitem i
  JOIN records_programenrolment e ON e.id = i.enrolment_id
  LEFT JOIN records_programrecord r ON r.id = i.record_id
 WHERE i.program_id IS NOT NULL
   AND (coalesce(i.user_id, 0) <> e.user_id OR i.program_id <> e.program_id OR r.enrolment_id <> i.enrolment_id)

-- name: item_names_one_content
SELECT ${item},
       'course ' || coalesce(CAST(i.course_id AS text), 'none')
       || ', activity ' || coalesce(i.activity_id || ' of course ' || a.course_id, 'none')
       || ', program ' || coalesce(CAST(i.program_id AS text), 'none') AS detail
  FROM progress_operationitem i
  LEFT JOIN catalog_activity a ON a.id = i.activity_id
 WHERE (i.program_id IS NOT NULL AND (i.course_id IS NOT NULL OR i.activity_id IS NOT NULL OR i.work_id IS NOT NULL))
    OR (i.activity_id IS NOT NULL AND a.course_id <> coalesce(i.course_id, 0))
    OR (i.activity_id IS NULL AND i.work_id IS NOT NULL)

-- name: item_is_complete
-- A mark finds or opens a record by the enrolment; a reset and an undo name the one that they change; the erase of an
-- activity changes all, and names the current one. An item that was forgotten names nobody, nor does one that was staged
-- to undo it.
SELECT ${item}, 'outcome ' || coalesce(i.outcome, 'none')
       || ', enrolment ' || coalesce(CAST(i.enrolment_id AS text), 'none')
       || ', record ' || coalesce(CAST(i.record_id AS text), 'none') AS detail
  FROM progress_operationitem i
  JOIN progress_operation o ON o.id = i.operation_id
 WHERE (i.faults = '' AND coalesce(i.outcome, '') NOT IN ('excluded', 'erased')
        AND (i.user_id IS NULL OR (i.course_id IS NULL AND i.program_id IS NULL))
        AND NOT (o.kind = 'undo' AND i.user_id IS NULL AND i.enrolment_id IS NULL AND coalesce(i.outcome, '') <> 'done'))
    OR (i.faults <> '' AND i.outcome IS NOT NULL)
    OR (i.outcome = 'done' AND ${was_applied}
        AND (i.enrolment_id IS NULL
             OR (i.record_id IS NULL AND o.kind <> 'mark_complete' AND NOT (i.erases AND i.activity_id IS NOT NULL))))

-- name: item_once_an_operation
SELECT 'progress_operationitem' AS table_name,
       'operation ' || i.operation_id || ', position ' || max(i.position) AS row_id,
       count(*) || ' items of user ' || i.user_id || ' and '
       || CASE WHEN i.activity_id IS NOT NULL THEN 'activity ' || i.activity_id
               WHEN i.program_id IS NOT NULL THEN 'program ' || i.program_id
               ELSE 'course ' || i.course_id END AS detail
  FROM progress_operationitem i
 WHERE i.faults = '' AND i.user_id IS NOT NULL AND coalesce(i.outcome, '') <> 'excluded'
 GROUP BY i.operation_id, i.user_id, i.course_id, i.activity_id, i.program_id
HAVING count(*) > 1

-- name: undo_item_matches_the_undone
-- What was erased since is listed in an undo, and skipped; an erase may have emptied either of the two.
SELECT ${item},
       CASE WHEN n.position IS NULL THEN 'no item at that position of operation ' || o.undo_of_id
            ELSE 'operation ' || n.operation_id || ': user ' || coalesce(CAST(n.user_id AS text), 'none')
                 || ', course ' || coalesce(CAST(n.course_id AS text), 'none')
                 || ', outcome ' || coalesce(n.outcome, 'none') END AS detail
  FROM progress_operation o
  JOIN progress_operationitem i ON i.operation_id = o.id
  LEFT JOIN progress_operationitem n ON n.operation_id = o.undo_of_id AND n.position = i.position
 WHERE o.undo_of_id IS NOT NULL
   AND (n.position IS NULL OR coalesce(n.outcome, '') NOT IN ('done', 'erased')
        OR n.user_id <> i.user_id OR n.enrolment_id <> i.enrolment_id
        OR (n.user_id IS NOT NULL AND i.user_id IS NOT NULL
            AND (coalesce(n.course_id, 0) <> coalesce(i.course_id, 0)
                 OR coalesce(n.activity_id, 0) <> coalesce(i.activity_id, 0)
                 OR coalesce(n.program_id, 0) <> coalesce(i.program_id, 0)))
        OR (i.outcome = 'done' AND ${was_applied} AND (n.record_id <> i.record_id OR n.user_id IS NULL)))

-- name: item_undone_once
SELECT 'progress_operationitem' AS table_name,
       'operation ' || max(o.id) || ', position ' || i.position AS row_id,
       count(*) || ' undos of the same item of operation ' || o.undo_of_id AS detail
  FROM progress_operation o
  JOIN progress_operationitem i ON i.operation_id = o.id
 WHERE o.undo_of_id IS NOT NULL AND i.outcome = 'done' AND ${was_applied}
 GROUP BY o.undo_of_id, i.position
HAVING count(*) > 1
