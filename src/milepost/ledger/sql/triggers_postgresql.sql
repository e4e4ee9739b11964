-- Nothing is deleted, on PostgreSQL. For each statement, not for each row: TRUNCATE has no rows, and INSERT costs nothing.

-- name: refusal
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''the ledger is append-only'' USING ERRCODE = ''restrict_violation''; END'

-- name: ledger_event_no_delete
CREATE TRIGGER ledger_event_no_delete BEFORE DELETE OR TRUNCATE ON ledger_event
FOR EACH STATEMENT ${refuse}

-- name: ledger_seal_event_no_delete
CREATE TRIGGER ledger_seal_event_no_delete BEFORE DELETE OR TRUNCATE ON ledger_seal_event
FOR EACH STATEMENT ${refuse}

-- name: ledger_seal_no_delete
CREATE TRIGGER ledger_seal_no_delete BEFORE DELETE OR TRUNCATE ON ledger_seal
FOR EACH STATEMENT ${refuse}

-- name: ledger_epoch_no_delete
CREATE TRIGGER ledger_epoch_no_delete BEFORE DELETE OR TRUNCATE ON ledger_epoch
FOR EACH STATEMENT ${refuse}
