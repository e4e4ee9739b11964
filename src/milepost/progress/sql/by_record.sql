-- Items whose record is all that there is to find: courses and programs.

-- fragment: columns_found
record_id

-- fragment: found
r.id

-- fragment: as_foreseen
r.id IS NOT DISTINCT FROM i.record_id

-- fragment: joins_foreseen
-- The same records once they are foreseen.
LEFT JOIN ${records} r ON r.id = i.record_id
