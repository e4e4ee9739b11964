-- What is left of a learner in a course. Each row: where it stands, what it is, how many.

-- fragment: of_both
user_id = %(user)s AND course_id = %(course)s

-- fragment: their_records
SELECT id FROM records_courserecord WHERE enrolment_id IN (SELECT e.id FROM records_enrolment e WHERE ${of_both})

-- name: leftovers
SELECT 'enrolment' AS what, count(*) AS number FROM records_enrolment WHERE ${of_both}
 UNION ALL
SELECT 'records', count(*) FROM records_courserecord WHERE id IN (${their_records}) AND erased_at IS NULL
 UNION ALL
SELECT 'tombstones', count(*) FROM records_courserecord WHERE id IN (${their_records}) AND erased_at IS NOT NULL
 UNION ALL
SELECT 'activity_records', count(*) FROM records_activityrecord WHERE record_id IN (${their_records})
 UNION ALL
SELECT 'sessions', count(*) FROM records_playersession p
 WHERE p.record_id IN (SELECT r.id FROM records_courserecord r WHERE r.id IN (${their_records}) AND r.erased_at IS NULL)
 UNION ALL
SELECT 'emptied_sessions', count(*) FROM records_playersession p
 WHERE p.record_id IN (SELECT r.id FROM records_courserecord r
                        WHERE r.id IN (${their_records}) AND r.erased_at IS NOT NULL)
 UNION ALL
SELECT 'late_commits', count(*) FROM records_latecommit
 WHERE session_id IN (SELECT p.id FROM records_playersession p WHERE p.record_id IN (${their_records}))
 UNION ALL
SELECT 'attempts', count(*) FROM player_attempt WHERE record_id IN (${their_records})
 UNION ALL
SELECT 'submissions', count(*) FROM player_submission WHERE record_id IN (${their_records})
 UNION ALL
SELECT 'assessments', count(*) FROM player_assessment WHERE record_id IN (${their_records})
 UNION ALL
SELECT 'attendance', count(*) FROM player_attendance WHERE record_id IN (${their_records})
 UNION ALL
SELECT 'graded_posts', count(*) FROM player_post WHERE record_id IN (${their_records}) AND counts
 UNION ALL
SELECT 'reports_of_time', count(*) FROM player_heard
 WHERE session_id IN (SELECT p.id FROM records_playersession p WHERE p.record_id IN (${their_records}))
 UNION ALL
SELECT 'posts', count(*) FROM player_post WHERE record_id IN (${their_records}) AND NOT counts
 UNION ALL
SELECT 'notes', count(*) FROM player_note WHERE ${of_both}
 UNION ALL
SELECT 'events', count(*) FROM ledger_event
 WHERE program_id IS NULL AND record_id IN (${their_records}) AND kind NOT IN ('erased', 'progress.erased')
 UNION ALL
SELECT 'erasures', count(*) FROM ledger_event
 WHERE program_id IS NULL AND record_id IN (${their_records}) AND kind = 'progress.erased'
 UNION ALL
SELECT 'redacted_events', count(*) FROM ledger_event
 WHERE program_id IS NULL AND record_id IN (${their_records}) AND kind = 'erased'
 UNION ALL
SELECT 'operation_items', count(*) FROM progress_operationitem WHERE ${of_both}
 UNION ALL
SELECT 'holds', count(*) FROM records_hold
 WHERE lifted_at IS NULL AND (user_id IS NULL OR user_id = %(user)s) AND (course_id IS NULL OR course_id = %(course)s)
 UNION ALL
SELECT 'tags', count(*) FROM people_tag_users WHERE user_id = %(user)s
 UNION ALL
SELECT 'groups', count(*) FROM people_group_users WHERE user_id = %(user)s
