-- Marks whose rows say more, each for itself: day, score, time spent elsewhere, reason (MP-08). The same statements as
-- without, with these words in them, and one of their own; so that other operations pay nothing for it.

-- fragment: row_columns
learner, content, line, wanted, completed_at, next_day, score, seconds, bad_completed_on, bad_score, bad_seconds, bad_reason

-- fragment: detail_faults
-- In column order. A course that did not exist yet cannot have been completed (R28); the time of a program is that of
-- its courses, and so is its score.
CASE WHEN s.bad_completed_on OR (s.completed_at IS NOT NULL AND s.next_day <= ${youngest}) THEN 'completed_on.bad_value '
     ELSE '' END
|| CASE WHEN s.bad_score OR (s.score IS NOT NULL AND c.program_id IS NOT NULL) THEN 'score.bad_value ' ELSE '' END
|| CASE WHEN s.bad_seconds OR (s.seconds IS NOT NULL AND c.program_id IS NOT NULL) THEN 'seconds.bad_value ' ELSE '' END
|| CASE WHEN s.bad_reason THEN 'reason.bad_value ' ELSE '' END

-- fragment: youngest
coalesce(named.created_at, (SELECT max(x.created_at)
                              FROM catalog_programcourse pc
                              JOIN catalog_course x ON x.id = pc.course_id
                             WHERE pc.program_id = c.program_id))

-- fragment: with_course
LEFT JOIN catalog_course named ON named.id = c.course_id

-- fragment: with_detail
LEFT JOIN progress_itemdetail d ON ${detail_of_item}

-- fragment: occurred_at
coalesce(d.completed_at, %(completed_at)s)

-- fragment: how
-- Never both (R21): what has a time of its own was imported.
CASE WHEN d.seconds IS NULL THEN '"manually": true' ELSE '"manually": false, "imported": true' END

-- name: keep_details
INSERT INTO progress_itemdetail (operation_id, line, completed_at, score, seconds, reason)
SELECT %(operation)s, s.line, s.completed_at, s.score, s.seconds, s.reason
  FROM staged_row s
 WHERE s.wanted = 'yes'
   AND (s.completed_at IS NOT NULL OR s.score IS NOT NULL OR s.seconds IS NOT NULL OR s.reason <> '')
