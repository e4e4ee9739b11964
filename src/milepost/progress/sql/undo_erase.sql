-- Undo of an erase: there is nothing to go back to (SC-06). Each item says so.

-- fragment: records
records_courserecord

-- fragment: joins
LEFT JOIN ${records} r ON FALSE

-- fragment: decision
'erased'

-- fragment: records_touched
0

-- fragment: activities
0

-- fragment: scores
0
