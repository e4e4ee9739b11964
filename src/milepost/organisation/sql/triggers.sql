-- The log of administration is append-only. Triggers are written differently in the two databases, so each has its
-- own statements here (schema.py picks them by name).

-- name: create_sqlite_update
CREATE TRIGGER admin_entry_no_update BEFORE UPDATE ON organisation_adminentry
BEGIN SELECT RAISE(ABORT, 'the log of administration is append-only'); END

-- name: create_sqlite_delete
CREATE TRIGGER admin_entry_no_delete BEFORE DELETE ON organisation_adminentry
BEGIN SELECT RAISE(ABORT, 'the log of administration is append-only'); END

-- name: create_sqlite_replace
-- INSERT OR REPLACE deletes without the trigger for deletions.
CREATE TRIGGER admin_entry_no_replace BEFORE INSERT ON organisation_adminentry
WHEN EXISTS (SELECT 1 FROM organisation_adminentry e WHERE e.id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the log of administration is append-only'); END

-- name: drop_sqlite_update
DROP TRIGGER IF EXISTS admin_entry_no_update

-- name: drop_sqlite_delete
DROP TRIGGER IF EXISTS admin_entry_no_delete

-- name: drop_sqlite_replace
DROP TRIGGER IF EXISTS admin_entry_no_replace

-- name: create_postgresql_function
CREATE FUNCTION organisation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''the log of administration is append-only'' USING ERRCODE = ''restrict_violation''; END'

-- name: create_postgresql_trigger
-- For each statement, not for each row: TRUNCATE has no rows, and a statement that meets none is refused as well.
CREATE TRIGGER admin_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON organisation_adminentry
FOR EACH STATEMENT EXECUTE FUNCTION organisation_refuse_change()

-- name: create_postgresql_always
-- Also in a connection that says it only replays what happened elsewhere.
ALTER TABLE organisation_adminentry ENABLE ALWAYS TRIGGER admin_entry_append_only

-- name: drop_postgresql_trigger
DROP TRIGGER IF EXISTS admin_entry_append_only ON organisation_adminentry

-- name: drop_postgresql_function
DROP FUNCTION IF EXISTS organisation_refuse_change()
