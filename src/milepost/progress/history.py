"""The ledger as people read it: events in their order, as far as the reach goes (R40)."""

from typing import Any

from milepost.base.actor import Actor
from milepost.base.permissions import READING
from milepost.base.sql import SqlFile, adapt
from milepost.ledger.models import Event
from milepost.ledger.reading import START, Cursor
from milepost.people import reach
from milepost.progress.models import Operation

__all__ = ["START", "Cursor", "Event", "events"]

SQL = SqlFile(__package__, "milepost.people:reach.sql", "history.sql")

# Up to so many items an operation's events are found by the records of its learners, else by reading the ledger.
_FEW = 1_000


def events(
    actor: Actor,
    *,
    after: Cursor,
    limit: int,
    learner: int | None = None,
    course: int | None = None,
    operation: Operation | None = None,
) -> list[Event]:
    """The next events after a place in the ledger, up to `limit`, in its order.

    Each has the names of what it is about besides: `learner`, `login_id`, `course`, `course_asset_id` and so on,
    `operation` and `erased_by`, all of them UUIDs but for the ids.

    Only those of a learner (key), a course (key) or an operation, if given. An event of somebody outside the reach is
    not there. One that an erase has redacted has the kind `erased` and says nothing else than by which operation (R3).

    Whoever follows the ledger, all of it or a course, misses none and sees none twice: on PostgreSQL an event waits
    here until every transaction that was running when it was written has ended (ledger/reading.py). The events of one
    learner or one operation do not wait.

    Raises `NotPermitted` for who may look at nobody.
    """
    actor.require_any(*READING)
    follows = learner is None and operation is None
    parameters: dict[str, Any] = {
        "limit": limit,
        "learner": learner,
        "course": course,
        "operation": operation.pk if operation else None,
        "follows": int(follows),
        **after.params(),
    }
    sql, name = SQL, "follow"
    if not follows or course is not None or actor.groups is not None:
        name = "chosen"
        sql = SQL.with_fragments(
            learner="${of_learner}" if learner else "${everything}",
            course="${of_course}" if course else "${everything}",
            operation=_of(operation) if operation else "${everything}",
        )
    return list(Event.objects.raw(sql.text(name), adapt(parameters | reach.parameters(actor))))


def _of(operation: Operation) -> str:
    """How the events of an operation are found."""
    is_small = operation.items_total <= _FEW
    if is_small and SQL.row("has_emptied_items", operation=operation.pk) is None:
        return "${of_few}"
    return "${of_operation}"
