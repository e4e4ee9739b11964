-- Where the work of an activity record stands.

-- name: carried
-- The places before this one, along what resets of other activities have carried over (R14).
WITH RECURSIVE chain (record_id, number, carried_from) AS (
    SELECT w.record_id, w.number, w.carried_from
      FROM records_activityrecord w
     WHERE w.record_id = %(record)s AND w.activity_id = %(activity)s AND w.number = %(number)s
     UNION ALL
    SELECT b.record_id, b.number, b.carried_from
      FROM chain c
      JOIN records_activityrecord b ON b.id = c.carried_from)
SELECT c.record_id, c.number FROM chain c
