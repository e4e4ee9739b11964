-- What the learner did in a record, for previews of what sets it aside or brings it back.

-- fragment: activities
(SELECT count(*) FROM records_activityrecord w
  WHERE w.record_id = r.id AND w.superseded_at IS NULL AND w.voided_at IS NULL)

-- fragment: scores
(SELECT count(w.score) FROM records_activityrecord w
  WHERE w.record_id = r.id AND w.superseded_at IS NULL AND w.voided_at IS NULL)
