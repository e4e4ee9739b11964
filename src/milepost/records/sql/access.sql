-- What keeps courses and activities closed to one learner (access.py): one statement, whatever there is. `going_on` is
-- 1 where it is about the current record in any case, as for a commit; else a launch is foreseen, and a completed
-- record that is restarted by it (R17) counts for nothing. Which courses and activities are looked at say the fragments
-- `looked_at` and `activities_looked_at`; whether there is any rule at all says `is_bound` in learner.sql.

-- fragment: current
r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: live_work
w.superseded_at IS NULL AND w.voided_at IS NULL

-- fragment: complete
IN ('completed', 'passed')

-- fragment: course_done
-- By the learner's own work, whatever staff have marked: who has completed something may look at it again.
CASE WHEN p.waived_at IS NULL THEN p.status ${complete} ELSE p.real_status ${complete} END

-- fragment: counts_as_complete
-- As the view `activity_state` has it: completed, or covered by a mark of the whole course.
coalesce(w.status ${complete}, FALSE) OR coalesce(${covered}, FALSE)

-- fragment: place
-- Each course with the learner's enrolment, and the record that a launch goes on with.
SELECT c.id AS course_id, c.sequential, r.id AS record_id, r.status, r.waived_at, r.real_status, e.recorded_at,
       CASE WHEN e.ended_at IS NULL THEN coalesce(e.enrolled_at, e.recorded_at) END AS since
  FROM catalog_course c
  LEFT JOIN records_enrolment e ON e.course_id = c.id AND e.user_id = %(user)s
  LEFT JOIN records_courserecord r ON r.enrolment_id = e.id AND ${current}
   AND (%(going_on)s = 1 OR e.restart <> 'after_completion' OR r.status NOT ${complete})
 WHERE c.id IN (${looked_at})

-- fragment: step
-- The courses of the learner's programs in their order. `waits`: those after it wait for it, in a sequential program;
-- who is not in a course is not asked for it.
SELECT pe.program_id, pe.recorded_at, coalesce(pe.enrolled_at, pe.recorded_at) AS since,
       pc.opens_on, pc.opens_after_days, c.id AS course_id, c.uuid, c.title,
       row_number() OVER (PARTITION BY pe.program_id ORDER BY pc.position, pc.id) AS place,
       CASE WHEN g.sequential AND c.archived_at IS NULL AND e.id IS NOT NULL AND r.id IS NULL THEN 1 ELSE 0 END AS waits
  FROM records_programenrolment pe
  JOIN catalog_program g ON g.id = pe.program_id AND g.archived_at IS NULL
  JOIN catalog_programcourse pc ON pc.program_id = pe.program_id
  JOIN catalog_course c ON c.id = pc.course_id
  LEFT JOIN records_enrolment e ON e.user_id = pe.user_id AND e.course_id = pc.course_id AND e.ended_at IS NULL
  LEFT JOIN records_courserecord r ON r.enrolment_id = e.id AND ${current} AND r.status ${complete}
 WHERE pe.user_id = %(user)s AND pe.ended_at IS NULL
   AND pe.program_id IN (SELECT h.program_id FROM catalog_programcourse h WHERE h.course_id IN (${looked_at}))

