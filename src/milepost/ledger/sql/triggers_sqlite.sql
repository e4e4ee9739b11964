-- Nothing is deleted, on SQLite. INSERT OR REPLACE deletes too; for that the triggers for deletions fire only on
-- connections with PRAGMA recursive_triggers, as ours are (settings.py). Where a trigger costs nothing to speak of, an
-- INSERT itself looks whether the row is there, on any connection. Of events there are too many
-- (docs/decisions/0009-the-sealed-ledger.md).

-- name: ledger_event_no_delete
CREATE TRIGGER ledger_event_no_delete BEFORE DELETE ON ledger_event
FOR EACH ROW ${refuse}

-- name: ledger_seal_event_no_delete
CREATE TRIGGER ledger_seal_event_no_delete BEFORE DELETE ON ledger_seal_event
FOR EACH ROW ${refuse}

-- name: ledger_seal_event_no_replace
CREATE TRIGGER ledger_seal_event_no_replace BEFORE INSERT ON ledger_seal_event
FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM ledger_seal_event there WHERE there.event_id = NEW.event_id)) ${refuse}

-- name: ledger_seal_no_delete
CREATE TRIGGER ledger_seal_no_delete BEFORE DELETE ON ledger_seal
FOR EACH ROW ${refuse}

-- name: ledger_seal_no_replace
CREATE TRIGGER ledger_seal_no_replace BEFORE INSERT ON ledger_seal
FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM ledger_seal there WHERE there.number = NEW.number)) ${refuse}

-- name: ledger_epoch_no_delete
CREATE TRIGGER ledger_epoch_no_delete BEFORE DELETE ON ledger_epoch
FOR EACH ROW ${refuse}

-- name: ledger_epoch_no_replace
CREATE TRIGGER ledger_epoch_no_replace BEFORE INSERT ON ledger_epoch
FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM ledger_epoch there WHERE there.number = NEW.number)) ${refuse}
