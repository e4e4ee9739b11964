-- The learner's path: launch, acknowledge, commit, roll up. One learner and one record a statement.

-- fragment: current
r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: rolled
-- The record that the roll-up is about (roll_up.sql).
%(record)s

-- fragment: programs_above
-- The program enrolments of the learner that the course belongs to (roll_up_programs.sql).
SELECT above.id
  FROM records_programenrolment above
  JOIN catalog_programcourse of_program ON of_program.program_id = above.program_id
 WHERE above.user_id = %(user)s AND of_program.course_id = %(course)s AND above.ended_at IS NULL

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
       p.id AS session_id, p.started_at, r.superseded_by_operation,
       CASE WHEN p.closed_at IS NULL AND ${current} THEN 1 ELSE 0 END AS is_open,
       CASE WHEN r.erased_at IS NULL THEN 0 ELSE 1 END AS is_erased
  FROM records_playersession p
  JOIN records_courserecord r ON r.id = p.record_id
 WHERE p.id = %(session)s

-- name: judged
-- The current record of an enrolment, as `session` has it, for what staff decide without a session.
SELECT r.id AS record_id, r.user_id, r.course_id, r.status, r.waived_at,
       CAST(NULL AS bigint) AS session_id, NULL AS started_at, r.superseded_by_operation, 1 AS is_open, 0 AS is_erased
  FROM records_courserecord r
 WHERE r.enrolment_id = %(enrolment)s AND ${current}

-- name: activity
-- What a commit has to know of its activity. `is_bound`: whether any rule says when it opens, to whomever; only then it
-- is worth to ask what the rules say (access.sql).
SELECT a.id, a.course_id, a.title, a.kind, a.pass_mark, a.min_seconds, a.completes, a.played_per_cent,
       CASE WHEN EXISTS (SELECT 1 FROM catalog_activitycontent k WHERE k.activity_id = a.id) THEN 1 ELSE 0 END AS has_content,
       CASE WHEN c.sequential OR a.opens_on IS NOT NULL OR a.opens_after_days IS NOT NULL
              OR EXISTS (SELECT 1 FROM catalog_activityprerequisite q WHERE q.activity_id = a.id)
              OR EXISTS (SELECT 1 FROM catalog_courseprerequisite q WHERE q.course_id = c.id)
              OR EXISTS (SELECT 1 FROM catalog_programcourse pc JOIN catalog_program g ON g.id = pc.program_id
                          WHERE pc.course_id = c.id
                            AND (g.sequential OR pc.opens_on IS NOT NULL OR pc.opens_after_days IS NOT NULL))
            THEN 1 ELSE 0 END AS is_bound
  FROM catalog_activity a
  JOIN catalog_course c ON c.id = a.course_id
 WHERE a.id = %(activity)s AND a.course_id = %(course)s AND a.retired_at IS NULL

-- name: work
-- The activity record that a commit writes into: the newest, unless a reset or an undo has closed it.
SELECT w.number, w.status, CASE WHEN ${live_work} THEN 0 ELSE 1 END AS is_closed, w.seconds
  FROM records_activityrecord w
 WHERE w.record_id = %(record)s AND w.activity_id = %(activity)s
 ORDER BY w.number DESC
 LIMIT 1

-- fragment: kept
-- Once completed, status, score and date stay; beneath a mark of the activity that is so for what was really done.
w.status ${complete}

-- fragment: kept_beneath
w.real_status ${complete}

-- fragment: undecided
-- A report that decides nothing leaves the status as it is, once there is one.
%(decides)s = 0 AND w.status <> 'started'

-- fragment: undecided_beneath
%(decides)s = 0 AND w.real_status NOT IN ('', 'started')

-- name: write_work
-- Time adds up, the bookmark is stored. A marked activity shows what it did; the work goes beneath (R22).
INSERT INTO records_activityrecord AS w
       (record_id, activity_id, number, status, progress, score, seconds, state, started_at, changed_at,
        completed_at, completed_by)
VALUES (%(record)s, %(activity)s, %(number)s, %(status)s, %(progress)s, %(score)s, %(seconds)s, %(state)s,
        %(now)s, %(now)s, %(completed_at)s, %(completed_by)s)
    ON CONFLICT (record_id, activity_id, number) DO UPDATE
   SET seconds = w.seconds + excluded.seconds,
       state = CASE WHEN %(has_state)s = 1 THEN excluded.state ELSE w.state END,
       started_at = coalesce(w.started_at, excluded.started_at),
       changed_at = excluded.changed_at,
       progress = CASE WHEN ${kept} THEN w.progress ELSE ${max_of_two}(w.progress, excluded.progress) END,
       score = CASE WHEN ${kept} OR excluded.score IS NULL THEN w.score ELSE excluded.score END,
       completed_at = CASE WHEN ${kept} THEN w.completed_at ELSE excluded.completed_at END,
       completed_by = CASE WHEN ${kept} THEN w.completed_by ELSE excluded.completed_by END,
       status = CASE WHEN ${kept} OR (${undecided}) THEN w.status ELSE excluded.status END,
       real_progress = CASE WHEN w.waived_at IS NULL OR ${kept_beneath} THEN w.real_progress
                            ELSE ${max_of_two}(coalesce(w.real_progress, 0.0), excluded.progress) END,
       real_score = CASE WHEN w.waived_at IS NULL OR ${kept_beneath} OR excluded.score IS NULL THEN w.real_score
                         ELSE excluded.score END,
       real_completed_at = CASE WHEN w.waived_at IS NULL OR ${kept_beneath} THEN w.real_completed_at
                                ELSE excluded.completed_at END,
       real_status = CASE WHEN w.waived_at IS NULL OR ${kept_beneath} OR (${undecided_beneath}) THEN w.real_status
                          ELSE excluded.status END

-- name: event
INSERT INTO ledger_event (tx, epoch, kind, user_id, course_id, activity_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, %(kind)s, r.user_id, r.course_id, %(activity)s, r.id, %(now)s, %(now)s,
       %(data)s
  FROM records_courserecord r
 WHERE r.id = %(record)s

-- name: session_status
SELECT status FROM records_courserecord WHERE id = %(record)s
