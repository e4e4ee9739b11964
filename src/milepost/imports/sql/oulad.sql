-- From the files' rows to users, courses, enrolments and records. What is there already is left exactly as it is.
-- `number` is the place of a row in this one import; the keys of the database are looked up once for each.

-- name: create_incoming_course
CREATE TEMPORARY TABLE incoming_course (
    number integer PRIMARY KEY, course_id bigint,
    uuid ${uuid_type} NOT NULL, asset_id text NOT NULL, title text NOT NULL,
    exists_since timestamp with time zone NOT NULL)

-- name: create_incoming_activity
CREATE TEMPORARY TABLE incoming_activity (
    number integer PRIMARY KEY, activity_id bigint,
    course integer NOT NULL, uuid ${uuid_type} NOT NULL, asset_id text NOT NULL, kind text NOT NULL,
    title text NOT NULL, position integer NOT NULL, weight double precision NOT NULL)

-- name: create_incoming_user
CREATE TEMPORARY TABLE incoming_user (
    number integer PRIMARY KEY, user_id bigint, uuid ${uuid_type} NOT NULL, login_id text NOT NULL)

-- name: create_incoming_enrolment
CREATE TEMPORARY TABLE incoming_enrolment (
    number integer PRIMARY KEY, enrolment_id bigint,
    learner integer NOT NULL, course integer NOT NULL, enrolled_at timestamp with time zone,
    status text NOT NULL, completed_at timestamp with time zone)

-- name: create_incoming_result
CREATE TEMPORARY TABLE incoming_result (
    enrolment integer NOT NULL, activity integer NOT NULL,
    submitted_at timestamp with time zone, score double precision,
    PRIMARY KEY (enrolment, activity))

-- name: create_incoming_record
-- The records that the files stand for; `is_new`: the enrolment has no record yet.
CREATE TEMPORARY TABLE incoming_record (
    enrolment integer PRIMARY KEY, enrolment_id bigint NOT NULL, user_id bigint NOT NULL, course_id bigint NOT NULL,
    status text NOT NULL, progress double precision NOT NULL, score double precision,
    completed_at timestamp with time zone, completed_by text NOT NULL, results integer NOT NULL,
    is_new boolean NOT NULL)

-- name: analyze_incoming
-- PostgreSQL looks at temporary tables only when told to; without that the joins below are guesswork.
${analyze} incoming_course, incoming_activity, incoming_user, incoming_enrolment, incoming_result

-- name: analyze_enrolments
${analyze} people_user, catalog_course, catalog_activity, records_enrolment

-- name: analyze_records
-- For whatever comes next: the first command over freshly imported records is planned on what is there.
${analyze} incoming_record, records_courserecord, records_activityrecord, ledger_event

-- name: add_users
INSERT INTO people_user (uuid, login_id, password, email, display_name, is_active, language, time_zone, created_at)
SELECT t.uuid, t.login_id, %(no_password)s, '', '', %(yes)s, '', '', %(now)s
  FROM incoming_user t
 WHERE NOT EXISTS (SELECT 1 FROM people_user u WHERE u.login_id = t.login_id)
 ORDER BY t.number

-- name: find_users
UPDATE incoming_user SET user_id = (SELECT u.id FROM people_user u WHERE u.login_id = incoming_user.login_id)

-- name: add_courses
INSERT INTO catalog_course (uuid, asset_id, title, description, created_at, record_policy, compliance)
SELECT t.uuid, t.asset_id, t.title, '', t.exists_since, '', %(no)s
  FROM incoming_course t
 WHERE NOT EXISTS (SELECT 1 FROM catalog_course c WHERE c.asset_id = t.asset_id)
 ORDER BY t.number

-- name: find_courses
UPDATE incoming_course SET course_id = (SELECT c.id FROM catalog_course c WHERE c.asset_id = incoming_course.asset_id)

-- name: add_activities
INSERT INTO catalog_activity
       (uuid, asset_id, course_id, kind, title, position, required, weight, legacy, created_at)
SELECT t.uuid, t.asset_id, c.course_id, t.kind, t.title, t.position, %(yes)s, t.weight, %(no)s, c.exists_since
  FROM incoming_activity t
  JOIN incoming_course c ON c.number = t.course
 WHERE NOT EXISTS (SELECT 1 FROM catalog_activity a WHERE a.course_id = c.course_id AND a.asset_id = t.asset_id)
 ORDER BY t.number

-- name: find_activities
UPDATE incoming_activity
   SET activity_id = (SELECT a.id
                        FROM catalog_activity a
                        JOIN incoming_course c ON c.course_id = a.course_id
                       WHERE c.number = incoming_activity.course AND a.asset_id = incoming_activity.asset_id)

-- name: add_enrolments
INSERT INTO records_enrolment (user_id, course_id, enrolled_at, recorded_at, restart)
SELECT u.user_id, c.course_id, t.enrolled_at, %(now)s, 'keep'
  FROM incoming_enrolment t
  JOIN incoming_user u ON u.number = t.learner
  JOIN incoming_course c ON c.number = t.course
 WHERE NOT EXISTS (SELECT 1 FROM records_enrolment e WHERE e.user_id = u.user_id AND e.course_id = c.course_id)
 ORDER BY t.number

