-- Undo of a reset: the superseded record is current again.

-- fragment: joins
LEFT JOIN ${records} r ON r.id = i.record_id

-- fragment: newer_record_exists
EXISTS (SELECT 1 FROM ${records} newer
         WHERE newer.enrolment_id = r.enrolment_id AND newer.number > r.number AND newer.voided_at IS NULL)

-- fragment: decision
CASE WHEN ${erased_since} THEN 'erased'
     WHEN ${is_archived} THEN 'archived'
     WHEN coalesce(r.superseded_by_operation, 0) <> %(undone)s OR r.voided_at IS NOT NULL THEN 'moved_on'
     WHEN ${newer_record_exists} THEN 'moved_on'
     ELSE 'done'
END

-- name: close_sessions
-- A player session that the reset closed does not come back with its record (R31).
UPDATE records_playersession
   SET closed_at = %(now)s
 WHERE closed_at IS NULL
   AND record_id IN (SELECT i.record_id FROM progress_operationitem i WHERE ${chunk} AND ${decided})

-- name: restore
UPDATE ${records} AS r
   SET superseded_at = NULL, superseded_by_operation = NULL
 WHERE ${done_here}
   AND coalesce(r.superseded_by_operation, 0) ${of_undone}

-- name: events
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, ${content}, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, ${restored_kind}, i.operation_id, i.user_id, i.${content}, i.record_id, %(now)s, %(now)s, '{}'
  FROM progress_operationitem i
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