-- fragment: step_after
-- With the last one before each that it waits for.
SELECT s.*, max(CASE WHEN s.waits = 1 THEN s.place END) OVER (
           PARTITION BY s.program_id ORDER BY s.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS after
  FROM step s

-- fragment: lesson
-- The activities of sequential courses in their order, likewise.
SELECT a.id, a.course_id, a.uuid, a.title,
       row_number() OVER (PARTITION BY a.course_id ORDER BY a.position, a.id) AS place,
       CASE WHEN a.required AND NOT (${counts_as_complete}) THEN 1 ELSE 0 END AS waits
  FROM place r
  JOIN catalog_activity a ON a.course_id = r.course_id AND a.retired_at IS NULL
  LEFT JOIN records_activityrecord w ON w.record_id = r.record_id AND w.activity_id = a.id AND ${live_work}
 WHERE r.sequential

-- fragment: lesson_after
SELECT a.*, max(CASE WHEN a.waits = 1 THEN a.place END) OVER (
           PARTITION BY a.course_id ORDER BY a.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS after
  FROM lesson a

-- name: rules
-- A row for each rule that has not been met, and for each with days, met or not; of programs one for each course, since
-- one that says nothing opens it. `is_older`: the learner was in the course before the program. `is_done`: the learner
-- has completed the course, or, in rows that say nothing else, the activity. The first part says of what kind the
-- columns are.
WITH place AS MATERIALIZED (${place}), step AS MATERIALIZED (${step}), lesson AS MATERIALIZED (${lesson})
SELECT 0 AS course_id, CAST(NULL AS bigint) AS activity_id, CAST(NULL AS bigint) AS program_id,
       CAST(NULL AS date) AS opens_on, CAST(NULL AS integer) AS after_days, CAST(NULL AS timestamptz) AS since,
       CAST(NULL AS ${uuid_type}) AS uuid, '' AS title, 0 AS is_done, 0 AS is_older, 0 AS place
 WHERE 1 = 0
 UNION ALL
SELECT p.course_id, NULL, NULL, NULL, NULL, NULL, c.uuid, c.title, CASE WHEN ${course_done} THEN 1 ELSE 0 END, 0, 0
  FROM place p
  JOIN catalog_courseprerequisite q ON q.course_id = p.course_id
  JOIN catalog_course c ON c.id = q.needs_id AND c.archived_at IS NULL
 WHERE NOT EXISTS (SELECT 1 FROM records_enrolment e JOIN records_courserecord r ON r.enrolment_id = e.id
                    WHERE e.user_id = %(user)s AND e.course_id = c.id AND ${current} AND r.status ${complete})
 UNION ALL
SELECT p.course_id, NULL, s.program_id, s.opens_on, s.opens_after_days, s.since, b.uuid, b.title,
       CASE WHEN ${course_done} THEN 1 ELSE 0 END,
       CASE WHEN p.since IS NOT NULL AND p.recorded_at < s.recorded_at THEN 1 ELSE 0 END, 0
  FROM place p
  JOIN (${step_after}) s ON s.course_id = p.course_id
  LEFT JOIN step b ON b.program_id = s.program_id AND b.place = s.after
 UNION ALL
SELECT t.course_id, t.id, NULL, t.opens_on, t.opens_after_days, p.since, NULL, NULL, 0, 0, -1
  FROM place p
  JOIN catalog_activity t ON t.course_id = p.course_id AND t.retired_at IS NULL
 WHERE ${activities_looked_at} AND (t.opens_on IS NOT NULL OR t.opens_after_days IS NOT NULL)
 UNION ALL
SELECT t.course_id, t.id, NULL, NULL, NULL, NULL, a.uuid, a.title, 0, 0, a.position
  FROM place r
  JOIN catalog_activity t ON t.course_id = r.course_id AND t.retired_at IS NULL
  JOIN catalog_activityprerequisite q ON q.activity_id = t.id
  JOIN catalog_activity a ON a.id = q.needs_id AND a.retired_at IS NULL
  LEFT JOIN records_activityrecord w ON w.record_id = r.record_id AND w.activity_id = a.id AND ${live_work}
 WHERE ${activities_looked_at} AND NOT (${counts_as_complete})
 UNION ALL
SELECT t.course_id, t.id, NULL, NULL, NULL, NULL, b.uuid, b.title, 0, 0, b.place
  FROM (${lesson_after}) t
  JOIN lesson b ON b.course_id = t.course_id AND b.place = t.after
 WHERE ${activities_looked_at}
 UNION ALL
SELECT p.course_id, t.id, NULL, NULL, NULL, NULL, NULL, NULL, 1, 0, -1
  FROM place p
  JOIN records_activityrecord w ON w.record_id = p.record_id AND ${live_work}
  JOIN catalog_activity t ON t.id = w.activity_id
 WHERE ${activities_looked_at}
   AND CASE WHEN w.waived_at IS NULL THEN w.status ${complete} ELSE w.real_status ${complete} END
 ORDER BY place, title, uuid

-- name: has_worked
-- Whether a session has written into an activity since it began: then its page goes on, whatever has locked it.
SELECT 1
  FROM records_playersession p
  JOIN records_activityrecord w ON w.record_id = p.record_id AND w.activity_id = %(activity)s AND ${live_work}
 WHERE p.id = %(session)s AND w.started_at IS NOT NULL AND w.changed_at >= p.started_at
