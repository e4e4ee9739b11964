-- Who is within an actor's reach (R40). For statements of any room: SqlFile(__package__, "milepost.people:reach.sql", …)

-- fragment: in_reach
-- The user `u` exists for the actor. Parameters and table come from `reach.staged(actor)`.
(%(everywhere)s = 1 OR u.id IN (
    SELECT m.user_id FROM people_group_users m JOIN staged_reach s ON s.group_id = m.group_id))

-- name: create_reach
CREATE TEMPORARY TABLE staged_reach (group_id bigint PRIMARY KEY)

-- name: drop_reach
DROP TABLE staged_reach
