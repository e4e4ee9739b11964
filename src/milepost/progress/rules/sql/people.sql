-- Who carries what. `u` is the learner; each `x` is one row of the set that the learner is or is not in.

-- name: carries_tag
people_tag_users x WHERE x.tag_id = %(key)s

-- name: carries_group
people_group_users x WHERE x.group_id = %(key)s

-- name: has_role
u.role_id = %(key)s

-- name: has_not_role
(u.role_id IS NULL OR u.role_id <> %(key)s)

-- name: active
u.is_active

-- name: deactivated
NOT u.is_active

-- name: learners
u.id IN (%(keys)s)

-- name: not_learners
u.id NOT IN (%(keys)s)

-- name: among
-- A condition that has to hold by itself: the planner may begin with the set, which is often small.
u.id IN (SELECT x.user_id FROM %(set)s)

-- name: exists
-- A condition within an `or`: PostgreSQL chooses between hashing the set and one look-up a learner. With IN it would
-- go through a set that does not fit into its memory once for each learner.
EXISTS (SELECT 1 FROM %(set)s AND x.user_id = u.id)

-- name: not_exists
-- A hash anti join on PostgreSQL, which NOT IN never becomes.
NOT EXISTS (SELECT 1 FROM %(set)s AND x.user_id = u.id)
