-- Reset (retain): the current record of each item is superseded; nothing else on the learner's side is written (R12).
--
-- There is no lock before the decision. A reset writes into one row alone, the current record, and only while it is
-- current: if anything has happened to it since it was foreseen, `supersede` changes fewer records than events are
-- written, and all of the chunk is decided anew (docs/decisions/0007-what-a-chunk-costs.md).

-- fragment: joins
LEFT JOIN ${records} r ON r.enrolment_id = i.enrolment_id AND ${current}

-- fragment: decision
CASE WHEN ${has_left} THEN 'not_enrolled'
     WHEN ${is_archived} THEN 'archived'
     WHEN r.id IS NULL THEN 'nothing_to_reset'
     ELSE 'done'
END

-- name: supersede
UPDATE ${records} AS r
   SET superseded_at = %(now)s, superseded_by_operation = %(operation)s
 WHERE ${done_here} AND ${current} AND ${still_applies}

-- name: events
INSERT INTO ledger_event
       (tx, epoch, kind, operation_id, user_id, ${content}, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, ${reset_kind}, i.operation_id, i.user_id, i.${content}, i.record_id, %(now)s, %(now)s,
       ${event_data}
  FROM progress_operationitem i
       ${event_joins}
 WHERE ${chunk} AND ${decided}
 ORDER BY i.position
