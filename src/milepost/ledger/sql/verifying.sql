-- The chain as it stands, and what contradicts it.

-- name: head
SELECT number, hash, last_epoch, CAST(last_tx AS text), last_id, (SELECT sum(events) FROM ledger_seal)
  FROM ledger_seal
 ORDER BY number DESC
 LIMIT 1

-- name: seals
SELECT s.number, s.events, s.last_epoch, CAST(s.last_tx AS text), s.last_id, ${exact_sealed_at}, s.hash
  FROM ledger_seal s
 WHERE s.number > %(after)s AND s.number <= %(newest)s
 ORDER BY s.number
 LIMIT %(limit)s

-- name: sealed_events
-- The events of some seals, those that are gone too.
SELECT s.seal_id, s.event_id, s.salt, s.digest, s.leaf, ${exact_columns}
  FROM ledger_seal_event s
  LEFT JOIN ledger_event e ON e.id = s.event_id
 WHERE s.seal_id > %(after)s AND s.seal_id <= %(until)s
 ORDER BY s.seal_id, ${ledger_order}

-- name: inserted
-- Events that stand where everything is sealed, and are not.
SELECT e.id, ${exact_kind}
  FROM ledger_event e
  LEFT JOIN ledger_seal_event s ON s.event_id = e.id
 WHERE s.event_id IS NULL AND NOT (${after_cursor})
 ORDER BY e.id

-- name: without_seal
-- Digests whose seal is gone.
SELECT s.seal_id, count(*)
  FROM ledger_seal_event s
  LEFT JOIN ledger_seal l ON l.number = s.seal_id
 WHERE l.number IS NULL
 GROUP BY s.seal_id
 ORDER BY s.seal_id

-- name: unsealed
SELECT count(*) FROM ledger_event e WHERE ${after_cursor}

-- fragment: erases
-- The events that tell of an erase.
ledger_event WHERE kind = 'progress.erased' AND erased_by_operation IS NULL

-- name: redacted_without_erase
-- A redacted event names an erase of the same learner, in the same course or program, and is dated like it.
SELECT e.id, ${exact_kind}
  FROM ledger_event e
  LEFT JOIN (SELECT operation_id, user_id, course_id, program_id, recorded_at FROM ${erases}) x
    ON x.operation_id = e.erased_by_operation AND x.user_id = e.user_id AND x.recorded_at = e.recorded_at
   AND (x.course_id = e.course_id OR x.program_id = e.program_id)
 WHERE (e.erased_by_operation IS NOT NULL OR e.kind = 'erased')
   AND (x.operation_id IS NULL OR e.kind <> 'erased' OR e.data <> '{}' OR e.occurred_at IS NOT NULL)
 GROUP BY e.id, e.kind
 ORDER BY e.id

-- name: miscounted_erases
-- Erases that say how many events they redacted, and of which there are more or fewer.
SELECT max(d.id), sum(d.said), sum(d.seen)
  FROM (SELECT e.id, e.operation_id, e.user_id, e.course_id, e.program_id, ${events_said} AS said, 0 AS seen, 1 AS erases
          FROM ledger_event e
         WHERE e.kind = 'progress.erased' AND e.erased_by_operation IS NULL
         UNION ALL
        SELECT NULL, e.erased_by_operation, e.user_id, e.course_id, e.program_id, NULL, 1, 0
          FROM ledger_event e
         WHERE e.erased_by_operation IS NOT NULL) d
 GROUP BY d.operation_id, d.user_id, d.course_id, d.program_id
HAVING count(d.said) = sum(d.erases) AND sum(d.erases) > 0 AND sum(d.said) <> sum(d.seen)
 ORDER BY 1
