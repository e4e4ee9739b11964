"""The door to the heart. Every way in (page, API, file, command line) goes through these few functions.

`submit` stages rows and previews them, `preview` looks again, `confirm` says yes to exactly what was previewed, `run`
applies it, `undo` stages the taking back, `report` tells what became of it.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import MilepostError, NotFound, Refused
from milepost.base.permissions import PROGRESS_MANAGE
from milepost.base.sql import load_rows
from milepost.catalog.models import RecordPolicy
from milepost.progress import preview as previews
from milepost.progress import run as runs
from milepost.progress import stage as stages
from milepost.progress.commands import command_of
from milepost.progress.models import Kind, Operation, Outcome, State
from milepost.progress.run import LeaseLost
from milepost.progress.stage import Fault, Row

__all__ = [
    "EffectChanged",
    "Fault",
    "Kind",
    "LeaseLost",
    "Operation",
    "Outcome",
    "Request",
    "Row",
    "State",
    "abandoned",
    "confirm",
    "faults",
    "find",
    "items",
    "keep_report",
    "latest",
    "preview",
    "report",
    "run",
    "submit",
    "undo",
]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody asks for, apart from the rows.

    `source`: page, api, file or cli. `completed_on`: for marks, the day on which it was completed; today if None
    (R28). `notify_by_email` is kept on the operation for the day when mail is sent.
    """

    kind: Kind
    source: str
    reason: str = ""
    policy: str = RecordPolicy.RETAIN
    notify_by_email: bool = False
    completed_on: dt.date | None = None
    file_name: str = ""


class EffectChanged(MilepostError):
    """What was previewed is not what would happen now; nothing happened (R43). `operation` has the new preview."""

    exit_status = 3

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        super().__init__(_("The effect has changed since the preview, so nothing was done. Look at the new preview."))


@transaction.atomic
def submit(actor: Actor, request: Request, rows: Iterable[Row]) -> Operation:
    """Stage rows as an operation: `previewed`, or `refused` if any row has a fault. No record is changed.

    Raises `NotPermitted` without `progress.manage`, `Refused` for what is wrong with the request as a whole.
    """
    actor.require(PROGRESS_MANAGE)
    _check(request)
    operation = Operation.objects.create(
        kind=request.kind,
        source=request.source,
        actor_id=actor.user_id,
        actor_label=actor.label,
        reason=request.reason,
        policy=request.policy,
        notify_by_email=request.notify_by_email,
        completed_on=request.completed_on,
        file_name=request.file_name,
    )
    stages.stage(operation, rows)
    if operation.items_total == 0:
        raise Refused(_("There is no row to work on."))
    _check_day(operation)
    return _settle(operation)


def _check(request: Request) -> None:
    if request.policy != RecordPolicy.RETAIN:
        raise Refused(_("The record policy “%(policy)s” is not available yet.") % {"policy": request.policy})
    if request.kind == Kind.UNDO:
        raise ValueError("an undo is staged by undo()")
    if request.completed_on is not None and request.kind != Kind.MARK_COMPLETE:
        raise Refused(_("A completion date goes with marking complete only."))
    if request.completed_on is not None and request.completed_on > clock.today():
        raise Refused(
            _("The completion date %(day)s lies in the future. Give today or an earlier day.")
            % {"day": formats.date_format(request.completed_on)}
        )


def _check_day(operation: Operation) -> None:
    """A course cannot have been completed before it existed (R28)."""
    if operation.completed_on is None:
        return
    end = clock.start_of(operation.completed_on + dt.timedelta(days=1))
    young = stages.SQL.row("courses_younger_than", operation=operation.pk, end_of_day=end)
    if young is not None:
        raise Refused(
            _("The course “%(course)s” did not exist on %(day)s. Give a later completion date.")
            % {"course": young[0], "day": formats.date_format(operation.completed_on)}
        )


def _settle(operation: Operation) -> Operation:
    if operation.faults:
        operation.state = State.REFUSED
    else:
        operation.state = State.PREVIEWED
        previews.preview(operation)
    operation.save()
    return operation


