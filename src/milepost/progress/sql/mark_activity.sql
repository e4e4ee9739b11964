-- Mark one activity complete: one fact on its activity record, which is made if there is none (R20). What the learner
-- really did in it is put beneath.

-- fragment: joins
${live_joins}

-- fragment: decision
CASE WHEN ${not_enrolled} THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN ${is_legacy} THEN 'legacy'
     WHEN w.status ${complete} OR ${covered} THEN 'already_complete'
     ELSE 'done'
END

-- fragment: scores
CASE WHEN i.activity_id IN (SELECT a.id FROM catalog_activity a WHERE a.kind IN ('form', 'exam', 'certificate'))
     THEN 1 ELSE 0 END

-- fragment: full_score
CASE WHEN i.activity_id IN (SELECT a.id FROM catalog_activity a WHERE a.kind IN ('form', 'exam', 'certificate'))
     THEN 100.0 END

-- name: open_records
-- For learners who have no current record of the course; one, however many of its activities are marked.
INSERT INTO records_courserecord
       (enrolment_id, number, user_id, course_id, opened_by, opened_at, status, progress, success, completed_by,
        real_status, real_success)
SELECT e.id, coalesce((SELECT max(n.number) FROM records_courserecord n WHERE n.enrolment_id = e.id), 0) + 1,
       e.user_id, e.course_id, 'mark', %(now)s, 'started', 0.0, '', '', '', ''
  FROM records_enrolment e
 WHERE e.id IN (SELECT i.enrolment_id FROM progress_operationitem i
                 WHERE ${chunk} AND ${decided} AND i.record_id IS NULL)
   AND NOT EXISTS (SELECT 1 FROM records_courserecord r WHERE r.enrolment_id = e.id AND ${current})

-- name: waive
UPDATE records_activityrecord AS w
   SET waived_at = %(now)s, waived_by_operation = %(operation)s,
       real_status = w.status, real_progress = w.progress, real_score = w.score, real_completed_at = NULL,
       status = 'completed', progress = 100.0, score = ${full_score},
       completed_at = %(completed_at)s, completed_by = 'staff'
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided} AND w.id = i.work_id AND ${live_work} AND w.status NOT ${complete}

-- name: insert_waived
INSERT INTO records_activityrecord
       (record_id, activity_id, number, status, progress, score, seconds, state, changed_at, completed_at, completed_by,
        waived_at, waived_by_operation)
SELECT r.id, i.activity_id,
       coalesce((SELECT max(n.number) FROM records_activityrecord n
                  WHERE n.record_id = r.id AND n.activity_id = i.activity_id), 0) + 1,
       'completed', 100.0, ${full_score}, 0, '', %(now)s, %(completed_at)s, 'staff', %(now)s, %(operation)s
  FROM progress_operationitem i
  JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND ${current}
 WHERE ${chunk} AND ${decided} AND i.work_id IS NULL
   AND NOT EXISTS (SELECT 1 FROM records_activityrecord w
                    WHERE w.record_id = r.id AND w.activity_id = i.activity_id AND ${live_work})
 ORDER BY i.position

-- name: apply_details
-- For marks with details, once both kinds of rows are there.
UPDATE records_activityrecord AS w
   SET completed_at = coalesce(d.completed_at, w.completed_at), score = coalesce(d.score, w.score),
       imported_seconds = d.seconds, completed_by = CASE WHEN d.seconds IS NULL THEN 'staff' ELSE 'import' END
  FROM progress_operationitem i
  JOIN progress_itemdetail d ON ${detail_of_item}
  JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND ${current}
 WHERE ${chunk} AND ${decided} AND w.record_id = r.id AND w.activity_id = i.activity_id AND ${live_work}
   AND coalesce(w.waived_by_operation, 0) = i.operation_id

-- name: events
${activity_event}
SELECT ${tx}, ${epoch}, 'activity.completed', i.operation_id, i.user_id, i.course_id, i.activity_id, r.id,
       ${occurred_at}, %(now)s, '{' || ${how} || '}'
  FROM progress_operationitem i
  LEFT JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND ${current}
  ${with_detail}
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
