-- What rows without particulars of their own say (the other words for the same: detailed.sql).

-- fragment: row_columns
learner, content, line, wanted

-- fragment: detail_faults
''

-- fragment: with_course

-- fragment: with_detail

-- fragment: occurred_at
%(completed_at)s

-- fragment: how
'"manually": true'
