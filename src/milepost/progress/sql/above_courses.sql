-- After commands on single activities: their courses follow (records/sql/roll_up.sql says how).

-- fragment: rolled
-- The current records of the courses whose activities were changed.
SELECT c.id
  FROM progress_operationitem i
  JOIN records_courserecord c ON c.enrolment_id = i.enrolment_id AND c.superseded_at IS NULL AND c.voided_at IS NULL
 WHERE ${whole_chunk} AND i.activity_id IS NOT NULL AND ${decided}

-- fragment: recorded
-- The moment when the completion was recorded, which may be later than its date: by it is known what was asked for.
coalesce((SELECT max(v.recorded_at) FROM ledger_event v
           WHERE v.record_id = f.id AND v.program_id IS NULL AND v.kind = 'course.completed'),
         f.completed_at, f.real_completed_at)

-- fragment: fallen
-- Records in which an activity of this chunk was required and asked for then, and is not complete any more.
SELECT f.id
  FROM progress_operationitem i
  JOIN records_courserecord f ON f.enrolment_id = i.enrolment_id
  JOIN catalog_activity a ON a.id = i.activity_id AND a.required
 WHERE ${whole_chunk} AND ${decided} AND i.activity_id IS NOT NULL
   AND a.created_at <= ${recorded} AND (a.retired_at IS NULL OR a.retired_at > ${recorded})
   AND NOT EXISTS (SELECT 1 FROM records_activityrecord w
                    WHERE w.record_id = f.id AND w.activity_id = i.activity_id AND ${live_work} AND w.status ${complete})

-- fragment: falling
-- Records that were complete by rule, and rest on a mark that was undone. (Of the CASE the planner of PostgreSQL, which
-- may have seen no such record, expects every second one, and begins with the items.)
r.id IN (${fallen}) AND ${current}
AND (CASE WHEN r.waived_at IS NULL AND r.completed_by = 'rule' THEN TRUE ELSE FALSE END)

-- name: course_withdrawals
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, course_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'completion.withdrawn', %(operation)s, r.user_id, r.course_id, r.id, %(now)s, %(now)s, '{}'
  FROM records_courserecord r
 WHERE ${falling}
 ORDER BY r.id

-- name: withdraw_courses
UPDATE records_courserecord AS r
   SET status = 'started', completed_at = NULL, completed_by = ''
 WHERE ${falling}

-- name: withdraw_beneath
-- The same beneath a mark of the whole course.
UPDATE records_courserecord AS r
   SET real_status = 'started', real_completed_at = NULL
 WHERE r.id IN (${fallen}) AND ${current}
   AND (CASE WHEN r.waived_at IS NOT NULL AND r.real_status ${complete} THEN TRUE ELSE FALSE END)

-- name: void_courses
-- A record that a mark of an activity opened, and in which nothing is left.
UPDATE records_courserecord AS r
   SET voided_at = %(now)s
 WHERE r.id IN (${rolled}) AND r.opened_by = 'mark' AND r.waived_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM records_playersession p WHERE p.record_id = r.id)
   AND NOT EXISTS (SELECT 1 FROM records_activityrecord w WHERE w.record_id = r.id AND w.voided_at IS NULL)
