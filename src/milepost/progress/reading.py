"""What people see of operations: as far as their reach goes, and no number tells of anybody outside it (R40).

An operation exists for an actor if it is the actor's own, or if one of its items concerns somebody within reach. See
docs/decisions/0014-operations-within-reach.md.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

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


# Above the key of any operation.
_NEWEST = 2**63 - 1


class _Numbers(NamedTuple):
    """Of the items of one outcome of one operation."""

    outcome: str | None
    items: int
    faulty: int
    applied: int


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


def find(operation_id: uuid.UUID, *, locked: bool = False) -> Operation:
    """The operation with that UUID, for the program itself; `locked` until the transaction ends. Raises `NotFound`."""
    operations = Operation.objects.select_for_update(of=("self",)) if locked else Operation.objects
    operation = operations.filter(uuid=operation_id).select_related("undo_of").first()
    if operation is None:
        raise _unknown(operation_id)
    return operation


def uuids(keys: Collection[int]) -> dict[int, uuid.UUID]:
    """The UUIDs of the operations that records name, by key; one statement. Who may see a record may see these."""
    return dict(Operation.objects.filter(pk__in=keys).values_list("pk", "uuid"))


def seen(actor: Actor, operation_id: uuid.UUID) -> Seen:
    """The operation with that UUID, as the actor sees it. Raises `NotFound`, `NotPermitted`."""
    actor.require(PROGRESS_MANAGE)
    return look(actor, find(operation_id))


def latest(actor: Actor, limit: int = 20) -> list[Seen]:
    """The newest operations that exist for the actor, newest first. Raises `NotPermitted`."""
    return listing(actor, limit=limit)


def listing(actor: Actor, *, limit: int, before: int | None = None, kind: str = "", state: str = "") -> list[Seen]:
    """The next operations that exist for the actor, newest first, in two statements whatever their number.

    - `before`: the key of the operation that the list goes on after.
    - `kind`, `state`: only those.

    Raises `NotPermitted`.
    """
    actor.require(PROGRESS_MANAGE)
    newest = Operation.objects.order_by("-pk").select_related("undo_of")
    if actor.groups is None:
        asked = {"pk__lt": before, "kind": kind, "state": state}
        chosen = newest.filter(**{name: value for name, value in asked.items() if value})
        return [_all_of(operation, actor) for operation in chosen[:limit]]
    asked = {"before": before or _NEWEST, "kind": kind, "state": state}
    reachable = reach.parameters(actor)
    keys = [key for (key,) in SQL.rows("listed", actor=actor.user_id, limit=limit, **asked, **reachable)]
    return _count(actor, list(newest.filter(pk__in=keys)), reachable)


def look(actor: Actor, operation: Operation) -> Seen:
    """An operation as the actor sees it. Raises `NotFound` for one that does not exist for the actor."""
    if actor.groups is None:
        return _all_of(operation, actor)
    [found] = _count(actor, [operation], reach.parameters(actor))
    if found.items == 0 and not _is_own(actor, operation):
        raise _unknown(operation.uuid)
    return found


def items(of: Operation | Seen) -> list[dict[str, Any]]:
    """Each item with its learner, content, outcome and faults, in the order of the file; of `Seen`, those seen.

    `outcome` is what became of it, None as long as nothing has; `foreseen` what is to be expected.
    """
    return SQL.dicts("items", **_parameters(of))


def item_page(of: Seen, *, after: int, limit: int, outcome: str = "") -> list[dict[str, Any]]:
    """Up to `limit` items of those that `items` gives, by position, from the one after the position `after`.

    `outcome`: only those of which that became, or is to be expected.
    """
    return SQL.dicts("item_page", after=after, limit=limit, outcome=outcome, **_parameters(of))


def faults(of: Operation | Seen) -> Iterator[Fault]:
    """Every fault of a refused operation, by line, and within a line in column order (R44); of `Seen`, those seen."""
    for line, codes in SQL.rows("faults", **_parameters(of)):
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


def _count(actor: Actor, operations: list[Operation], reachable: dict[str, Any]) -> list[Seen]:
    """Count the items that exist for an actor with that reach, of each of the operations."""
    if not operations:
        return []
    keys = ", ".join(str(operation.pk) for operation in operations)
    rows: defaultdict[int, list[_Numbers]] = defaultdict(list)
    for key, *numbers in SQL.with_fragments(operations=keys).rows("numbers", actor=actor.user_id, **reachable):
        rows[key].append(_Numbers(*numbers))
    return [_seen_in_part(actor, operation, rows[operation.pk]) for operation in operations]


def _seen_in_part(actor: Actor, operation: Operation, rows: list[_Numbers]) -> Seen:
    total = sum(row.items for row in rows)
    if total == operation.items_total:
        return _all_of(operation, actor)
    has_ended = operation.outcomes != "{}"
    return Seen(
        operation,
        actor,
        is_whole=False,
        items=total,
        faults=sum(row.faulty for row in rows),
        applied_to=sum(row.applied for row in rows),
        last_position=total,
        outcomes={row.outcome: row.items for row in rows if row.outcome} if has_ended else {},
        preview={},
    )


def _is_own(actor: Actor, operation: Operation) -> bool:
    return actor.user_id is not None and operation.actor_id == actor.user_id


def _parameters(of: Operation | Seen) -> dict[str, Any]:
    """Those of statements over the items that are seen."""
    found = of if isinstance(of, Seen) else _all_of(of)
    return {"operation": found.operation.pk, "actor": found.actor.user_id, **reach.parameters(found.actor)}


def _unknown(operation_id: uuid.UUID) -> NotFound:
    """What is said of an operation that does not exist, or not for the actor."""
    return NotFound(_("There is no operation %(id)s.") % {"id": operation_id})
