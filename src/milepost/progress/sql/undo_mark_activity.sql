-- Undo of the mark of one activity: what the learner really did in it comes to light. A row that the mark made, and in
-- which the learner has not worked, is voided.

-- fragment: joins
LEFT JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND ${current}
LEFT JOIN records_activityrecord w
  ON w.record_id = r.id AND w.activity_id = i.activity_id AND coalesce(w.waived_by_operation, 0) ${of_undone}
   AND ${live_work}
 AND (w.carried_from IS NULL OR w.waived_at >= r.opened_at)

-- fragment: decision
-- A mark of the whole course that stands, and came later, goes first.
CASE WHEN i.user_id IS NULL OR (w.id IS NULL AND ${erased_meanwhile}) THEN 'erased'
     WHEN ${is_archived} THEN 'archived'
     WHEN w.id IS NULL OR r.waived_at > w.waived_at THEN 'moved_on'
     ELSE 'done'
END

-- fragment: erased_meanwhile
EXISTS (SELECT 1 FROM records_courserecord gone
         WHERE gone.enrolment_id = i.enrolment_id AND gone.erased_at >= %(undone_at)s)

-- fragment: scores
CASE WHEN w.score IS NULL THEN 0 ELSE 1 END

-- name: void
UPDATE records_activityrecord AS w
   SET voided_at = %(now)s
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided} AND w.id = i.work_id AND coalesce(w.waived_by_operation, 0) ${of_undone}
   AND ${live_work}
   AND w.real_status = ''

-- name: withdraw
UPDATE records_activityrecord AS w
   SET status = w.real_status, progress = coalesce(w.real_progress, 0.0), score = w.real_score,
       completed_at = w.real_completed_at,
       completed_by = CASE WHEN w.real_status ${complete} THEN 'rule' ELSE '' END,
       waived_at = NULL, waived_by_operation = NULL, imported_seconds = NULL,
       real_status = '', real_progress = NULL, real_score = NULL, real_completed_at = NULL
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided} AND w.id = i.work_id AND coalesce(w.waived_by_operation, 0) ${of_undone}
   AND ${live_work}

-- name: events
${activity_event}
SELECT ${tx}, ${epoch}, 'completion.withdrawn', i.operation_id, i.user_id, i.course_id, i.activity_id, i.record_id,
       %(now)s, %(now)s, CASE WHEN w.voided_at IS NULL THEN '{"status": "' || w.status || '"}' ELSE '{}' END
  FROM progress_operationitem i
  LEFT JOIN records_activityrecord w ON w.id = i.work_id
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
