-- A statement with the reach of an actor, as rooms write them.

-- name: seen
SELECT u.login_id FROM people_user u WHERE ${in_reach}
