-- What somebody gave, rows or a choice of learners and contents: the tables that it is put aside in, and who and what it
-- means (given.py, selection.py).

-- name: create_rows
-- `learner` and `content` are the places of names. What a row says besides is there for marks with details only.
CREATE TEMPORARY TABLE staged_row (
    line integer NOT NULL, learner integer NOT NULL, content integer NOT NULL, wanted text NOT NULL,
    completed_at timestamp with time zone, next_day timestamp with time zone, score double precision, seconds bigint,
    reason text, bad_completed_on boolean, bad_score boolean, bad_seconds boolean, bad_reason boolean)

-- name: create_learner_names
CREATE TEMPORARY TABLE staged_learner_name (
    place integer PRIMARY KEY, name text NOT NULL, uuid ${uuid_type}, email text)

-- name: create_content_names
CREATE TEMPORARY TABLE staged_content_name (
    place integer PRIMARY KEY, kind text NOT NULL, content text NOT NULL, content_uuid ${uuid_type},
    activity text NOT NULL, activity_uuid ${uuid_type})

-- name: create_found
CREATE TEMPORARY TABLE staged_found (
    place ${numbered}, line integer NOT NULL, wanted text NOT NULL, user_id bigint, course_id bigint,
    enrolment_id bigint, faults text NOT NULL)

-- name: create_items
CREATE TEMPORARY TABLE staged_item (
    place ${numbered}, line integer NOT NULL, user_id bigint, course_id bigint, enrolment_id bigint,
    erases boolean NOT NULL, enrols boolean NOT NULL, record_id bigint, outcome text, faults text NOT NULL)

-- name: create_content
CREATE TEMPORARY TABLE staged_content (
    place integer NOT NULL, course_id bigint, activity_id bigint, program_id bigint)

-- name: create_learners
CREATE TEMPORARY TABLE staged_learner (user_id bigint PRIMARY KEY)

-- name: prepare_rows
-- For `rows`, which goes learner by learner.
${prepare_rows}

-- name: analyze_learner_names
${analyze} staged_learner_name

-- name: analyze_found
${analyze} staged_found

-- name: analyze_items
${analyze} progress_operationitem

-- name: analyze_learners
${analyze} staged_learner

-- name: drop_rows
DROP TABLE staged_row

-- name: drop_learner_names
DROP TABLE staged_learner_name

-- name: drop_content_names
DROP TABLE staged_content_name

-- name: drop_found
DROP TABLE staged_found

-- name: drop_items
DROP TABLE staged_item

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

-- fragment: rows_in_table
-- With the learners that they name. CROSS JOIN has SQLite go learner by learner, whose enrolments lie together.
called l CROSS JOIN staged_row s

-- fragment: learners_in_table
staged_learner_name

-- fragment: contents_in_table
staged_content_name

-- fragment: rows_in_parameter
-- A few rows need no tables: they come as JSON, in the order of the columns above, and are read once, from the first to
-- the last.
(SELECT CAST(given.value ->> 0 AS integer) AS line, CAST(given.value ->> 1 AS integer) AS learner,
        CAST(given.value ->> 2 AS integer) AS content, given.value ->> 3 AS wanted
   FROM ${each_of_rows} given) s
 CROSS JOIN called l

-- fragment: learners_in_parameter
(SELECT CAST(given.value ->> 0 AS integer) AS place, given.value ->> 1 AS name,
        CAST(given.value ->> 2 AS ${uuid_type}) AS uuid, given.value ->> 3 AS email
   FROM ${each_of_learners} given)

-- fragment: contents_in_parameter
(SELECT CAST(given.value ->> 0 AS integer) AS place, given.value ->> 1 AS kind, given.value ->> 2 AS content,
        CAST(given.value ->> 3 AS ${uuid_type}) AS content_uuid, given.value ->> 4 AS activity,
        CAST(given.value ->> 5 AS ${uuid_type}) AS activity_uuid
   FROM ${each_of_contents} given)

