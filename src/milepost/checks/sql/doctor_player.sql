-- What learners have answered, handed in and written, and what staff have judged.

-- fragment: placed
-- Every row of work with its place.
SELECT 'player_attempt' AS table_name, t.id, t.record_id, t.activity_id, t.number FROM player_attempt t
 UNION ALL
SELECT 'player_submission', t.id, t.record_id, t.activity_id, t.number FROM player_submission t
 UNION ALL
SELECT 'player_assessment', t.id, t.record_id, t.activity_id, t.number FROM player_assessment t
 UNION ALL
SELECT 'player_attendance', t.id, t.record_id, t.activity_id, t.number FROM player_attendance t
 UNION ALL
SELECT 'player_post', t.id, t.record_id, t.activity_id, t.number FROM player_post t WHERE t.record_id IS NOT NULL

-- fragment: graded
SELECT 'player_submission' AS table_name, t.id, t.graded_at, t.graded_by_id, t.score, t.passed, t.comment, TRUE AS counts
  FROM player_submission t
 UNION ALL
SELECT 'player_post', t.id, t.graded_at, t.graded_by_id, t.score, t.passed, t.comment, t.counts FROM player_post t

-- name: played_work_has_its_record
-- Ungraded posts stay when the course or the activity is erased (R6).
SELECT t.table_name, 'id ' || t.id AS row_id,
       'record ' || t.record_id || ', activity ' || t.activity_id || ', number ' || coalesce(CAST(t.number AS text), 'none')
       AS detail
  FROM (${placed}) t
  LEFT JOIN records_activityrecord w
    ON w.record_id = t.record_id AND w.activity_id = t.activity_id AND w.number = t.number
 WHERE w.id IS NULL
   AND NOT (t.table_name = 'player_post' AND t.id IN (SELECT p.id FROM player_post p WHERE NOT p.counts))

-- name: attempt_is_whole
SELECT 'player_attempt' AS table_name, 'id ' || t.id AS row_id,
       a.kind || ', score ' || coalesce(CAST(t.score AS text), 'none') AS detail
  FROM player_attempt t
  LEFT JOIN catalog_activity a ON a.id = t.activity_id
 WHERE coalesce(a.kind, '') NOT IN ('exam', 'form') OR NOT (t.score BETWEEN 0 AND 100) OR t.submitted_at < t.begun_at
    OR CASE WHEN t.submitted_at IS NOT NULL AND a.kind = 'exam' THEN t.score IS NULL
            ELSE t.score IS NOT NULL OR t.passed IS NOT NULL END

-- name: grade_is_whole
-- Who graded is not known where that was the system itself.
SELECT t.table_name, 'id ' || t.id AS row_id,
       'graded_at ' || coalesce(CAST(t.graded_at AS text), 'none') || ', score '
       || coalesce(CAST(t.score AS text), 'none') AS detail
  FROM (${graded}) t
 WHERE CASE WHEN t.graded_at IS NULL
            THEN t.graded_by_id IS NOT NULL OR t.score IS NOT NULL OR t.passed IS NOT NULL OR t.comment <> ''
            ELSE NOT t.counts OR coalesce(NOT (t.score BETWEEN 0 AND 100), FALSE) END

-- name: assessment_is_whole
SELECT 'player_assessment' AS table_name, 'id ' || t.id AS row_id,
       'confirmed_at ' || coalesce(CAST(t.confirmed_at AS text), 'none') AS detail
  FROM player_assessment t
 WHERE (t.confirmed_at IS NULL) <> (t.passed IS NULL)

-- name: post_is_whole
-- What an erase has emptied is a place in a discussion, and nothing else.
SELECT 'player_post' AS table_name, 'id ' || t.id AS row_id,
       'user ' || coalesce(CAST(t.user_id AS text), 'none') || ', posted_at '
       || coalesce(CAST(t.posted_at AS text), 'none') AS detail
  FROM player_post t
  LEFT JOIN records_courserecord r ON r.id = t.record_id
 WHERE (t.record_id IS NULL) <> (t.number IS NULL)
    OR (t.record_id IS NOT NULL AND coalesce(t.user_id <> r.user_id, TRUE))
    OR (t.removed_at IS NOT NULL AND t.text <> '')
    OR (t.posted_at IS NULL
        AND (t.user_id IS NOT NULL OR t.text <> '' OR t.removed_at IS NOT NULL OR t.graded_at IS NOT NULL OR t.asks))

-- name: reply_is_in_the_discussion
SELECT 'player_post' AS table_name, 'id ' || t.id AS row_id,
       'activity ' || t.activity_id || ', reply to one on activity ' || o.activity_id AS detail
  FROM player_post t
  JOIN player_post o ON o.id = t.reply_to_id
 WHERE o.activity_id <> t.activity_id

-- name: heard_is_of_the_learner
SELECT 'player_heard' AS table_name, 'session_id ' || t.session_id AS row_id,
       'user ' || t.user_id || ', session of user ' || r.user_id AS detail
  FROM player_heard t
  JOIN records_playersession p ON p.id = t.session_id
  JOIN records_courserecord r ON r.id = p.record_id
 WHERE r.user_id <> t.user_id

-- name: note_is_on_the_course
SELECT 'player_note' AS table_name, 'id ' || t.id AS row_id,
       'course ' || t.course_id || ', activity ' || t.activity_id AS detail
  FROM player_note t
  JOIN catalog_activity a ON a.id = t.activity_id
 WHERE a.course_id <> t.course_id
