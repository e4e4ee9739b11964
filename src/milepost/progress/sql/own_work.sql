-- What the learner did in a record, for previews of what sets it aside or brings it back.

-- fragment: activities
0

-- fragment: scores
0

-- name: own_work
-- Beside `concerned`: looked up once for both numbers, and added up here, since there are several to an item.
SELECT 0, count(*), count(w.score)
  FROM progress_operationitem i
  JOIN records_activityrecord w ON w.record_id = i.record_id
 WHERE ${chunk} AND ${decided} AND w.superseded_at IS NULL AND w.voided_at IS NULL
