-- From rows to items: learners and content are looked up, faults noted (R44), programs expanded, positions given.

-- name: create_rows
CREATE TEMPORARY TABLE staged_row (
    line integer NOT NULL,
    learner text NOT NULL, learner_uuid ${uuid_type}, learner_email text,
    kind text NOT NULL, content text NOT NULL, content_uuid ${uuid_type},
    activity text NOT NULL, activity_uuid ${uuid_type},
    wanted text NOT NULL,
    completed_at timestamp with time zone, next_day timestamp with time zone, score double precision, seconds bigint,
    reason text, bad_completed_on boolean, bad_score boolean, bad_seconds boolean, bad_reason boolean)

-- name: create_content
CREATE TEMPORARY TABLE staged_content (
    place integer NOT NULL, course_id bigint, activity_id bigint, program_id bigint)

-- name: create_learners
CREATE TEMPORARY TABLE staged_learner (user_id bigint PRIMARY KEY)

-- name: analyze_rows
${analyze} staged_row

-- name: analyze_items
${analyze} progress_operationitem

-- name: analyze_learners
${analyze} staged_learner

-- name: drop_rows
DROP TABLE staged_row

-- name: drop_content
DROP TABLE staged_content

-- name: drop_learners
DROP TABLE staged_learner

-- name: learners_in_course
-- All who are enrolled in a course, as far as the reach goes.
INSERT INTO staged_learner (user_id)
SELECT u.id
  FROM people_user u
  JOIN records_enrolment e ON e.user_id = u.id
 WHERE e.course_id = %(content)s AND e.ended_at IS NULL AND ${in_reach}

-- name: learners_in_program
INSERT INTO staged_learner (user_id)
SELECT u.id
  FROM people_user u
  JOIN records_programenrolment e ON e.user_id = u.id
 WHERE e.program_id = %(content)s AND e.ended_at IS NULL AND ${in_reach}

-- name: learners_by_rule
-- ${rule} is the condition that the rule was compiled to.
INSERT INTO staged_learner (user_id)
SELECT u.id FROM people_user u WHERE (${rule}) AND ${in_reach}

-- fragment: learner
-- Who is meant: by login id, UUID or e-mail address. People outside the reach do not exist (R40).
SELECT line, min(user_id) AS user_id, count(DISTINCT user_id) AS found
  FROM (SELECT s.line, u.id AS user_id
          FROM staged_row s JOIN people_user u ON u.login_id = s.learner AND ${in_reach}
         UNION ALL
        SELECT s.line, u.id
          FROM staged_row s JOIN people_user u ON u.uuid = s.learner_uuid AND ${in_reach}
         UNION ALL
        SELECT s.line, u.id
          FROM staged_row s JOIN people_user u ON lower(u.email) = s.learner_email AND ${in_reach}) matches
 GROUP BY line

-- fragment: content
-- What is meant. An activity is named within its course, or alone: by UUID, or by an asset id that no other one has.
SELECT n.kind, n.content, n.activity,
       CASE n.kind WHEN 'course' THEN coalesce(cu.id, ca.id)
                   WHEN 'activity' THEN coalesce(wu.course_id, wa.course_id, au.course_id, aa.course_id) END AS course_id,
       CASE n.kind WHEN 'activity' THEN coalesce(wu.id, wa.id, au.id, aa.id) END AS activity_id,
       CASE n.kind WHEN 'program' THEN coalesce(pu.id, pa.id) END AS program_id
  FROM (SELECT DISTINCT kind, content, content_uuid, activity, activity_uuid FROM staged_row) n
  LEFT JOIN catalog_course cu ON cu.uuid = n.content_uuid
  LEFT JOIN catalog_course ca ON ca.asset_id = n.content
  LEFT JOIN catalog_program pu ON pu.uuid = n.content_uuid
  LEFT JOIN catalog_program pa ON pa.asset_id = n.content
  LEFT JOIN catalog_activity wu
    ON wu.uuid = n.activity_uuid AND wu.course_id = coalesce(cu.id, ca.id) AND wu.retired_at IS NULL
  LEFT JOIN catalog_activity wa
    ON wa.asset_id = n.activity AND wa.course_id = coalesce(cu.id, ca.id) AND wa.retired_at IS NULL
  LEFT JOIN catalog_activity au ON n.activity = '' AND au.uuid = n.content_uuid AND au.retired_at IS NULL
  LEFT JOIN (SELECT asset_id, min(course_id) AS course_id, min(id) AS id
               FROM catalog_activity WHERE retired_at IS NULL GROUP BY asset_id HAVING count(*) = 1) aa
    ON n.activity = '' AND aa.asset_id = n.content

