-- Mark complete: one fact on the current record, which is opened if there is none (R20). What the learner's own work
-- amounts to is put beneath it, so that it can come to light again.

-- fragment: joins
LEFT JOIN records_enrolment e ON e.id = i.enrolment_id
LEFT JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND ${current}

-- fragment: decision
CASE WHEN e.id IS NULL OR e.ended_at IS NOT NULL THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN r.status IN ('completed', 'passed') THEN 'already_complete'
     ELSE 'done'
END

-- fragment: covered
-- The activities that a mark of the whole course covers (R20, R23).
a.retired_at IS NULL AND (NOT a.legacy OR a.kind = 'ebook')

-- fragment: not_completed
-- An activity that the learner had not completed by then.
NOT EXISTS (SELECT 1 FROM records_activityrecord w
             WHERE w.record_id = r.id AND w.activity_id = a.id AND w.superseded_at IS NULL
               AND w.status IN ('completed', 'passed'))

-- fragment: activities
(SELECT count(*) FROM catalog_activity a
  WHERE a.course_id = i.course_id AND ${covered} AND ${not_completed})

-- fragment: scores
(SELECT count(*) FROM catalog_activity a
  WHERE a.course_id = i.course_id AND ${covered} AND a.kind IN ('form', 'exam', 'certificate') AND ${not_completed})

-- fragment: marked_score
-- The course's score once it is marked: the weighted mean of the scores its activities then show. A score earned by
-- completing stays; a form, exam or certificate that was not completed counts 100 (R20).
(SELECT CASE WHEN sum(s.weight) > 0 THEN CAST(sum(s.weight * s.score) / sum(s.weight) AS double precision) END
   FROM (SELECT a.weight,
                CASE WHEN w.id IS NOT NULL THEN w.score
                     WHEN ${covered} AND a.kind IN ('form', 'exam', 'certificate') THEN 100.0
                END AS score
           FROM catalog_activity a
           LEFT JOIN records_activityrecord w
             ON w.record_id = r.id AND w.activity_id = a.id AND w.superseded_at IS NULL
            AND w.status IN ('completed', 'passed')
          WHERE a.course_id = r.course_id AND a.retired_at IS NULL) s
  WHERE s.score IS NOT NULL)

-- fragment: fresh_score
-- The same for a record that did not exist before: no work to look at.
(SELECT CASE WHEN sum(a.weight) > 0 THEN 100.0 END
   FROM catalog_activity a
  WHERE a.course_id = e.course_id AND a.kind IN ('form', 'exam', 'certificate') AND ${covered})

-- name: waive
UPDATE records_courserecord AS r
   SET waived_at = %(now)s, waived_by_operation = %(operation)s,
       real_status = r.status, real_progress = r.progress, real_success = r.success, real_score = r.score,
       real_completed_at = NULL,
       status = 'completed', progress = 100.0, success = '', score = ${marked_score},
       completed_at = %(completed_at)s, completed_by = 'staff'
  FROM progress_operationitem i
 WHERE ${chunk} AND i.outcome = 'done' AND r.id = i.record_id AND ${current}
   AND r.status NOT IN ('completed', 'passed')

-- name: open_waived
-- Whether there is a current record is asked again in the very statement that takes the next number: where there was
-- none to lock, a launch may have opened one since. Then fewer rows are inserted than decided (run.py).
INSERT INTO records_courserecord
       (enrolment_id, number, user_id, course_id, opened_by, opened_at,
        status, progress, success, score, completed_at, completed_by, waived_at, waived_by_operation,
        real_status, real_progress, real_success)
SELECT e.id,
       coalesce((SELECT max(n.number) FROM records_courserecord n WHERE n.enrolment_id = e.id), 0) + 1,
       e.user_id, e.course_id, 'mark', %(now)s,
       'completed', 100.0, '', ${fresh_score}, %(completed_at)s, 'staff', %(now)s, %(operation)s,
       'started', 0.0, ''
  FROM progress_operationitem i
  JOIN records_enrolment e ON e.id = i.enrolment_id
 WHERE ${chunk} AND i.outcome = 'done' AND i.record_id IS NULL
   AND NOT EXISTS (SELECT 1 FROM records_courserecord r WHERE r.enrolment_id = e.id AND ${current})
 ORDER BY i.position

-- name: events
-- Joined by the enrolment, because the item does not know a record that was only just opened for it. One event an
-- item even if there were no such record: then the numbers differ, and the chunk is rolled back (run.py).
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, course_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, 0, 'course.completed', i.operation_id, i.user_id, i.course_id, r.id, %(completed_at)s, %(now)s,
       '{"manually": true, "activities": ' || coalesce(n.activities, 0) || '}'
  FROM progress_operationitem i
  LEFT JOIN records_courserecord r
    ON r.enrolment_id = i.enrolment_id AND r.waived_by_operation = i.operation_id AND ${current}
  LEFT JOIN (${activity_counts}) n ON n.course_id = i.course_id
 WHERE ${chunk} AND i.outcome = 'done'
 ORDER BY i.position
