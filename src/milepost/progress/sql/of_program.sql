-- Items of programs. Their courses are items of their own (docs/decisions/0008-activities-and-programs.md).

-- fragment: is_of_kind
i.program_id IS NOT NULL

-- fragment: enrolments
records_programenrolment

-- fragment: records
records_programrecord

-- fragment: content
program_id

-- fragment: ended_enrolments
records_programenrolment AS e ${by_ended_program_enrolments}

-- fragment: is_archived
i.program_id IN (${archived_contents})

-- fragment: archived_contents
SELECT archived.id FROM catalog_program archived WHERE archived.archived_at IS NOT NULL

-- fragment: activities
0

-- fragment: scores
0

-- fragment: reset_kind
'program.reset'

-- fragment: restored_kind
'program.restored'

-- fragment: completed_kind
'program.completed'

-- fragment: event_data
'{}'

-- fragment: event_joins

-- fragment: touched_since_mark
FALSE

-- fragment: untouched
-- A mark opened the record, and nothing is left of what was begun in its time: what a reset has superseded since may
-- come back.
r.opened_by = 'mark'
AND NOT EXISTS (SELECT 1 FROM catalog_programcourse pc
                  JOIN records_enrolment ce ON ce.user_id = r.user_id AND ce.course_id = pc.course_id
                  JOIN records_courserecord c ON c.enrolment_id = ce.id
                 WHERE pc.program_id = r.program_id AND c.voided_at IS NULL
                   AND (c.superseded_at IS NULL OR c.opened_at >= r.opened_at))