-- name: find_enrolments
UPDATE incoming_enrolment
   SET enrolment_id = (SELECT e.id
                         FROM incoming_user u
                         JOIN incoming_course c ON c.number = incoming_enrolment.course
                         JOIN records_enrolment e ON e.user_id = u.user_id AND e.course_id = c.course_id
                        WHERE u.number = incoming_enrolment.learner)

-- name: find_records
-- Who finished, and who has a result. What a record is worth follows the rule of the roll-up: the share of the
-- required activities that have work, and the weighted mean of the scores.
INSERT INTO incoming_record
SELECT t.number, e.id, e.user_id, e.course_id, t.status,
       CASE WHEN t.status = 'completed' THEN 100.0
            WHEN n.required > 0 THEN CAST(100.0 * coalesce(w.required, 0) / n.required AS double precision)
            ELSE 0.0 END,
       CASE WHEN w.weight > 0 THEN CAST(w.weighted / w.weight AS double precision) END,
       t.completed_at,
       CASE WHEN t.status = 'completed' THEN 'import' ELSE '' END,
       coalesce(w.results, 0),
       NOT EXISTS (SELECT 1 FROM records_courserecord r WHERE r.enrolment_id = e.id)
  FROM incoming_enrolment t
  JOIN records_enrolment e ON e.id = t.enrolment_id
  LEFT JOIN (SELECT i.enrolment,
                    count(*) AS results,
                    count(CASE WHEN a.required AND a.retired_at IS NULL THEN 1 END) AS required,
                    sum(CASE WHEN a.retired_at IS NULL THEN a.weight * i.score END) AS weighted,
                    sum(CASE WHEN i.score IS NOT NULL AND a.retired_at IS NULL THEN a.weight END) AS weight
               FROM incoming_result i
               JOIN incoming_activity k ON k.number = i.activity
               JOIN catalog_activity a ON a.id = k.activity_id
              GROUP BY i.enrolment) w ON w.enrolment = t.number
  LEFT JOIN (SELECT course_id, count(*) AS required
               FROM catalog_activity
              WHERE required AND retired_at IS NULL
              GROUP BY course_id) n ON n.course_id = e.course_id
 WHERE t.status = 'completed' OR w.results > 0

-- name: add_records
INSERT INTO records_courserecord
       (enrolment_id, number, user_id, course_id, opened_by, status, progress, success, score,
        completed_at, completed_by, real_status, real_success)
SELECT t.enrolment_id, 1, t.user_id, t.course_id, 'import', t.status, t.progress, '', t.score,
       t.completed_at, t.completed_by, '', ''
  FROM incoming_record t
 WHERE t.is_new
 ORDER BY t.enrolment

-- name: add_results
-- Results come with their record or not at all: what a reset or an erase has left of an older one stays as it is.
INSERT INTO records_activityrecord
       (record_id, activity_id, number, status, progress, score, seconds, state, changed_at,
        completed_at, completed_by)
SELECT r.id, k.activity_id, 1, 'completed', 100.0, i.score, 0, '', %(now)s,
       i.submitted_at, 'import'
  FROM incoming_record t
  JOIN records_courserecord r ON r.enrolment_id = t.enrolment_id AND r.number = 1
  JOIN incoming_result i ON i.enrolment = t.enrolment
  JOIN incoming_activity k ON k.number = i.activity
 WHERE t.is_new
 ORDER BY i.enrolment, i.activity

-- name: add_events
INSERT INTO ledger_event (tx, epoch, kind, user_id, course_id, record_id, occurred_at, recorded_at, data)
SELECT ${tx}, ${epoch}, 'record.imported', t.user_id, t.course_id, r.id, t.completed_at, %(now)s,
       '{"status": "' || t.status || '", "activities": ' || t.results || '}'
  FROM incoming_record t
  JOIN records_courserecord r ON r.enrolment_id = t.enrolment_id AND r.number = 1
 WHERE t.is_new
 ORDER BY t.enrolment

-- name: standing_records
-- What the database holds of the records that the files stand for, current or not: all, and those completed.
SELECT count(*), count(CASE WHEN r.status IN ('completed', 'passed') THEN 1 END)
  FROM incoming_record t
  JOIN records_courserecord r ON r.enrolment_id = t.enrolment_id AND r.number = 1

-- name: standing_results
SELECT count(*)
  FROM incoming_record t
  JOIN records_courserecord r ON r.enrolment_id = t.enrolment_id AND r.number = 1
  JOIN incoming_result i ON i.enrolment = t.enrolment
  JOIN incoming_activity k ON k.number = i.activity
  JOIN records_activityrecord w ON w.record_id = r.id AND w.activity_id = k.activity_id AND w.number = 1

-- name: drop_incoming_course
DROP TABLE incoming_course

-- name: drop_incoming_activity
DROP TABLE incoming_activity

-- name: drop_incoming_user
DROP TABLE incoming_user

-- name: drop_incoming_enrolment
DROP TABLE incoming_enrolment

-- name: drop_incoming_result
DROP TABLE incoming_result

-- name: drop_incoming_record
DROP TABLE incoming_record
