-- Who is within an actor's reach (R40). For statements of any room: SqlFile(__package__, "milepost.people:reach.sql", …)

-- fragment: in_reach
-- The user `u` exists for the actor. The parameters come from `reach.parameters(actor)`.
(%(everywhere)s = 1 OR u.id IN (
    SELECT m.user_id FROM people_group_users m
      JOIN ${each_of_groups} reached ON m.group_id = CAST(reached.value AS bigint)))