@transaction.atomic
def undo(actor: Actor, operation_id: uuid.UUID, learners: Collection[int] | None = None, *, source: str) -> Operation:
    """Stage the undo of an operation, as a whole or for some learners (by key), as an operation of its own (R31).

    Raises `NotFound`, `NotPermitted`, and `Refused` for an operation that has nothing to take back.
    """
    actor.require(PROGRESS_MANAGE)
    undone = find(operation_id)
    _check_undo(undone)
    operation = Operation.objects.create(
        kind=Kind.UNDO,
        source=source,
        actor_id=actor.user_id,
        actor_label=actor.label,
        policy=undone.policy,
        undo_of=undone,
    )
    stages.SQL.execute("create_learners")
    load_rows("staged_learner", ("user_id",), ((user,) for user in set(learners or ())))
    everyone = 1 if learners is None else 0
    command_of(operation).sql.execute("stage", operation=operation.pk, undone=undone.pk, everyone=everyone)
    stages.SQL.execute("drop_learners")
    stages.count_items(operation)
    if operation.items_total == 0:
        raise Refused(_("Nothing of this operation is left to undo."))
    return _settle(operation)


def _check_undo(operation: Operation) -> None:
    if operation.kind == Kind.UNDO:
        raise Refused(_("An undo cannot be undone. Give the command again instead."))
    if operation.state == State.UNDONE:
        raise Refused(_("This operation has been undone already."))
    if operation.state == State.RUNNING:
        raise Refused(_("This operation is still running. Undo it when it has ended."))
    if operation.state != State.DONE:
        raise Refused(_("This operation has not changed anything, so there is nothing to undo."))


@transaction.atomic
def preview(operation: Operation) -> dict[str, Any]:
    """Look again at what would happen; the new preview is kept."""
    effect = previews.preview(operation)
    operation.save(update_fields=["preview", "digest"])
    return effect


def confirm(actor: Actor, operation: Operation, digest: str) -> Operation:
    """Say yes to the preview with that digest; the operation is `running` then and may be run.

    Confirming twice does nothing twice. Raises `EffectChanged` when something else would happen now (R43), `Refused`
    for an operation that cannot be confirmed, `NotPermitted`.
    """
    actor.require(PROGRESS_MANAGE)
    with transaction.atomic():
        operation = Operation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
        if operation.state in (State.RUNNING, State.DONE):
            return operation
        if operation.state != State.PREVIEWED:
            raise Refused(_("This operation cannot be confirmed: it is %(state)s.") % {"state": operation.state})
        if preview(operation)["digest"] == digest:
            operation.state, operation.confirmed_at = State.RUNNING, clock.now()
            runs.reserve(operation)
            operation.save()
            return operation
    raise EffectChanged(operation)


def run(operation: Operation, on_progress: Callable[[int, int], None] | None = None) -> Operation:
    """Apply a confirmed operation to its end, or what an earlier run left of it. See `run.run`."""
    if operation.state == State.RUNNING:
        runs.run(operation, on_progress)
    return operation


def abandoned() -> list[Operation]:
    """The running operations that nobody runs: their process is gone, or their lease has run out."""
    now = clock.now()
    return [
        operation
        for operation in Operation.objects.filter(state=State.RUNNING).select_related("undo_of").order_by("pk")
        if not operation.lease_owner
        or runs.is_gone(operation.lease_owner)
        or (operation.lease_until is not None and operation.lease_until < now)
    ]


def find(operation_id: uuid.UUID) -> Operation:
    """The operation with that UUID. Raises `NotFound`."""
    operation = Operation.objects.filter(uuid=operation_id).select_related("undo_of").first()
    if operation is None:
        raise NotFound(_("There is no operation %(id)s.") % {"id": operation_id})
    return operation


def latest(limit: int = 20) -> list[Operation]:
    """The newest operations, newest first."""
    return list(Operation.objects.order_by("-pk").select_related("undo_of")[:limit])


def faults(operation: Operation) -> Iterator[Fault]:
    """Every fault of a refused operation, by line and column (R44)."""
    return stages.faults(operation)


def items(operation: Operation) -> list[dict[str, Any]]:
    """Each item with its learner, course, outcome and faults, in the order of the file."""
    return runs.SQL.dicts("items", operation=operation.pk)


def keep_report(operation: Operation, path: str) -> None:
    """Note where the validation report of an operation was written."""
    operation.report = path
    operation.save(update_fields=["report"])


def report(operation: Operation) -> dict[str, Any]:
    """The operation object of INTERFACES."""
    return {
        "operation": str(operation.uuid),
        "kind": operation.kind,
        "state": operation.state,
        "source": operation.source,
        "actor": operation.actor_label,
        "reason": operation.reason,
        "policy": operation.policy,
        "undo_of": str(operation.undo_of.uuid) if operation.undo_of else None,
        "outcomes": json.loads(operation.outcomes),
        "faults": operation.faults,
        "preview": json.loads(operation.preview),
        "report": operation.report or None,
    }