-- fragment: rows
-- Each row with who and what it means. `wanted`: yes, no (left out and not looked at further), missing, bad.
SELECT s.line, s.wanted,
       CASE WHEN l.found = 1 THEN l.user_id END AS user_id, c.course_id, c.activity_id, c.program_id,
       CASE WHEN s.learner = '' THEN 'learner.missing_value '
            WHEN l.found IS NULL THEN 'learner.unknown_learner '
            WHEN l.found > 1 THEN 'learner.ambiguous_learner ' ELSE '' END
       || CASE WHEN s.kind NOT IN ('course', 'activity', 'program') THEN 'kind.bad_value '
               WHEN s.content = '' THEN 'content.missing_value '
               WHEN s.kind = 'activity' AND s.activity <> '' AND c.activity_id IS NULL THEN 'activity.unknown_content '
               WHEN c.course_id IS NULL AND c.program_id IS NULL THEN 'content.unknown_content ' ELSE '' END
       || CASE s.wanted WHEN 'missing' THEN 'wanted.missing_value '
                        WHEN 'bad' THEN 'wanted.bad_value ' ELSE '' END
       || ${detail_faults} AS faults
  FROM staged_row s
  LEFT JOIN (${learner}) l ON l.line = s.line
  LEFT JOIN (${content}) c ON c.kind = s.kind AND c.content = s.content AND c.activity = s.activity
  ${with_course}

-- fragment: selection
-- Every chosen learner with every chosen content.
SELECT row_number() OVER (ORDER BY l.user_id, c.place) AS line, 'yes' AS wanted,
       l.user_id, c.course_id, c.activity_id, c.program_id, '' AS faults
  FROM staged_learner l CROSS JOIN staged_content c

-- fragment: erases
-- The operation's policy goes before the course's, the course's before the organisation's (R1).
CASE WHEN %(policy)s <> '' THEN %(policy)s = 'erase'
     WHEN n.course_id IN (SELECT c.id FROM catalog_course c WHERE c.record_policy = 'erase') THEN TRUE
     WHEN n.course_id IN (SELECT c.id FROM catalog_course c WHERE c.record_policy = 'retain') THEN FALSE
     ELSE %(house_policy)s = 'erase' END

-- fragment: last
9223372036854775807

-- fragment: courses
-- Items of courses only. Positions are in the order of the current records: a chunk then changes records that lie
-- together, and two operations meet the same records in the same order.
SELECT %(operation)s,
       row_number() OVER (ORDER BY coalesce(r.id, ${last}), coalesce(e.id, ${last}), n.line),
       n.line, n.user_id, n.course_id, NULL, NULL, e.id, ${erases}, %(enrol)s = 1,
       CASE WHEN n.wanted = 'no' THEN 'excluded' END,
       CASE WHEN n.wanted = 'no' THEN ''
            ELSE trim(n.faults || CASE WHEN n.occurrence > 1 THEN 'row.duplicate_row' ELSE '' END) END
  FROM (SELECT t.*,
               CASE WHEN t.user_id IS NOT NULL AND t.course_id IS NOT NULL AND t.wanted <> 'no'
                    THEN row_number() OVER (PARTITION BY t.user_id, t.course_id,
                                                         CASE WHEN t.wanted = 'no' THEN 1 ELSE 0 END ORDER BY t.line)
                    ELSE 1 END AS occurrence
          FROM target t) n
  LEFT JOIN records_enrolment e ON e.user_id = n.user_id AND e.course_id = n.course_id
  LEFT JOIN records_courserecord r ON r.enrolment_id = e.id AND r.superseded_at IS NULL AND r.voided_at IS NULL

-- fragment: expanded
-- A program stands for its courses besides: those of them that are not named anyway. A reset of a program, and a mark
-- that does not enrol, is of no concern to who is not in it.
SELECT t.*, 0 AS derived FROM target t
 UNION ALL
SELECT t.line, t.wanted, t.user_id, pc.course_id, NULL, NULL, '', 1
  FROM target t
  JOIN catalog_programcourse pc ON pc.program_id = t.program_id
  JOIN catalog_program p ON p.id = t.program_id AND p.archived_at IS NULL
  LEFT JOIN records_programenrolment pe
    ON pe.user_id = t.user_id AND pe.program_id = t.program_id AND pe.ended_at IS NULL
 WHERE t.user_id IS NOT NULL AND t.wanted = 'yes' AND (pe.id IS NOT NULL OR %(enrol)s = 1)

