-- Items of single activities. `w` is the activity record that is neither superseded nor voided.

-- fragment: is_of_kind
i.activity_id IS NOT NULL

-- fragment: columns_found
record_id, work_id

-- fragment: found
r.id, w.id

-- fragment: as_foreseen
r.id IS NOT DISTINCT FROM i.record_id AND w.id IS NOT DISTINCT FROM i.work_id

-- fragment: is_legacy
i.activity_id IN (SELECT old.id FROM catalog_activity old WHERE old.legacy AND old.kind <> 'ebook')

-- fragment: covered
-- By a mark of the whole course, which covers what existed then (R20, R27).
r.waived_at IS NOT NULL
AND i.activity_id IN (SELECT a.id FROM catalog_activity a
                       WHERE a.created_at <= r.waived_at AND a.retired_at IS NULL AND (NOT a.legacy OR a.kind = 'ebook'))

-- fragment: activities
1

-- fragment: live_joins
LEFT JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND ${current}
LEFT JOIN records_activityrecord w ON w.record_id = r.id AND w.activity_id = i.activity_id AND ${live_work}

-- fragment: activity_event
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, course_id, activity_id, record_id, occurred_at, recorded_at, data)

-- fragment: joins_foreseen
-- The same records once they are foreseen.
${joins}
