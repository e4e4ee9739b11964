-- From rows to items: learners and content are looked up, faults noted (R44), positions given.

-- name: create_rows
CREATE TEMPORARY TABLE staged_row (
    line integer NOT NULL,
    learner text NOT NULL, learner_uuid ${uuid_type}, learner_email text,
    content text NOT NULL, content_uuid ${uuid_type},
    wanted text NOT NULL)

-- name: create_learners
CREATE TEMPORARY TABLE staged_learner (user_id bigint PRIMARY KEY)

-- name: analyze_rows
${analyze} staged_row

-- name: drop_rows
DROP TABLE staged_row

-- name: drop_learners
DROP TABLE staged_learner

-- name: items
-- `wanted`: yes, no (the row is left out and not looked at further), missing, bad.
-- Positions are in the order of the current records: a chunk then changes records that lie together, and two
-- operations meet the same records in the same order.
INSERT INTO progress_operationitem
       (operation_id, position, line, user_id, course_id, enrolment_id, outcome, faults)
WITH learner AS (
    SELECT line, min(user_id) AS user_id, count(DISTINCT user_id) AS found
      FROM (SELECT s.line, u.id AS user_id
              FROM staged_row s JOIN people_user u ON u.login_id = s.learner
             UNION ALL
            SELECT s.line, u.id
              FROM staged_row s JOIN people_user u ON u.uuid = s.learner_uuid
             UNION ALL
            SELECT s.line, u.id
              FROM staged_row s JOIN people_user u ON lower(u.email) = s.learner_email) matches
     GROUP BY line
), content AS (
    SELECT DISTINCT s.content, coalesce(by_uuid.id, by_asset.id) AS course_id
      FROM staged_row s
      LEFT JOIN catalog_course by_uuid ON by_uuid.uuid = s.content_uuid
      LEFT JOIN catalog_course by_asset ON by_asset.asset_id = s.content
), looked_up AS (
    SELECT s.line, s.learner, s.content, s.wanted, coalesce(l.found, 0) AS found,
           CASE WHEN l.found = 1 THEN l.user_id END AS user_id, c.course_id
      FROM staged_row s
      LEFT JOIN learner l ON l.line = s.line
      LEFT JOIN content c ON c.content = s.content
), numbered AS (
    SELECT looked_up.*,
           CASE WHEN user_id IS NOT NULL AND course_id IS NOT NULL AND wanted <> 'no'
                THEN row_number() OVER (PARTITION BY user_id, course_id, CASE WHEN wanted = 'no' THEN 1 ELSE 0 END
                                            ORDER BY line)
                ELSE 1 END AS occurrence
      FROM looked_up
)
SELECT %(operation)s, row_number() OVER (ORDER BY coalesce(r.id, 9223372036854775807), coalesce(e.id, 9223372036854775807), n.line),
       n.line,
       n.user_id, n.course_id, e.id,
       CASE WHEN n.wanted = 'no' THEN 'excluded' END,
       CASE WHEN n.wanted = 'no' THEN '' ELSE trim(
           CASE WHEN n.learner = '' THEN 'learner.missing_value '
                WHEN n.found = 0 THEN 'learner.unknown_learner '
                WHEN n.found > 1 THEN 'learner.ambiguous_learner ' ELSE '' END
        || CASE WHEN n.content = '' THEN 'content.missing_value '
                WHEN n.course_id IS NULL THEN 'content.unknown_content ' ELSE '' END
        || CASE n.wanted WHEN 'missing' THEN 'wanted.missing_value '
                         WHEN 'bad' THEN 'wanted.bad_value ' ELSE '' END
        || CASE WHEN n.occurrence > 1 THEN 'row.duplicate_row' ELSE '' END) END
  FROM numbered n
  LEFT JOIN records_enrolment e ON e.user_id = n.user_id AND e.course_id = n.course_id
  LEFT JOIN records_courserecord r
    ON r.enrolment_id = e.id AND r.superseded_at IS NULL AND r.voided_at IS NULL

-- name: count_items
SELECT count(*), coalesce(max(position), 0), count(CASE WHEN faults <> '' THEN 1 END)
  FROM progress_operationitem
 WHERE operation_id = %(operation)s

-- name: faults
SELECT line, faults FROM progress_operationitem
 WHERE operation_id = %(operation)s AND faults <> ''
 ORDER BY line

-- name: courses_younger_than
-- The courses of an operation that did not exist yet on a day (R28).
SELECT c.title, c.created_at
  FROM catalog_course c
 WHERE c.created_at >= %(end_of_day)s
   AND c.id IN (SELECT course_id FROM progress_operationitem WHERE operation_id = %(operation)s AND outcome IS NULL)
 ORDER BY c.title
