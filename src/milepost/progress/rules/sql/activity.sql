-- Learners by what they did in an activity, as the view activity_state shows it for the current record of its course.

-- fragment: state
records_courserecord x JOIN activity_state s ON s.enrolment_id = x.enrolment_id AND s.record_id = x.id
WHERE x.course_id = %(course)s AND s.activity_id = %(key)s
  AND x.superseded_at IS NULL AND x.voided_at IS NULL AND x.erased_at IS NULL

-- name: is_not_started
records_enrolment x
WHERE x.course_id = %(course)s AND x.ended_at IS NULL
  AND NOT EXISTS (SELECT 1
                    FROM records_courserecord r
                    JOIN activity_state s ON s.enrolment_id = r.enrolment_id AND s.record_id = r.id
                   WHERE r.enrolment_id = x.id AND s.activity_id = %(key)s
                     AND r.superseded_at IS NULL AND r.voided_at IS NULL AND r.erased_at IS NULL
                     AND s.status NOT IN ('not_started', 'started'))

-- name: is_in_progress
${state} AND s.status = 'active'

-- name: is_completed
${state} AND s.status IN ('completed', 'passed')

-- name: is_failed
${state} AND s.status = 'failed'

-- name: score_below
${state} AND s.score < %(score)s

-- name: score_above
${state} AND s.score > %(score)s
