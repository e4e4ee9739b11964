-- How a course record follows the work in it. The learner's path and the staff's use the same words; each says with
-- ${rolled} which records are meant.

-- fragment: complete
IN ('completed', 'passed')

-- fragment: live_work
w.superseded_at IS NULL AND w.voided_at IS NULL

-- fragment: sums
-- What the work in a record amounts to: required activities, how far they are, the weighted mean of the scores. An
-- activity without work counts as 0 %%.
SELECT r.id AS record_id,
       count(CASE WHEN a.required THEN 1 END) AS required,
       count(CASE WHEN a.required AND w.status ${complete} THEN 1 END) AS completed,
       count(CASE WHEN a.required AND w.status = 'failed' THEN 1 END) AS failed,
       count(CASE WHEN w.status = 'passed' THEN 1 END) AS passed,
       count(w.id) AS touched,
       sum(CASE WHEN NOT a.required THEN 0.0 WHEN w.status ${complete} THEN 100.0
                ELSE coalesce(w.progress, 0.0) END) AS progress,
       sum(CASE WHEN w.score IS NOT NULL THEN a.weight * w.score END) AS weighted,
       sum(CASE WHEN w.score IS NOT NULL THEN a.weight END) AS weight,
       max(CASE WHEN a.required AND w.status ${complete} THEN w.completed_at END) AS completed_at
  FROM records_courserecord r
  LEFT JOIN catalog_activity a ON a.course_id = r.course_id AND a.retired_at IS NULL
  LEFT JOIN records_activityrecord w ON w.record_id = r.id AND w.activity_id = a.id AND ${live_work}
 WHERE r.id IN (${rolled})
 GROUP BY r.id

-- fragment: rolled_up
-- A course without required activities is never complete by rule (R27). It is complete when the last of them was.
SELECT s.record_id,
       CASE WHEN s.required > 0 AND s.completed = s.required
            THEN CASE WHEN s.passed > 0 THEN 'passed' ELSE 'completed' END
            WHEN s.failed > 0 THEN 'failed'
            WHEN s.touched > 0 THEN 'active'
            ELSE 'started' END AS status,
       CAST(CASE WHEN s.required > 0 THEN s.progress / s.required ELSE 0.0 END AS double precision) AS progress,
       CASE WHEN s.required > 0 AND s.completed = s.required AND s.passed > 0 THEN 'passed'
            WHEN s.failed > 0 THEN 'failed' ELSE '' END AS success,
       CAST(CASE WHEN s.weight > 0 THEN s.weighted / s.weight END AS double precision) AS score,
       CASE WHEN s.required > 0 AND s.completed = s.required
            THEN ${min_of_two}(coalesce(s.completed_at, %(now)s), %(now)s) END AS completed_at
  FROM (${sums}) s

-- name: course_completions
-- Within an operation, and written before the records change: who is about to be complete by rule.
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, course_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'course.completed', %(operation)s, r.user_id, r.course_id, r.id, u.completed_at, %(now)s,
       '{"manually": false}'
  FROM (${rolled_up}) u
  JOIN records_courserecord r ON r.id = u.record_id
 WHERE u.status ${complete} AND r.waived_at IS NULL AND r.status NOT ${complete}
 ORDER BY r.id

-- name: roll_up
-- A completed record stays as it is: only an operation changes it.
UPDATE records_courserecord AS r
   SET status = u.status, progress = u.progress, success = u.success, score = u.score,
       completed_at = u.completed_at,
       completed_by = CASE WHEN u.status ${complete} THEN 'rule' ELSE '' END
  FROM (${rolled_up}) u
 WHERE r.id = u.record_id AND r.waived_at IS NULL AND r.status NOT ${complete}

-- name: roll_up_beneath
-- Under a mark the learner's own work is kept beneath it, and what is shown stays (R22).
UPDATE records_courserecord AS r
   SET real_status = u.status, real_progress = u.progress, real_success = u.success, real_score = u.score,
       real_completed_at = u.completed_at
  FROM (${rolled_up}) u
 WHERE r.id = u.record_id AND r.waived_at IS NOT NULL AND r.real_status NOT ${complete}
