-- What is derived from the facts. Views are dropped before migrations and made anew after them (schema.py).

-- fragment: covered
-- A mark of the whole course covers what existed then, is in use, and is not legacy, e-books excepted (R20, R23).
r.waived_at IS NOT NULL AND a.retired_at IS NULL AND a.created_at <= r.waived_at AND (NOT a.legacy OR a.kind = 'ebook')

-- fragment: earned
-- Completed by the learner before any mark; work done after a mark does not change what is shown (R22).
w.status IN ('completed', 'passed')
AND (r.waived_at IS NULL OR w.completed_at IS NULL OR w.completed_at <= r.waived_at OR NOT (${covered}))

-- name: drop_activity_state
DROP VIEW IF EXISTS activity_state

-- name: create_activity_state
-- Each activity's state in each record of each enrolment; enrolments without a record too, with an empty record_id.
-- What came with a migration is imported, and never `manually` (R21). Numbers are CAST: SQLite compares an untyped CASE wrongly.
CREATE VIEW activity_state AS
SELECT e.id AS enrolment_id, e.user_id, e.course_id, r.id AS record_id, r.number AS record_number,
       a.id AS activity_id,
       CASE WHEN ${earned} THEN w.status
            WHEN ${covered} THEN 'completed'
            WHEN w.id IS NULL THEN 'not_started'
            ELSE w.status END AS status,
       CAST(CASE WHEN ${earned} THEN w.score
                 WHEN ${covered} THEN CASE WHEN a.kind IN ('form', 'exam', 'certificate') THEN 100.0 END
                 ELSE w.score END AS double precision) AS score,
       CAST(CASE WHEN ${earned} THEN 100.0
                 WHEN ${covered} THEN 100.0
                 ELSE coalesce(w.progress, 0.0) END AS double precision) AS progress,
       CAST(coalesce(w.seconds, 0) + coalesce(w.imported_seconds, 0) AS bigint) AS seconds,
       CAST(CASE WHEN ${earned} THEN CASE WHEN w.completed_by = 'staff' THEN 1 ELSE 0 END
                 WHEN ${covered} AND r.completed_by = 'staff' THEN 1
                 ELSE 0 END AS integer) AS manually,
       CASE WHEN ${earned} THEN w.completed_at
            WHEN ${covered} THEN r.completed_at END AS completed_at
  FROM records_enrolment e
  JOIN catalog_activity a ON a.course_id = e.course_id
  LEFT JOIN records_courserecord r ON r.enrolment_id = e.id
  LEFT JOIN records_activityrecord w
    ON w.record_id = r.id AND w.activity_id = a.id AND w.superseded_at IS NULL AND w.voided_at IS NULL
