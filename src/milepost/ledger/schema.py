"""What keeps the ledger append-only (base/appendonly.py)."""

from milepost.base.appendonly import AppendOnly

_LEDGER = AppendOnly(__package__, "triggers.sql")

triggers = _LEDGER.triggers
drop_triggers = _LEDGER.drop
create_triggers = _LEDGER.create
