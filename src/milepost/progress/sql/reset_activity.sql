-- Reset one activity (R14). Under way: its activity record is superseded. In a completed course: the course record is
-- superseded, and n+1 opens at once with the other activities carried over.

-- fragment: joins
${live_joins}

-- fragment: decision
CASE WHEN ${has_left} THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN ${is_legacy} THEN 'legacy'
     WHEN w.id IS NULL AND NOT coalesce(${covered}, FALSE) THEN 'nothing_to_reset'
     ELSE 'done'
END

-- fragment: scores
CASE WHEN w.score IS NULL THEN 0 ELSE 1 END

-- fragment: reset_records
-- The course records that the activities of this chunk were reset in.
SELECT i.record_id FROM progress_operationitem i WHERE ${chunk} AND ${decided}

-- name: expected
-- A change for each activity of a course under way, one for each completed record.
SELECT count(CASE WHEN r.status NOT ${complete} THEN 1 END)
       + count(DISTINCT CASE WHEN r.status ${complete} THEN r.id END)
  FROM progress_operationitem i
  JOIN records_courserecord r ON r.id = i.record_id
 WHERE ${chunk} AND ${decided}

-- name: supersede_work
UPDATE records_activityrecord AS w
   SET superseded_at = %(now)s, superseded_by_operation = %(operation)s
  FROM progress_operationitem i
  JOIN records_courserecord r ON r.id = i.record_id
 WHERE ${chunk} AND ${decided} AND w.id = i.work_id AND ${live_work} AND ${current}
   AND r.status NOT ${complete}

-- name: supersede
-- No notice is due: the course does not start from its beginning.
UPDATE records_courserecord AS r
   SET superseded_at = %(now)s, superseded_by_operation = %(operation)s, notice_acknowledged_at = %(now)s
 WHERE r.id IN (${reset_records}) AND ${current} AND r.status ${complete}

-- name: open_next
INSERT INTO records_courserecord
       (enrolment_id, number, user_id, course_id, opened_by, opened_at, status, progress, success, completed_by,
        real_status, real_success)
SELECT r.enrolment_id,
       (SELECT max(n.number) FROM records_courserecord n WHERE n.enrolment_id = r.enrolment_id) + 1,
       r.user_id, r.course_id, 'reset', %(now)s, 'started', 0.0, '', '', '', ''
  FROM records_courserecord r
 WHERE r.id IN (${reset_records}) AND r.superseded_by_operation = %(operation)s

-- fragment: carried
-- What a mark of the whole course covered, and the learner had not completed by then, becomes explicit in n+1.
before.waived_at IS NOT NULL AND a.created_at <= before.waived_at AND (NOT a.legacy OR a.kind = 'ebook')
AND (w.id IS NULL OR w.status NOT ${complete} OR (w.waived_at IS NULL AND w.completed_at > before.waived_at))

-- name: carry
INSERT INTO records_activityrecord
       (record_id, activity_id, number, status, progress, score, seconds, state, started_at, changed_at,
        completed_at, completed_by, waived_at, waived_by_operation, carried_from,
        real_status, real_progress, real_score, real_completed_at)
SELECT r.id, a.id, 1,
       CASE WHEN ${carried} THEN 'completed' ELSE w.status END,
       CASE WHEN ${carried} THEN 100.0 ELSE w.progress END,
       CASE WHEN ${carried} THEN CASE WHEN a.kind IN ('form', 'exam', 'certificate') THEN 100.0 END ELSE w.score END,
       0, coalesce(w.state, ''), w.started_at, %(now)s,
       CASE WHEN ${carried} THEN before.completed_at ELSE w.completed_at END,
       CASE WHEN ${carried} THEN before.completed_by ELSE w.completed_by END,
       CASE WHEN ${carried} THEN before.waived_at ELSE w.waived_at END,
       CASE WHEN ${carried} THEN before.waived_by_operation ELSE w.waived_by_operation END,
       w.id,
       CASE WHEN ${carried} THEN coalesce(w.status, '') ELSE w.real_status END,
       CASE WHEN ${carried} THEN w.progress ELSE w.real_progress END,
       CASE WHEN ${carried} THEN w.score ELSE w.real_score END,
       CASE WHEN ${carried} THEN w.completed_at ELSE w.real_completed_at END
  FROM records_courserecord before
  JOIN records_courserecord r ON r.enrolment_id = before.enrolment_id AND ${current}
  JOIN catalog_activity a ON a.course_id = before.course_id AND a.retired_at IS NULL
  LEFT JOIN records_activityrecord w ON w.record_id = before.id AND w.activity_id = a.id AND ${live_work}
 WHERE before.id IN (${reset_records}) AND before.superseded_by_operation = %(operation)s
   AND (w.id IS NOT NULL OR ${carried})
   AND (before.id, a.id) NOT IN (SELECT i.record_id, i.activity_id FROM progress_operationitem i
                                  WHERE ${chunk} AND ${decided})
 ORDER BY r.id, a.id

-- name: events
${activity_event}
SELECT ${tx}, ${epoch}, 'activity.reset', i.operation_id, i.user_id, i.course_id, i.activity_id, i.record_id,
       %(now)s, %(now)s, '{}'
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
