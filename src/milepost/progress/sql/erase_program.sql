-- Erase a program (tombstone.sql); its courses are items of their own, and no notice is shown for it.

-- fragment: on_hold
-- On the learner; or on the learner, or everybody, in a course of the program: its record tells of that course.
EXISTS (SELECT 1 FROM records_hold h
         WHERE h.lifted_at IS NULL AND (h.user_id IS NULL OR h.user_id = i.user_id)
           AND (h.course_id IS NULL OR h.course_id IN (SELECT pc.course_id FROM catalog_programcourse pc
                                                        WHERE pc.program_id = i.program_id)))

-- fragment: event_of_kind
(CASE WHEN v.program_id IS NOT NULL THEN TRUE ELSE FALSE END)

-- fragment: notice_of_older

-- fragment: notice_of_newest
