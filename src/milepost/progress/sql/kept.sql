-- Items that keep what there was (policy retain, marks).

-- fragment: mine
${is_of_kind} AND NOT i.erases

-- fragment: records_touched
1
