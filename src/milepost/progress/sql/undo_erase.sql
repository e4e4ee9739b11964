-- Undo of an erase: there is nothing to go back to (SC-06). Each item says so.

-- fragment: joins
LEFT JOIN records_courserecord r ON FALSE

-- fragment: decision
'erased'

-- fragment: records_touched
0

-- fragment: activities
0

-- fragment: scores
0

-- fragment: joins_foreseen
-- The same records once they are foreseen.
${joins}

-- fragment: work_besides
