-- The learner's path: launch, acknowledge, commit, roll up. One learner and one record a statement.

-- fragment: current
r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: complete
IN ('completed', 'passed')

-- name: lock_newest
-- In a statement of its own; what to do is decided in the next one (DESIGN section 4).
SELECT r.id
  FROM records_courserecord r
 WHERE r.enrolment_id = %(enrolment)s
   AND r.number = (SELECT max(n.number) FROM records_courserecord n WHERE n.enrolment_id = %(enrolment)s)
 ${for_update_of_r}

-- name: current_record
SELECT r.id, r.number, r.status, r.opened_by
  FROM records_courserecord r
 WHERE r.enrolment_id = %(enrolment)s AND ${current}

-- name: due_notice
-- The newest reset that the learner has not acknowledged (R13). An undone reset leaves no trace here.
SELECT r.superseded_by_operation, r.superseded_at
  FROM records_courserecord r
 WHERE r.enrolment_id = %(enrolment)s AND r.superseded_by_operation IS NOT NULL
   AND r.voided_at IS NULL AND r.notice_acknowledged_at IS NULL
 ORDER BY r.number DESC
 LIMIT 1

-- name: acknowledge
UPDATE records_courserecord AS r
   SET notice_acknowledged_at = %(now)s
 WHERE r.enrolment_id = %(enrolment)s AND r.superseded_by_operation IS NOT NULL
   AND r.voided_at IS NULL AND r.notice_acknowledged_at IS NULL

-- name: newest_was_reset
-- Whether the newest record that was not voided was closed by an operation: then a launch is a restart.
SELECT r.superseded_by_operation IS NOT NULL
  FROM records_courserecord r
 WHERE r.enrolment_id = %(enrolment)s AND r.voided_at IS NULL
 ORDER BY r.number DESC
 LIMIT 1

-- name: supersede_for_restart
-- The restart setting of the enrolment: a launch after completion closes the completed record.
UPDATE records_courserecord AS r
   SET superseded_at = %(now)s
 WHERE r.id = %(record)s AND ${current}

-- name: open_record
-- Nothing is inserted when somebody else was faster; the launch then starts over. Whether there is a current record
-- is asked again here, in the very statement that takes the next number: between two statements somebody may have
-- opened one where there was none to lock.
INSERT INTO records_courserecord
       (enrolment_id, number, user_id, course_id, opened_by, opened_at, status, progress, success, completed_by,
        real_status, real_success)
SELECT e.id, coalesce((SELECT max(n.number) FROM records_courserecord n WHERE n.enrolment_id = e.id), 0) + 1,
       e.user_id, e.course_id, %(opened_by)s, %(now)s, 'started', 0.0, '', '', '', ''
  FROM records_enrolment e
 WHERE e.id = %(enrolment)s
   AND NOT EXISTS (SELECT 1 FROM records_courserecord r WHERE r.enrolment_id = e.id AND ${current})
    ON CONFLICT (enrolment_id, number) DO NOTHING

-- name: lock_session
SELECT r.id
  FROM records_courserecord r
  JOIN records_playersession p ON p.record_id = r.id
 WHERE p.id = %(session)s
 ${for_update_of_r}

-- name: session
SELECT r.id AS record_id, r.user_id, r.course_id, r.status, r.waived_at,
       CASE WHEN p.closed_at IS NULL AND ${current} THEN 1 ELSE 0 END AS is_open
  FROM records_playersession p
  JOIN records_courserecord r ON r.id = p.record_id
 WHERE p.id = %(session)s

-- name: work
-- The activity record that a commit writes into: the newest that no reset has closed.
SELECT w.number, w.status, w.superseded_at IS NOT NULL AS is_closed
  FROM records_activityrecord w
 WHERE w.record_id = %(record)s AND w.activity_id = %(activity)s
 ORDER BY w.number DESC
 LIMIT 1

-- name: write_work
-- Time adds up. Once completed, status, score and date stay; state and time are still stored.
INSERT INTO records_activityrecord AS w
       (record_id, activity_id, number, status, progress, score, seconds, state, started_at, changed_at,
        completed_at, completed_by)
