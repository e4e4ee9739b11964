-- Undo of a mark: what the learner's own work amounts to comes to light (R22). A record that the mark opened, and in
-- which the learner has not worked, should never have been: it is voided, with nothing overwritten (R30, R31).

-- fragment: joins
LEFT JOIN ${records} r ON r.enrolment_id = i.enrolment_id AND ${current}

-- fragment: stands
coalesce(r.waived_by_operation, 0) ${of_undone}

-- fragment: not_standing
coalesce(r.waived_by_operation, 0) <> %(undone)s

-- fragment: erased_meanwhile
EXISTS (SELECT 1 FROM ${records} gone WHERE gone.enrolment_id = i.enrolment_id AND gone.erased_at >= %(undone_at)s)

-- fragment: decision
CASE WHEN i.user_id IS NULL OR (${not_standing} AND ${erased_meanwhile}) THEN 'erased'
     WHEN ${is_archived} THEN 'archived'
     WHEN ${not_standing} OR ${touched_since_mark} THEN 'moved_on'
     ELSE 'done'
END

-- name: void
UPDATE ${records} AS r
   SET voided_at = %(now)s
 WHERE ${done_here}
   AND ${stands} AND ${current} AND ${untouched}

-- name: withdraw
UPDATE ${records} AS r
   SET status = r.real_status, progress = r.real_progress, success = r.real_success, score = r.real_score,
       completed_at = r.real_completed_at,
       completed_by = CASE WHEN r.real_completed_at IS NULL THEN '' ELSE 'rule' END,
       waived_at = NULL, waived_by_operation = NULL, imported_seconds = NULL,
       real_status = '', real_progress = NULL, real_success = '', real_score = NULL, real_completed_at = NULL
 WHERE ${done_here}
   AND ${stands} AND ${current}

-- name: events
-- With the status that came to light, where the record stays.
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, ${content}, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'completion.withdrawn', i.operation_id, i.user_id, i.${content}, i.record_id, %(now)s, %(now)s,
       CASE WHEN r.voided_at IS NULL THEN '{"status": "' || r.status || '"}' ELSE '{}' END
  FROM progress_operationitem i
  LEFT JOIN ${records} r ON r.id = i.record_id
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
