-- States and times of enrolments, for reading.sql and reading_course.sql; each says with ${wanted} whose.

-- fragment: current
r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: live
w.superseded_at IS NULL AND w.voided_at IS NULL

-- fragment: seconds_of_work
-- What was carried over counts where it was spent; what an undo took back is imported no more.
coalesce(w.seconds, 0) + CASE WHEN w.carried_from IS NULL AND w.voided_at IS NULL THEN coalesce(w.imported_seconds, 0)
                              ELSE 0 END

-- fragment: times
-- Time by enrolment: since the last reset, and in all records together. ${wanted} says whose.
SELECT x.enrolment_id, sum(x.seconds) AS total, sum(CASE WHEN x.counts = 1 THEN x.seconds ELSE 0 END) AS spent
  FROM (SELECT r.enrolment_id, ${seconds_of_work} AS seconds,
               CASE WHEN ${current} AND ${live} THEN 1 ELSE 0 END AS counts
          FROM records_enrolment e
          JOIN records_courserecord r ON r.enrolment_id = e.id
          JOIN records_activityrecord w ON w.record_id = r.id
         WHERE ${wanted}
         UNION ALL
        SELECT r.enrolment_id, r.imported_seconds, CASE WHEN ${current} THEN 1 ELSE 0 END
          FROM records_enrolment e
          JOIN records_courserecord r ON r.enrolment_id = e.id
         WHERE ${wanted} AND r.imported_seconds IS NOT NULL AND r.voided_at IS NULL) x
 GROUP BY x.enrolment_id

-- fragment: state
r.number, r.opened_by, r.status, r.progress, r.score, r.completed_at, r.completed_by,
       coalesce(t.spent, 0) AS time_spent, coalesce(t.total, 0) AS time_spent_total
