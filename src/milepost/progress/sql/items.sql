-- Items of operations. Until the bookmark has passed an item, its outcome is what was foreseen in the preview; then it is
-- what became of it (docs/decisions/0016-foreseen-outcomes.md).

-- fragment: undecided
-- Items whose outcome may still change. What is left out stays so, and so does what an erase has emptied.
i.faults = '' AND coalesce(i.outcome, '') <> 'excluded' AND NOT (i.user_id IS NULL AND coalesce(i.outcome, '') = 'erased')
