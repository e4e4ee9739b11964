-- Undo of the reset of one activity: its record is current again; or, where the course had been complete, n+1 is
-- voided and the completed record is current again (R30).

-- fragment: joins
LEFT JOIN records_courserecord r ON r.id = i.record_id
LEFT JOIN records_activityrecord w ON w.id = i.work_id
LEFT JOIN records_courserecord after
  ON after.enrolment_id = i.enrolment_id AND after.superseded_at IS NULL AND after.voided_at IS NULL

-- fragment: in_place
w.superseded_by_operation = %(undone)s

-- fragment: stands
-- Nothing has been built on it: no newer row of the activity, and no mark of the course since.
${current} AND (r.waived_at IS NULL OR r.waived_at < w.superseded_at)
AND NOT EXISTS (SELECT 1 FROM records_activityrecord newer
                 WHERE newer.record_id = w.record_id AND newer.activity_id = w.activity_id
                   AND newer.number > w.number AND newer.voided_at IS NULL)

-- fragment: next_is_untouched
-- The next record is the one that the reset opened, and nobody, learner or staff, has done anything in it.
r.superseded_by_operation = %(undone)s AND after.opened_by = 'reset' AND after.waived_at IS NULL
AND after.opened_at = r.superseded_at
AND NOT EXISTS (SELECT 1 FROM records_playersession p WHERE p.record_id = after.id)
AND NOT EXISTS (SELECT 1 FROM records_activityrecord x
                 WHERE x.record_id = after.id AND x.voided_at IS NULL
                   AND (x.number > 1 OR x.superseded_at IS NOT NULL OR x.waived_at >= after.opened_at
                        OR x.changed_at > after.opened_at))

-- fragment: decision
CASE WHEN ${erased_since} THEN 'erased'
     WHEN ${is_archived} THEN 'archived'
     WHEN ${in_place} AND ${stands} THEN 'done'
     WHEN ${next_is_untouched} THEN 'done'
     ELSE 'moved_on'
END

-- fragment: scores
CASE WHEN w.score IS NULL THEN 0 ELSE 1 END

-- name: expected
SELECT count(CASE WHEN w.superseded_by_operation = %(undone)s THEN 1 END)
       + count(DISTINCT CASE WHEN r.superseded_by_operation = %(undone)s THEN r.id END)
  FROM progress_operationitem i
  JOIN records_courserecord r ON r.id = i.record_id
  LEFT JOIN records_activityrecord w ON w.id = i.work_id
 WHERE ${chunk} AND ${decided}

-- fragment: reset_records
SELECT i.record_id FROM progress_operationitem i WHERE ${chunk} AND ${decided}

-- name: close_sessions
UPDATE records_playersession
   SET closed_at = %(now)s
 WHERE closed_at IS NULL
   AND record_id IN (SELECT r.id FROM records_courserecord r
                      WHERE r.id IN (${reset_records}) AND r.superseded_by_operation = %(undone)s)

-- name: void
UPDATE records_courserecord AS r
   SET voided_at = %(now)s
 WHERE ${current}
   AND r.enrolment_id IN (SELECT before.enrolment_id FROM records_courserecord before
                           WHERE before.id IN (${reset_records}) AND before.superseded_by_operation = %(undone)s)

-- name: restore_work
UPDATE records_activityrecord AS w
   SET superseded_at = NULL, superseded_by_operation = NULL
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided} AND w.id = i.work_id
   AND coalesce(w.superseded_by_operation, 0) ${of_undone}

-- name: restore
UPDATE records_courserecord AS r
   SET superseded_at = NULL, superseded_by_operation = NULL, notice_acknowledged_at = NULL
 WHERE r.id IN (${reset_records}) AND r.superseded_by_operation = %(undone)s

-- name: events
${activity_event}
SELECT ${tx}, ${epoch}, 'activity.restored', i.operation_id, i.user_id, i.course_id, i.activity_id, i.record_id,
       %(now)s, %(now)s, '{}'
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