-- fragment: several
-- Who could be meant by more than a login id: an e-mail address or a UUID may be somebody else's login id. CROSS JOIN has
-- SQLite look for each address; it would rather make an index of all rows. lower() on both sides, though the address is
-- in lower case: beside a column, which is of type text, SQLite does not use an index of an expression, which has none.
SELECT x.place, min(x.user_id) AS user_id, count(DISTINCT x.user_id) AS found
  FROM (SELECT l.place, u.id AS user_id
          FROM ${learners_given} l JOIN people_user u ON u.login_id = l.name AND ${in_reach}
         WHERE l.uuid IS NOT NULL OR l.email IS NOT NULL
         UNION ALL
        SELECT l.place, u.id
          FROM ${learners_given} l JOIN people_user u ON u.uuid = l.uuid AND ${in_reach}
         UNION ALL
        SELECT l.place, u.id
          FROM ${learners_given} l CROSS JOIN people_user u
         WHERE lower(u.email) = lower(l.email) AND ${in_reach}) x
 GROUP BY x.place

-- fragment: called
-- Who each name of a learner means, and what is wrong with it. People outside the reach do not exist (R40).
SELECT l.place, CASE WHEN m.place IS NULL THEN u.id WHEN m.found = 1 THEN m.user_id END AS user_id,
       CASE WHEN l.name = '' THEN 'learner.missing_value '
            WHEN m.found > 1 THEN 'learner.ambiguous_learner '
            WHEN m.place IS NULL AND u.id IS NULL THEN 'learner.unknown_learner ' ELSE '' END AS faults
  FROM ${learners_given} l
  LEFT JOIN people_user u ON u.login_id = l.name AND ${in_reach}
  LEFT JOIN several m ON m.place = l.place

-- fragment: meant
-- An activity is named within its course, or alone: by UUID, or by an asset id that no other one has.
SELECT n.place, n.kind, n.content, n.activity,
       CASE n.kind WHEN 'course' THEN coalesce(cu.id, ca.id)
                   WHEN 'activity' THEN coalesce(wu.course_id, wa.course_id, au.course_id, aa.course_id) END AS course_id,
       CASE n.kind WHEN 'activity' THEN coalesce(wu.id, wa.id, au.id, aa.id) END AS activity_id,
       CASE n.kind WHEN 'program' THEN coalesce(pu.id, pa.id) END AS program_id
  FROM ${contents_given} n
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

-- fragment: named
-- What each name means, and what is wrong with it.
SELECT n.place, n.course_id, n.activity_id, n.program_id,
       CASE WHEN n.kind NOT IN ('course', 'activity', 'program') THEN 'kind.bad_value '
            WHEN n.kind <> 'activity' AND n.activity <> '' THEN 'activity.bad_value '
            WHEN n.content = '' THEN 'content.missing_value '
            WHEN n.kind = 'activity' AND n.activity <> '' AND n.activity_id IS NULL THEN 'activity.unknown_content '
            WHEN n.course_id IS NULL AND n.program_id IS NULL THEN 'content.unknown_content ' ELSE '' END AS faults
  FROM (${meant}) n

-- fragment: rows
-- Each row with who and what it means. `wanted`: yes, no (left out and not looked at further), missing, bad.
SELECT s.line, s.wanted, l.user_id, c.course_id, c.activity_id, c.program_id,
       l.faults || c.faults || CASE s.wanted WHEN 'missing' THEN 'wanted.missing_value '
                                             WHEN 'bad' THEN 'wanted.bad_value ' ELSE '' END
                || ${detail_faults} AS faults
  FROM ${rows_given}
 CROSS JOIN named c
  ${with_course}
 WHERE s.learner = l.place AND c.place = s.content

-- fragment: targets_of_rows
named AS MATERIALIZED (${named}), several AS MATERIALIZED (${several}), called AS MATERIALIZED (${called}),
target AS (${rows})
