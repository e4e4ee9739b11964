-- What learners see of themselves besides how far they are (reading.sql).

-- fragment: shown
-- Neither what an undo took back nor what an erase has left (R3).
r.voided_at IS NULL AND r.erased_at IS NULL

-- name: due_notices
-- The newest reset of each course that the learner has not acknowledged (R13), and whether it has left anything.
SELECT c.uuid AS course, r.superseded_by_operation AS operation_id, r.superseded_at AS reset_at,
       CASE WHEN EXISTS (SELECT 1 FROM records_courserecord k
                          WHERE k.enrolment_id = e.id AND k.voided_at IS NULL AND k.erased_at IS NULL
                            AND k.superseded_at IS NOT NULL) THEN 1 ELSE 0 END AS is_kept
  FROM records_enrolment e
  JOIN records_courserecord r ON r.enrolment_id = e.id
  JOIN catalog_course c ON c.id = e.course_id
 WHERE e.user_id = %(user)s AND e.ended_at IS NULL
   AND r.superseded_by_operation IS NOT NULL AND r.voided_at IS NULL AND r.notice_acknowledged_at IS NULL
   AND r.number = (SELECT max(n.number) FROM records_courserecord n
                    WHERE n.enrolment_id = e.id AND n.superseded_by_operation IS NOT NULL
                      AND n.voided_at IS NULL AND n.notice_acknowledged_at IS NULL)

-- name: course_records
-- Every learning record, the newest first, with the time spent in it.
SELECT r.id, r.number, c.uuid AS course, c.title, r.opened_by, r.opened_at, r.status, r.score, r.completed_at,
       r.completed_by, r.superseded_at,
       coalesce(r.imported_seconds, 0)
       + coalesce((SELECT sum(w.seconds + CASE WHEN w.carried_from IS NULL AND w.voided_at IS NULL
                                               THEN coalesce(w.imported_seconds, 0) ELSE 0 END)
                     FROM records_activityrecord w WHERE w.record_id = r.id), 0) AS seconds
  FROM records_enrolment e
  JOIN records_courserecord r ON r.enrolment_id = e.id
  JOIN catalog_course c ON c.id = e.course_id
 WHERE e.user_id = %(user)s AND ${shown}
 ORDER BY coalesce(r.opened_at, r.completed_at, r.waived_at) DESC, r.id DESC

-- name: program_records
SELECT r.id, r.number, c.uuid AS program, c.title, r.opened_by, r.opened_at, r.status, r.score, r.completed_at,
       r.completed_by, r.superseded_at
  FROM records_programenrolment e
  JOIN records_programrecord r ON r.enrolment_id = e.id
  JOIN catalog_program c ON c.id = e.program_id
 WHERE e.user_id = %(user)s AND ${shown}
 ORDER BY coalesce(r.opened_at, r.completed_at, r.waived_at) DESC, r.id DESC

-- name: activity_records
-- What was done in each activity, for the export of one's own data.
SELECT c.uuid AS course, r.number AS record, a.uuid AS activity, a.title, w.number, w.status, w.progress, w.score,
       w.seconds, w.started_at, w.changed_at, w.completed_at, w.completed_by
  FROM records_enrolment e
  JOIN records_courserecord r ON r.enrolment_id = e.id
  JOIN records_activityrecord w ON w.record_id = r.id
  JOIN catalog_activity a ON a.id = w.activity_id
  JOIN catalog_course c ON c.id = e.course_id
 WHERE e.user_id = %(user)s AND ${shown} AND w.voided_at IS NULL
 ORDER BY c.id, r.number, a.position, w.number
