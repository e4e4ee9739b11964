-- What goes with erased records, or with one activity of them. ${at_gone} says which rows are meant (erasing.py).

-- name: files
SELECT t.file FROM player_submission t WHERE t.file IS NOT NULL AND ${at_gone}

-- name: strip_posts
-- Removed is what has neither author nor words; when, is not to be told.
UPDATE player_post AS t
   SET user_id = NULL, record_id = NULL, number = NULL, text = '', posted_at = NULL, removed_at = NULL, asks = FALSE,
       graded_at = NULL, graded_by_id = NULL, score = NULL, passed = NULL, comment = ''
 WHERE t.counts AND ${at_gone}

-- name: delete_posts
-- Emptied rows that nothing hangs on; those of earlier erases too, whose replies have gone since.
DELETE FROM player_post AS t
 WHERE t.user_id IS NULL AND t.posted_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM player_post reply WHERE reply.reply_to_id = t.id)

-- name: erase_attempts
DELETE FROM player_attempt AS t WHERE ${at_gone}

-- name: erase_submissions
DELETE FROM player_submission AS t WHERE ${at_gone}

-- name: erase_assessments
DELETE FROM player_assessment AS t WHERE ${at_gone}

-- name: erase_attendance
DELETE FROM player_attendance AS t WHERE ${at_gone}

-- name: erase_heard
DELETE FROM player_heard
 WHERE session_id IN (SELECT p.id FROM records_playersession p WHERE p.record_id IN (${gone}))
