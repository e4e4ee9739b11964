-- What every command has in common. `i` is the item, `r` its record. Each kind of content says in
-- `of_*.sql` which items are its own, and in which tables its enrolments and records stand.

-- fragment: whole_chunk
i.operation_id = %(operation)s AND i.position > %(after)s AND i.position <= %(until)s

-- fragment: chunk
${whole_chunk} AND ${mine}

-- fragment: current
r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: done_here
-- The records of what was decided. Not joined: SQLite would put each new row aside first and then write it.
r.id IN (SELECT i.record_id FROM progress_operationitem i WHERE ${chunk} AND ${decided})

-- fragment: items_below
-- Items of courses with the program enrolments that their learners have above them.
progress_operationitem i
  JOIN catalog_programcourse of_program ON of_program.course_id = i.course_id
  JOIN records_programenrolment above ON above.user_id = i.user_id AND above.program_id = of_program.program_id

-- fragment: of_undone
-- Said of `coalesce(r.waived_by_operation, 0)` and its like: with a plain comparison the planner, which may have seen
-- the column empty, would go the wrong way round, from the records to the items.
= %(undone)s

-- fragment: has_left
-- Not enrolled, or not any more. Asked of the enrolments that have ended, which have an index to themselves: that one
-- finds nothing, and needs no look at the enrolment.
(i.enrolment_id IS NULL
 OR EXISTS (SELECT 1 FROM ${ended_enrolments} WHERE e.id = i.enrolment_id AND e.ended_at IS NOT NULL))

-- fragment: not_enrolled
${has_left} AND NOT i.enrols

-- fragment: activity_counts
SELECT course_id, count(*) AS activities FROM catalog_activity WHERE retired_at IS NULL GROUP BY course_id

-- name: lock
-- The records of each enrolment, the newest among them, in one order and in a statement of its own: whoever waited
-- here decides in the next statement, which sees what the other one did. Where the whole database has one writer there
-- is nothing to lock.
SELECT count(*) FROM (
    SELECT r.id
      FROM progress_operationitem i
      JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id
     WHERE ${if_rows_lock} AND ${whole_chunk} AND i.program_id IS NULL AND ${undecided}
     ORDER BY i.position, r.number
     ${for_update_of_r}
) locked

-- name: lock_programs_first
-- In a chunk with items of programs: their enrolments, and those above its courses, before any record of a program is
-- touched. A launch locks in the same order, and neither waits for the other in a circle.
SELECT count(*) FROM (
    SELECT r.id
      FROM records_programenrolment r
     WHERE ${if_rows_lock}
       AND r.id IN (SELECT i.enrolment_id FROM progress_operationitem i
                     WHERE ${whole_chunk} AND i.program_id IS NOT NULL
                     UNION
                    SELECT above.id
                      FROM ${items_below}
                     WHERE ${whole_chunk} AND i.program_id IS NULL)
     ORDER BY r.id
     ${for_update_of_r}
) locked

-- fragment: write_outcome
UPDATE progress_operationitem AS i
   SET (${columns_found}, outcome) = (
       SELECT ${found}, ${decision}
         FROM (SELECT 1 AS one) AS always
         ${joins})
 WHERE ${chunk} AND ${undecided}

-- name: foresee
-- What would become of each item, and of which records: what is previewed.
${write_outcome}

-- name: decide
-- What becomes of each item. Only what is not as foreseen is written, which is seldom anything: half the cost of
-- deciding was writing it down (docs/decisions/0016-foreseen-outcomes.md).
${write_outcome} AND ${is_different}

-- name: decide_skipped
-- The same without what is foreseen as done, where the statements that change records look again themselves: if they
-- change fewer than that, all of the chunk is decided (run.py).
${write_outcome} AND i.outcome <> 'done' AND ${is_different}

-- fragment: is_different
NOT EXISTS (SELECT 1
              FROM (SELECT 1 AS one) AS always
              ${joins}
             WHERE ${as_foreseen} AND ${decision} = i.outcome)

-- fragment: still_applies
-- Of a record that was foreseen as changed: nobody has ended the enrolment since, nor archived the content. (Said so
-- that PostgreSQL asks for each record, whatever it thinks of the tables.)
(CASE WHEN EXISTS (SELECT 1 FROM ${ended_enrolments} WHERE e.id = r.enrolment_id AND e.ended_at IS NOT NULL) THEN FALSE
      ELSE r.${content} NOT IN (${archived_contents}) END)

-- name: concerned
-- What goes with the items of one kind that the command would change, as foreseen, to be added up.
SELECT ${records_touched} AS records, ${activities} AS activities, ${scores} AS scores
  FROM progress_operationitem i
       ${joins_foreseen}
 WHERE ${chunk} AND ${decided}
