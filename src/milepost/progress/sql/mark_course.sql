-- What a mark of a whole course makes of its activities (R20, R23).

-- fragment: marked_data
'{' || ${how} || ', "activities": ' || coalesce(n.activities, 0) || '}'

-- fragment: covered
-- The activities that a mark of the whole course covers.
a.retired_at IS NULL AND (NOT a.legacy OR a.kind = 'ebook')

-- fragment: scored
a.kind IN ('form', 'exam', 'certificate')

-- fragment: completed_work
w.record_id = r.id AND w.activity_id = a.id AND w.superseded_at IS NULL AND w.voided_at IS NULL
AND w.status IN ('completed', 'passed')

-- fragment: activities
(SELECT count(*) FROM catalog_activity a
  WHERE a.course_id = i.course_id AND ${covered}
    AND NOT EXISTS (SELECT 1 FROM records_activityrecord w WHERE ${completed_work}))

-- fragment: scores
(SELECT count(*) FROM catalog_activity a
  WHERE a.course_id = i.course_id AND ${covered} AND ${scored}
    AND NOT EXISTS (SELECT 1 FROM records_activityrecord w WHERE ${completed_work}))

-- fragment: whole_weight
-- What the scored activities of each course weigh together, added up once a chunk.
SELECT a.course_id, sum(a.weight) AS weight
  FROM catalog_activity a WHERE ${scored} AND ${covered} GROUP BY a.course_id

-- fragment: score_joins
LEFT JOIN (${whole_weight}) whole ON whole.course_id = i.course_id

-- fragment: own_scores
-- Of the activities that go on showing the learner's own score, since they were completed or the mark does not cover
-- them: what their scores come to, and how much of `whole` they are.
SELECT coalesce(sum(w.score * a.weight), 0.0) AS points,
       coalesce(sum(CASE WHEN w.score IS NOT NULL THEN a.weight END), 0.0) AS weight,
       coalesce((SELECT whole.weight FROM (${whole_weight}) whole WHERE whole.course_id = r.course_id), 0.0)
           - coalesce(sum(CASE WHEN ${scored} AND ${covered} THEN a.weight END), 0.0) AS left_over
  FROM records_activityrecord w
  JOIN ${activity_of_work}
 WHERE w.record_id = r.id AND w.superseded_at IS NULL AND w.voided_at IS NULL
   AND a.retired_at IS NULL AND (w.status IN ('completed', 'passed') OR NOT (${covered}))

-- fragment: marked_score
-- The course's score once it is marked: the weighted mean of the scores its activities then show. A score earned by
-- completing stays; a form, exam or certificate that was not completed counts 100 (R20).
(SELECT CASE WHEN own.weight + own.left_over > 0
             THEN CAST(${min_of_two}(100.0, (own.points + 100.0 * own.left_over) / (own.weight + own.left_over))
                       AS double precision) END
   FROM (${own_scores}) own)

-- fragment: fresh_score
-- The same for a record that did not exist before: no work to look at.
CASE WHEN whole.weight > 0 THEN 100.0 END
