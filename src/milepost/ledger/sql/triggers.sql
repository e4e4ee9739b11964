-- What may be updated, on both databases. Each statement is named after its trigger, and that after its table.

-- fragment: is_redaction
-- The one guarded path: an erase takes away what the event said and nothing else. It happens once an event, and never
-- to the event that tells of an erase.
NEW.id ${same} OLD.id AND NEW.tx ${same} OLD.tx AND NEW.epoch ${same} OLD.epoch
AND NEW.operation_id ${same} OLD.operation_id AND NEW.user_id ${same} OLD.user_id
AND NEW.course_id ${same} OLD.course_id AND NEW.activity_id ${same} OLD.activity_id
AND NEW.program_id ${same} OLD.program_id AND NEW.record_id ${same} OLD.record_id
AND NEW.kind ${same} 'erased' AND NEW.occurred_at IS NULL AND NEW.data ${same} '{}'
AND NEW.recorded_at IS NOT NULL AND NEW.erased_by_operation IS NOT NULL
AND OLD.erased_by_operation IS NULL AND OLD.kind <> 'progress.erased'

-- fragment: forgets_the_salt
NEW.salt IS NULL AND NEW.event_id ${same} OLD.event_id AND NEW.seal_id ${same} OLD.seal_id
AND NEW.digest ${same} OLD.digest AND NEW.leaf ${same} OLD.leaf

-- name: ledger_event_no_update
CREATE TRIGGER ledger_event_no_update BEFORE UPDATE ON ledger_event
FOR EACH ROW WHEN (NOT (${is_redaction})) ${refuse}

-- name: ledger_seal_event_no_update
CREATE TRIGGER ledger_seal_event_no_update BEFORE UPDATE ON ledger_seal_event
FOR EACH ROW WHEN (NOT (${forgets_the_salt})) ${refuse}

-- name: ledger_seal_no_update
CREATE TRIGGER ledger_seal_no_update BEFORE UPDATE ON ledger_seal
FOR EACH ROW ${refuse}

-- name: ledger_epoch_no_update
CREATE TRIGGER ledger_epoch_no_update BEFORE UPDATE ON ledger_epoch
FOR EACH ROW ${refuse}
