"""What people see of operations: as far as their reach goes, and no number tells of anybody outside it (R40).

An operation exists for an actor if it is the actor's own, or if one of its items concerns somebody within reach. See
docs/decisions/0014-operations-within-reach.md.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import BeyondReach, NotFound
from milepost.base.permissions import PROGRESS_MANAGE
from milepost.base.sql import SqlFile
from milepost.people import reach
from milepost.progress.models import Operation
from milepost.progress.reports import report_path
from milepost.progress.stage import Fault

SQL = SqlFile(__package__, "milepost.people:reach.sql", "items.sql", "reading.sql")

# The program itself, which looks at what it has just made.
_EVERYBODY = Actor(user_id=None, label="")


@dataclass(frozen=True, slots=True)
class Seen:
    """An operation as an actor sees it; every number is of the items that exist for the actor.

    - `is_whole`: whether these are all items that there are.
    - `items`, `faults`: how many items, and how many of them have faults.
    - `applied_to` of `last_position`: how far it is.
    - `outcomes`: how many items of each outcome, once the operation has ended.
    - `preview`: the effect that was confirmed, or waits for that; empty unless `is_whole`, since it is of all items.
    """

    operation: Operation
    actor: Actor
    is_whole: bool
    items: int
    faults: int
    applied_to: int
    last_position: int
    outcomes: dict[str, int]
    preview: dict[str, Any]

    def whole(self) -> Operation:
        """The operation, for what is done to all of it. Raises `BeyondReach` where it concerns others too."""
        if not self.is_whole:
            raise BeyondReach
        return self.operation


def find(operation_id: uuid.UUID) -> Operation:
    """The operation with that UUID, for the program itself. Raises `NotFound`."""
    operation = Operation.objects.filter(uuid=operation_id).select_related("undo_of").first()
    if operation is None:
        raise _unknown(operation_id)
    return operation


def seen(actor: Actor, operation_id: uuid.UUID) -> Seen:
    """The operation with that UUID, as the actor sees it. Raises `NotFound`, `NotPermitted`."""
    actor.require(PROGRESS_MANAGE)
    return look(actor, find(operation_id))


def latest(actor: Actor, limit: int = 20) -> list[Seen]:
    """The newest operations that exist for the actor, newest first. Raises `NotPermitted`."""
    actor.require(PROGRESS_MANAGE)
    newest = Operation.objects.order_by("-pk").select_related("undo_of")
    if actor.groups is None:
        return [_all_of(operation, actor) for operation in newest[:limit]]
    with reach.staged(actor) as reachable:
        keys = [key for (key,) in SQL.rows("latest", actor=actor.user_id, limit=limit, **reachable)]
        return [_count(actor, operation, reachable) for operation in newest.filter(pk__in=keys)]


def look(actor: Actor, operation: Operation) -> Seen:
    """An operation as the actor sees it. Raises `NotFound` for one that does not exist for the actor."""
    if actor.groups is None:
        return _all_of(operation, actor)
    with reach.staged(actor) as reachable:
        found = _count(actor, operation, reachable)
    if found.items == 0 and not _is_own(actor, operation):
        raise _unknown(operation.uuid)
    return found


def items(of: Operation | Seen) -> list[dict[str, Any]]:
    """Each item with its learner, content, outcome and faults, in the order of the file; of `Seen`, those seen.

    `outcome` is what became of it, None as long as nothing has; `foreseen` what is to be expected.
    """
    with _parameters(of) as params:
        return SQL.dicts("items", **params)


def faults(of: Operation | Seen) -> Iterator[Fault]:
    """Every fault of a refused operation, by line, and within a line in column order (R44); of `Seen`, those seen."""
    with _parameters(of) as params:
        rows = SQL.rows("faults", **params)
    for line, codes in rows:
        for code in codes.split():
            column, _dot, name = code.partition(".")
            yield Fault(line, column, name)


def report(of: Operation | Seen) -> dict[str, Any]:
    """The operation object of INTERFACES. Of an operation itself, all of it: for whoever has just given it."""
    found = of if isinstance(of, Seen) else _all_of(of)
    operation = found.operation
    path = report_path(operation) if found.is_whole else None
    return {
        "operation": str(operation.uuid),
        "kind": operation.kind,
        "state": operation.state,
        "source": operation.source,
        "actor": operation.actor_label,
        "reason": operation.reason,
        "policy": operation.policy,
        "undo_of": str(operation.undo_of.uuid) if operation.undo_of else None,
        "outcomes": found.outcomes,
        "faults": found.faults,
        "preview": found.preview,
        "report": str(path) if path else None,
    }


def _all_of(operation: Operation, actor: Actor = _EVERYBODY) -> Seen:
    return Seen(
        operation,
        actor,
        is_whole=True,
        items=operation.items_total,
        faults=operation.faults,
        applied_to=operation.applied_to,
        last_position=operation.last_position,
        outcomes=json.loads(operation.outcomes),
        preview=json.loads(operation.preview),
    )


def _count(actor: Actor, operation: Operation, reachable: dict[str, Any]) -> Seen:
    """Count the items that exist for an actor whose reach is staged."""
    rows = SQL.rows("numbers", operation=operation.pk, actor=actor.user_id, **reachable)
    total = sum(number for _outcome, number, _faulty, _applied in rows)
    if total == operation.items_total:
        return _all_of(operation, actor)
    has_ended = operation.outcomes != "{}"
    return Seen(
        operation,
        actor,
        is_whole=False,
        items=total,
        faults=sum(faulty for _outcome, _number, faulty, _applied in rows),
        applied_to=sum(applied for _outcome, _number, _faulty, applied in rows),
        last_position=total,
        outcomes={outcome: number for outcome, number, *_rest in rows if outcome} if has_ended else {},
        preview={},
    )


def _is_own(actor: Actor, operation: Operation) -> bool:
    return actor.user_id is not None and operation.actor_id == actor.user_id


@contextmanager
def _parameters(of: Operation | Seen) -> Iterator[dict[str, Any]]:
    """Those of statements over the items that are seen."""
    found = of if isinstance(of, Seen) else _all_of(of)
    with reach.staged(found.actor) as reachable:
        yield {"operation": found.operation.pk, "actor": found.actor.user_id, **reachable}


def _unknown(operation_id: uuid.UUID) -> NotFound:
    """What is said of an operation that does not exist, or not for the actor."""
    return NotFound(_("There is no operation %(id)s.") % {"id": operation_id})
