-- Keys of requests and their answers (docs/decisions/0018-the-api.md).

-- name: claim
-- The key is ours if a row comes back: it was new, or older than keys are kept. Whoever comes at the same instant waits
-- here until the first one has committed.
INSERT INTO api_idempotencykey AS k (user_id, key, fingerprint, body, created_at)
VALUES (%(user)s, %(key)s, %(fingerprint)s, '', %(now)s)
ON CONFLICT (user_id, key) DO UPDATE
   SET fingerprint = excluded.fingerprint, status = NULL, body = '', operation = NULL, created_at = excluded.created_at
 WHERE k.created_at < %(kept_since)s
RETURNING id

-- name: kept
SELECT k.fingerprint, k.status, k.body FROM api_idempotencykey k WHERE k.user_id = %(user)s AND k.key = %(key)s

-- name: keep
-- The first answer stays.
UPDATE api_idempotencykey
   SET status = %(status)s, body = %(body)s, operation = %(operation)s
 WHERE user_id = %(user)s AND key = %(key)s AND status IS NULL

-- name: release
DELETE FROM api_idempotencykey WHERE user_id = %(user)s AND key = %(key)s AND status IS NULL

-- name: clear
DELETE FROM api_idempotencykey WHERE created_at < %(kept_since)s

-- name: forget
-- An answer that speaks of what was erased; that there was one stays.
UPDATE api_idempotencykey SET body = '' WHERE operation = %(operation)s
