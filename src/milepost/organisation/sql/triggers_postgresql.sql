-- The log of administration is append-only, on PostgreSQL.

-- name: refusal
CREATE OR REPLACE FUNCTION organisation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''the log of administration is append-only'' USING ERRCODE = ''restrict_violation''; END'

-- name: admin_entry_append_only
-- For each statement, not for each row: TRUNCATE has no rows, and a statement that meets none is refused as well.
CREATE TRIGGER admin_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON organisation_adminentry
FOR EACH STATEMENT EXECUTE FUNCTION organisation_refuse_change()
