-- What goes with the erased records of a course (R3; tombstone.sql).

-- fragment: activities
(SELECT count(*) FROM records_activityrecord w JOIN records_courserecord x ON x.id = w.record_id
  WHERE x.enrolment_id = i.enrolment_id)

-- fragment: scores
(SELECT count(w.score) FROM records_activityrecord w JOIN records_courserecord x ON x.id = w.record_id
  WHERE x.enrolment_id = i.enrolment_id)

-- fragment: event_of_kind
(CASE WHEN v.program_id IS NULL THEN TRUE ELSE FALSE END)

-- fragment: notice_of_older
, notice_acknowledged_at = %(now)s

-- fragment: notice_of_newest
-- It is due at the next launch (R13).
, notice_acknowledged_at = NULL

-- name: erase_late_commits
DELETE FROM records_latecommit
 WHERE session_id IN (SELECT p.id FROM records_playersession p WHERE p.record_id IN (${gone}))

-- name: erase_sessions
DELETE FROM records_playersession WHERE closed_at IS NOT NULL AND record_id IN (${gone})

-- name: strip_sessions
-- A page that is still open asks for its session once more, and is to be told.
UPDATE records_playersession
   SET started_at = %(now)s, seen_at = %(now)s, closed_at = %(now)s
 WHERE record_id IN (${gone})

-- name: erase_work
DELETE FROM records_activityrecord WHERE record_id IN (${gone})