VALUES (%(record)s, %(activity)s, %(number)s, %(status)s, %(progress)s, %(score)s, %(seconds)s, %(state)s,
        %(now)s, %(now)s, %(completed_at)s, %(completed_by)s)
    ON CONFLICT (record_id, activity_id, number) DO UPDATE
   SET seconds = w.seconds + excluded.seconds,
       state = CASE WHEN %(has_state)s = 1 THEN excluded.state ELSE w.state END,
       changed_at = excluded.changed_at,
       progress = CASE WHEN w.status ${complete} THEN w.progress
                       ELSE ${max_of_two}(w.progress, excluded.progress) END,
       score = CASE WHEN w.status ${complete} OR excluded.score IS NULL THEN w.score ELSE excluded.score END,
       completed_at = CASE WHEN w.status ${complete} THEN w.completed_at ELSE excluded.completed_at END,
       completed_by = CASE WHEN w.status ${complete} THEN w.completed_by ELSE excluded.completed_by END,
       status = CASE WHEN w.status ${complete} THEN w.status ELSE excluded.status END

-- fragment: sums
-- What the learner's own work in a record amounts to: required activities, how far they are, the weighted mean of
-- the scores. An activity without work counts as 0 %%.
SELECT count(CASE WHEN a.required THEN 1 END) AS required,
       count(CASE WHEN a.required AND w.status ${complete} THEN 1 END) AS completed,
       count(CASE WHEN a.required AND w.status = 'failed' THEN 1 END) AS failed,
       count(CASE WHEN w.status = 'passed' THEN 1 END) AS passed,
       count(w.id) AS touched,
       sum(CASE WHEN NOT a.required THEN 0.0 WHEN w.status ${complete} THEN 100.0
                ELSE coalesce(w.progress, 0.0) END) AS progress,
       sum(CASE WHEN w.score IS NOT NULL THEN a.weight * w.score END) AS weighted,
       sum(CASE WHEN w.score IS NOT NULL THEN a.weight END) AS weight
  FROM catalog_activity a
  LEFT JOIN records_activityrecord w
    ON w.activity_id = a.id AND w.record_id = %(record)s AND w.superseded_at IS NULL
 WHERE a.retired_at IS NULL AND a.course_id = %(course)s

-- fragment: rolled_up
-- A course without required activities is never complete by rule (R27).
SELECT CASE WHEN s.required > 0 AND s.completed = s.required
            THEN CASE WHEN s.passed > 0 THEN 'passed' ELSE 'completed' END
            WHEN s.failed > 0 THEN 'failed'
            WHEN s.touched > 0 THEN 'active'
            ELSE 'started' END AS status,
       CAST(CASE WHEN s.required > 0 THEN s.progress / s.required ELSE 0.0 END AS double precision) AS progress,
       CASE WHEN s.required > 0 AND s.completed = s.required AND s.passed > 0 THEN 'passed'
            WHEN s.failed > 0 THEN 'failed' ELSE '' END AS success,
       CAST(CASE WHEN s.weight > 0 THEN s.weighted / s.weight END AS double precision) AS score
  FROM (${sums}) s

-- name: roll_up
-- A completed record stays as it is: only an operation changes it.
UPDATE records_courserecord AS r
   SET status = u.status, progress = u.progress, success = u.success, score = u.score,
       completed_at = CASE WHEN u.status ${complete} THEN %(now)s END,
       completed_by = CASE WHEN u.status ${complete} THEN 'rule' ELSE '' END
  FROM (${rolled_up}) u
 WHERE r.id = %(record)s AND r.waived_at IS NULL AND r.status NOT ${complete}

-- name: roll_up_beneath
-- Under a mark the learner's own work is kept beneath it, and what is shown stays (R22).
UPDATE records_courserecord AS r
   SET real_status = u.status, real_progress = u.progress, real_success = u.success, real_score = u.score,
       real_completed_at = CASE WHEN u.status ${complete} THEN %(now)s END
  FROM (${rolled_up}) u
 WHERE r.id = %(record)s AND r.waived_at IS NOT NULL AND r.real_status NOT ${complete}

-- name: event
INSERT INTO ledger_event (tx, epoch, kind, user_id, course_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, 0, %(kind)s, r.user_id, r.course_id, r.id, %(now)s, %(now)s, %(data)s
  FROM records_courserecord r
 WHERE r.id = %(record)s

-- name: session_status
SELECT status FROM records_courserecord WHERE id = %(record)s
