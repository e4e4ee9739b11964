-- Items of operations. Until the bookmark has passed an item, its outcome is what was foreseen in the preview; then it is
-- what became of it (docs/decisions/0016-foreseen-outcomes.md).

-- fragment: was_applied
-- The bookmark of the operation `o` has passed the item: its outcome is not only foreseen.
i.position <= o.applied_to

-- fragment: is_forgotten
-- An item that a later erase has emptied (R3).
(i.user_id IS NULL AND coalesce(i.outcome, '') = 'erased')

-- fragment: undecided
-- Items whose outcome may still change. What is left out stays so, and so does what an erase has emptied.
i.faults = '' AND coalesce(i.outcome, '') <> 'excluded' AND NOT ${is_forgotten}

-- fragment: detail_of_item
-- What the row of the item says besides: its line.
d.operation_id = i.operation_id AND d.line = i.line

-- fragment: decided
-- Said so that the planner of PostgreSQL does not look into its statistics: there no item has an outcome yet, and it
-- would plan for a single row. Of this it expects every second item.
(CASE WHEN i.outcome = 'done' THEN TRUE ELSE FALSE END)