-- fragment: every_content
-- The items of a learner stand together, so that they fall into one chunk; courses before activities before programs.
-- An activity whose course is named too is covered by it.
SELECT %(operation)s,
       row_number() OVER (ORDER BY n.first_record, coalesce(n.user_id, ${last}),
                                   CASE WHEN n.program_id IS NOT NULL THEN 3 WHEN n.activity_id IS NOT NULL THEN 2
                                        ELSE 1 END, n.course_id, n.line, n.activity_id, n.program_id),
       n.line, n.user_id, n.course_id, n.activity_id, n.program_id, n.enrolment_id,
       ${erases}, %(enrol)s = 1 OR n.enrols = 1,
       CASE WHEN n.wanted = 'no' OR (n.activity_id IS NOT NULL AND n.with_course = 1) THEN 'excluded' END,
       CASE WHEN n.wanted = 'no' THEN ''
            ELSE trim(n.faults || CASE WHEN n.occurrence > 1 THEN 'row.duplicate_row' ELSE '' END) END
  FROM (SELECT t.*, coalesce(e.id, pe.id) AS enrolment_id, %(marks)s * t.of_program AS enrols,
               min(coalesce(r.id, ${last})) OVER (PARTITION BY t.user_id) AS first_record,
               max(CASE WHEN t.activity_id IS NULL AND t.program_id IS NULL AND t.wanted = 'yes' THEN 1 ELSE 0 END)
                   OVER (PARTITION BY t.user_id, t.course_id) AS with_course
          FROM (SELECT x.*,
                       max(x.derived) OVER (PARTITION BY x.user_id, x.course_id, x.activity_id, x.program_id)
                           AS of_program,
                       CASE WHEN x.user_id IS NOT NULL AND (x.course_id IS NOT NULL OR x.program_id IS NOT NULL)
                                 AND x.wanted <> 'no'
                            THEN row_number() OVER (PARTITION BY x.user_id, x.course_id, x.activity_id, x.program_id,
                                                                 CASE WHEN x.wanted = 'no' THEN 1 ELSE 0 END
                                                        ORDER BY x.derived, x.line)
                            ELSE 1 END AS occurrence
                  FROM (${expanded}) x) t
          LEFT JOIN records_enrolment e ON e.user_id = t.user_id AND e.course_id = t.course_id
          LEFT JOIN records_courserecord r
            ON r.enrolment_id = e.id AND r.superseded_at IS NULL AND r.voided_at IS NULL
          LEFT JOIN records_programenrolment pe ON pe.user_id = t.user_id AND pe.program_id = t.program_id
         WHERE t.derived = 0 OR t.occurrence = 1) n

-- fragment: insert_items
INSERT INTO progress_operationitem
       (operation_id, position, line, user_id, course_id, activity_id, program_id, enrolment_id, erases, enrols,
        outcome, faults)

-- name: items_of_courses_from_rows
${insert_items}
WITH target AS (${rows})
${courses}

-- name: items_of_courses_from_selection
${insert_items}
WITH target AS (${selection})
${courses}

-- name: items_from_rows
${insert_items}
WITH target AS (${rows})
${every_content}

-- name: items_from_selection
${insert_items}
WITH target AS (${selection})
${every_content}

-- name: find_enrolments
-- Of learners who were enrolled after the operation was staged.
UPDATE progress_operationitem AS i
   SET enrolment_id = e.id
  FROM records_enrolment e
 WHERE i.operation_id = %(operation)s AND i.enrolment_id IS NULL AND ${undecided} AND i.program_id IS NULL
   AND e.user_id = i.user_id AND e.course_id = i.course_id

-- name: find_program_enrolments
UPDATE progress_operationitem AS i
   SET enrolment_id = e.id
  FROM records_programenrolment e
 WHERE i.operation_id = %(operation)s AND i.enrolment_id IS NULL AND ${undecided}
   AND e.user_id = i.user_id AND e.program_id = i.program_id

-- name: count_items
SELECT count(*), coalesce(max(position), 0), count(CASE WHEN faults <> '' THEN 1 END)
  FROM progress_operationitem
 WHERE operation_id = %(operation)s

-- name: targets
-- The kinds of items that there are.
SELECT DISTINCT CASE WHEN activity_id IS NOT NULL THEN CASE WHEN erases THEN 'erased_activity' ELSE 'activity' END
                     WHEN program_id IS NOT NULL THEN CASE WHEN erases THEN 'erased_program' ELSE 'program' END
                     ELSE CASE WHEN erases THEN 'erased_course' ELSE 'course' END END
  FROM progress_operationitem
 WHERE operation_id = %(operation)s

-- name: courses_younger_than
-- The courses of an operation that did not exist yet on a day (R28).
SELECT c.title, c.created_at
  FROM catalog_course c
 WHERE c.created_at >= %(end_of_day)s
   AND c.id IN (SELECT i.course_id FROM progress_operationitem i
                 WHERE i.operation_id = %(operation)s AND ${undecided})
 ORDER BY c.title

-- name: courses_that_want_a_reason
-- Compliance courses: a change to their records is explained (R48).
SELECT c.title
  FROM catalog_course c
 WHERE c.compliance
   AND c.id IN (SELECT i.course_id FROM progress_operationitem i
                 WHERE i.operation_id = %(operation)s AND ${undecided}
                   AND NOT EXISTS (SELECT 1 FROM progress_itemdetail d
                                    WHERE ${detail_of_item} AND d.reason <> ''))
 ORDER BY c.title

-- name: courses_to_be_kept
-- Compliance courses that an operation would erase, with the years that their records are kept (R48), and the newest
-- date in the records concerned.
SELECT c.title, c.retention_years, max(coalesce(r.completed_at, r.superseded_at, r.opened_at)) AS newest
  FROM progress_operationitem i
  JOIN catalog_course c ON c.id = i.course_id AND c.compliance AND c.retention_years IS NOT NULL
  JOIN records_courserecord r ON r.enrolment_id = i.enrolment_id AND r.erased_at IS NULL
 WHERE i.operation_id = %(operation)s AND i.erases AND ${undecided} AND i.program_id IS NULL
 GROUP BY c.id, c.title, c.retention_years
 ORDER BY c.title
