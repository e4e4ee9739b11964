"""The commands: each is a handful of named statements in a fixed order.

To follow one reset: `api.py` → `stage.py` → here → `sql/reset.sql`; `run.py` applies it chunk by chunk.
"""

from dataclasses import dataclass
from typing import Any

from milepost.base import clock
from milepost.base.sql import SqlFile
from milepost.progress.models import Kind, Operation


@dataclass(frozen=True)
class Command:
    """What one kind of operation runs in each chunk: `first`, then `decide`, `beside`, `changes` and `events`.

    `first`: the lock, where the decision must not be overtaken because more than one row of an enrolment matters.
    `changes`: the statements that change records. Together they must change exactly as many records as there are
    items with the outcome done; so success is what was counted, not the absence of an error.
    `beside`: statements that touch something else besides, whose number is not the items'.
    """

    sql: SqlFile
    changes: tuple[str, ...]
    first: tuple[str, ...] = ("lock",)
    beside: tuple[str, ...] = ()


RESET = Command(SqlFile(__package__, "common.sql", "reset.sql"), first=(), changes=("supersede",))
MARK = Command(SqlFile(__package__, "common.sql", "mark.sql"), changes=("waive", "open_waived"))
UNDO_RESET = Command(
    SqlFile(__package__, "common.sql", "undo.sql", "undo_reset.sql"),
    changes=("restore",),
    beside=("close_sessions",),
)
UNDO_MARK = Command(SqlFile(__package__, "common.sql", "undo.sql", "undo_mark.sql"), changes=("void", "withdraw"))

_BY_KIND = {Kind.RESET: RESET, Kind.MARK_COMPLETE: MARK}
_UNDO_OF_KIND = {Kind.RESET: UNDO_RESET, Kind.MARK_COMPLETE: UNDO_MARK}


def command_of(operation: Operation) -> Command:
    """The command that an operation runs."""
    if operation.undo_of is not None:
        return _UNDO_OF_KIND[Kind(operation.undo_of.kind)]
    return _BY_KIND[Kind(operation.kind)]


def parameters(operation: Operation, *, after: int = 0, until: int | None = None) -> dict[str, Any]:
    """What the statements of a command are told: the operation, the stretch of positions, the two clocks (R47)."""
    now = clock.now()
    day = operation.completed_on
    return {
        "operation": operation.pk,
        "undone": operation.undo_of_id,
        "after": after,
        "until": operation.last_position if until is None else until,
        "now": now,
        "completed_at": now if day is None or day == clock.today() else clock.start_of(day),
    }
