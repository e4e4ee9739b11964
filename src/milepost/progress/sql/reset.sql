-- Reset (retain): the current record of each item is superseded; nothing else on the learner's side is written (R12).
--
-- There is no lock before the decision. A reset writes into one row alone, the current record, and only while it is
-- current: if anything has happened to it since the decision, `supersede` changes fewer records than were decided, and
-- the chunk is decided anew (docs/decisions/0007-what-a-chunk-costs.md).

-- fragment: joins
LEFT JOIN records_enrolment e ON e.id = i.enrolment_id
LEFT JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND ${current}

-- fragment: decision
CASE WHEN e.id IS NULL OR e.ended_at IS NOT NULL THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN r.id IS NULL THEN 'nothing_to_reset'
     ELSE 'done'
END

-- fragment: activities
(SELECT count(*) FROM records_activityrecord a WHERE a.record_id = r.id AND a.superseded_at IS NULL)

-- fragment: scores
(SELECT count(a.score) FROM records_activityrecord a WHERE a.record_id = r.id AND a.superseded_at IS NULL)

-- name: supersede
UPDATE records_courserecord AS r
   SET superseded_at = %(now)s, superseded_by_operation = %(operation)s
  FROM progress_operationitem i
 WHERE ${chunk} AND i.outcome = 'done' AND r.id = i.record_id AND ${current}

-- name: events
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, course_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, 0, 'progress.reset', i.operation_id, i.user_id, i.course_id, i.record_id, %(now)s, %(now)s,
       '{"activities": ' || coalesce(n.activities, 0) || '}'
  FROM progress_operationitem i
  LEFT JOIN (${activity_counts}) n ON n.course_id = i.course_id
 WHERE ${chunk} AND i.outcome = 'done'
 ORDER BY i.position
