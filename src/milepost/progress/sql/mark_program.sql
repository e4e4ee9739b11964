-- What a mark of a program says of its score: the mean of its courses', which are marked by now.

-- fragment: marked_data
'{' || ${how} || '}'

-- fragment: score_joins

-- fragment: marked_score
(SELECT avg(c.score)
   FROM catalog_programcourse pc
   JOIN records_enrolment ce ON ce.user_id = r.user_id AND ce.course_id = pc.course_id
   JOIN records_courserecord c ON c.enrolment_id = ce.id
  WHERE pc.program_id = r.program_id AND c.superseded_at IS NULL AND c.voided_at IS NULL
    AND c.status IN ('completed', 'passed'))

-- fragment: fresh_score
(SELECT avg(c.score)
   FROM catalog_programcourse pc
   JOIN records_enrolment ce ON ce.user_id = i.user_id AND ce.course_id = pc.course_id
   JOIN records_courserecord c ON c.enrolment_id = ce.id
  WHERE pc.program_id = i.program_id AND c.superseded_at IS NULL AND c.voided_at IS NULL
    AND c.status IN ('completed', 'passed'))
