"""What keeps the log of administration append-only (base/appendonly.py)."""

from milepost.base.appendonly import AppendOnly

_LOG = AppendOnly(__package__)

triggers = _LOG.triggers
drop_triggers = _LOG.drop
create_triggers = _LOG.create
