-- What holds for items of courses and of single activities alike.

-- fragment: enrolments
records_enrolment

-- fragment: ended_enrolments
records_enrolment AS e ${by_ended_enrolments}

-- fragment: is_archived
i.course_id IN (${archived_contents})

-- fragment: archived_contents
SELECT archived.id FROM catalog_course archived WHERE archived.archived_at IS NOT NULL

-- fragment: on_hold
EXISTS (SELECT 1 FROM records_hold h
         WHERE h.lifted_at IS NULL
           AND (h.user_id IS NULL OR h.user_id = i.user_id) AND (h.course_id IS NULL OR h.course_id = i.course_id))
