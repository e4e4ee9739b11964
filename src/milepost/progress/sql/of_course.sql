-- Items of whole courses.

-- fragment: is_of_kind
i.activity_id IS NULL AND i.program_id IS NULL

-- fragment: records
records_courserecord

-- fragment: content
course_id

-- fragment: reset_kind
'progress.reset'

-- fragment: restored_kind
'progress.restored'

-- fragment: completed_kind
'course.completed'

-- fragment: event_data
'{"activities": ' || coalesce(n.activities, 0) || '}'

-- fragment: event_joins
LEFT JOIN (${activity_counts}) n ON n.course_id = i.course_id

-- fragment: touched_since_mark
-- Staff have marked an activity in the record since: that goes first.
EXISTS (SELECT 1 FROM records_activityrecord w
         WHERE w.record_id = r.id AND w.voided_at IS NULL AND w.waived_at > r.waived_at)

-- fragment: untouched
-- The mark opened the record, and the learner has not been in it.
r.opened_by = 'mark'
AND NOT EXISTS (SELECT 1 FROM records_playersession p WHERE p.record_id = r.id)
AND NOT EXISTS (SELECT 1 FROM records_activityrecord w WHERE w.record_id = r.id AND w.voided_at IS NULL)
