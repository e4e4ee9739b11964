-- The log of administration is append-only, on SQLite.

-- fragment: refuse_change
BEGIN SELECT RAISE(ABORT, 'the log of administration is append-only'); END

-- name: admin_entry_no_update
CREATE TRIGGER admin_entry_no_update BEFORE UPDATE ON organisation_adminentry ${refuse_change}

-- name: admin_entry_no_delete
CREATE TRIGGER admin_entry_no_delete BEFORE DELETE ON organisation_adminentry ${refuse_change}

-- name: admin_entry_no_replace
-- INSERT OR REPLACE deletes without the trigger for deletions.
CREATE TRIGGER admin_entry_no_replace BEFORE INSERT ON organisation_adminentry
WHEN EXISTS (SELECT 1 FROM organisation_adminentry e WHERE e.id = NEW.id) ${refuse_change}
