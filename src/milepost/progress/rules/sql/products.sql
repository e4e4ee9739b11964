-- Learners by what they did in a course or program. Each section is a set of rows `x`, from FROM to its end.

-- fragment: enrolled_now
x.${of_this} AND x.ended_at IS NULL

-- fragment: current
x.${of_this} AND x.superseded_at IS NULL AND x.voided_at IS NULL AND x.erased_at IS NULL

-- fragment: current_of_enrolment
r.enrolment_id = x.id AND r.superseded_at IS NULL AND r.voided_at IS NULL AND r.erased_at IS NULL

-- name: enrolled
${enrolments} x WHERE ${enrolled_now}

-- name: enrolled_from
AND x.enrolled_at >= %(moment)s

-- name: enrolled_until
AND x.enrolled_at < %(moment)s

-- name: completed
-- Superseded records count: a reset does not change that somebody completed the course in May (LW-22).
${records} x WHERE x.${of_this} AND x.completed_at IS NOT NULL AND x.voided_at IS NULL AND x.erased_at IS NULL

-- name: currently_completed
${records} x WHERE ${current} AND x.completed_at IS NOT NULL

-- name: completed_from
AND x.completed_at >= %(moment)s

-- name: completed_until
AND x.completed_at < %(moment)s

-- name: is_not_started
${enrolments} x WHERE ${enrolled_now}
AND NOT EXISTS (SELECT 1 FROM ${records} r WHERE ${current_of_enrolment} AND r.status <> 'started')

-- name: is_in_progress
${records} x WHERE ${current} AND x.status = 'active'

-- name: is_completed
${records} x WHERE ${current} AND x.status IN ('completed', 'passed')

-- name: is_failed
${records} x WHERE ${current} AND x.status = 'failed'

-- name: is_overdue
${enrolments} x WHERE ${enrolled_now} AND x.due_at < %(now)s
AND NOT EXISTS (SELECT 1 FROM ${records} r WHERE ${current_of_enrolment} AND r.status IN ('completed', 'passed'))

-- name: score_below
${records} x WHERE ${current} AND x.score < %(score)s

-- name: score_above
${records} x WHERE ${current} AND x.score > %(score)s
