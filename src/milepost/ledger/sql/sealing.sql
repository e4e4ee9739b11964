-- The next link of the chain.

-- name: newest
SELECT number, hash, last_epoch, CAST(last_tx AS text), last_id
  FROM ledger_seal
 ORDER BY number DESC
 LIMIT 1

-- name: is_pending
SELECT e.id ${next}

-- name: take
-- The next events, held so that no erase redacts them between their digest and the commit of their salt. Where one is
-- redacting right now nobody waits: the sealer comes again.
SELECT ${exact_columns}
  ${next}
  ${hold_event}

-- name: add
-- Nothing is inserted when another sealer was faster.
INSERT INTO ledger_seal (number, events, last_epoch, last_tx, last_id, sealed_at, hash)
VALUES (%(number)s, %(events)s, %(epoch)s, CAST(%(tx)s AS ${tx_type}), %(id)s, %(now)s, %(hash)s)
    ON CONFLICT (number) DO NOTHING
