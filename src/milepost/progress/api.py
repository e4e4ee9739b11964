"""The door to the heart. Every way in (page, API, file, command line) goes through these few functions.

`submit` stages rows and previews them, `preview` looks again, `confirm` says yes to exactly what was previewed, `run`
applies it, `undo` stages the taking back, `report` tells what became of it. What is shown to somebody comes from
`seen` and `latest`, which know that somebody's reach; `find` is for the program itself.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import MilepostError, Refused
from milepost.base.patience import patiently
from milepost.base.permissions import PROGRESS_MANAGE, TRAINING_MANAGE
from milepost.progress import preview as previews
from milepost.progress import requests
from milepost.progress import run as runs
from milepost.progress import stage as stages
from milepost.progress.history import events
from milepost.progress.models import Kind, Operation, Outcome, State, Target
from milepost.progress.reading import Seen, faults, find, item_page, items, latest, listing, look, report, seen, uuids
from milepost.progress.reports import keep_report, report_path
from milepost.progress.rows import Row, Rows
from milepost.progress.run import LeaseLost
from milepost.progress.selection import Content, Learners, find_content
from milepost.progress.stage import Fault, rows_of

__all__ = [
    "Content",
    "EffectChanged",
    "Fault",
    "Kind",
    "Learners",
    "LeaseLost",
    "Operation",
    "Outcome",
    "Request",
    "Row",
    "Rows",
    "Seen",
    "State",
    "Target",
    "abandoned",
    "cancel",
    "confirm",
    "events",
    "faults",
    "find",
    "find_content",
    "item_page",
    "items",
    "keep_report",
    "latest",
    "listing",
    "look",
    "report",
    "report_path",
    "rows_of",
    "run",
    "seen",
    "submit",
    "submit_for",
    "undo",
    "uuids",
]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody asks for, apart from the rows.

    - `source`: page, api, file or cli.
    - `policy`: what a reset leaves behind; empty means as each course says, else the organisation (R1).
    - `completed_on`: for marks, the day on which it was completed; today if None (R28).
    - `due_on`: for resets, the new due date where the old one has passed (R17).
    - `enrol_missing`: for marks, enrol first who is not enrolled (R24).
    - `has_details`: for marks, the rows may give a day, a score, a time and a reason each (`Row`).
    - `notify_by_email` is kept on the operation for the day when mail is sent.
    """

    kind: Kind
    source: str
    reason: str = ""
    policy: str = ""
    notify_by_email: bool = False
    completed_on: dt.date | None = None
    due_on: dt.date | None = None
    enrol_missing: bool = False
    has_details: bool = False
    file_name: str = ""


class EffectChanged(MilepostError):
    """What was previewed is not what would happen now; nothing happened (R43). `operation` has the new preview."""

    exit_status = 3

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        super().__init__(_("The effect has changed since the preview, so nothing was done. Look at the new preview."))


@transaction.atomic
def submit(actor: Actor, request: Request, rows: Iterable[Row] | Rows) -> Operation:
    """Stage rows as an operation: `previewed`, or `refused` if any row has a fault. No record is changed.

    Raises `NotPermitted` without `progress.manage`, without `progress.erase` where something would be erased, and
    without `training.manage` where people are to be enrolled; `Refused` for what is wrong with the request as a whole.
    """
    operation, house_policy = _begin(actor, request)
    return _settle(actor, operation, stages.stage_rows(operation, actor, rows, house_policy))


@transaction.atomic
def submit_for(actor: Actor, request: Request, learners: Learners, contents: Iterable[Content]) -> Operation:
    """The same for chosen learners, each with all of the contents (see `find_content`).

    All of a course or program needs `training.manage` besides (R40).
    """
    if learners.enrolled_in is not None:
        actor.require(TRAINING_MANAGE)
    operation, house_policy = _begin(actor, request)
    return _settle(actor, operation, stages.stage_selection(operation, actor, learners, contents, house_policy))


def _begin(actor: Actor, request: Request) -> tuple[Operation, str]:
    """A new operation, and the organisation's record policy."""
    actor.require(PROGRESS_MANAGE)
    house_policy = requests.check(request)
    operation = Operation.objects.create(
        kind=request.kind,
        source=request.source,
        actor_id=actor.user_id,
        actor_label=actor.label,
        reason=request.reason,
        policy=request.policy,
        notify_by_email=request.notify_by_email,
        completed_on=request.completed_on,
        due_on=request.due_on,
        enrol_missing=request.enrol_missing,
        has_details=request.has_details,
        file_name=request.file_name,
    )
    return operation, house_policy


def _settle(actor: Actor, operation: Operation, staged: stages.Staged) -> Operation:
    """Preview what was staged, or refuse it."""
    if staged.refused:
        previews.count(operation)
        operation.items_total = staged.refused
        return _save(operation, State.REFUSED)
    sums = previews.add_up(operation)
    if operation.items_total == 0:
        raise Refused(
            _("There is no row to work on.")
            if operation.undo_of is None
            else _("Nothing of this operation is left to undo.")
        )
    if operation.faults:
        if staged.foreseen:
            stages.forget_foreseen(operation)
        return _save(operation, State.REFUSED)
    requests.check_items(actor, operation, sums.questions)
    previews.preview(operation, sums, staged.foreseen)
    return _save(operation, State.PREVIEWED)


def _save(operation: Operation, state: State) -> Operation:
    operation.state = state
    operation.save()
    transaction.on_commit(lambda: stages.tell_planner(operation))
    return operation


@transaction.atomic
def undo(
    actor: Actor,
    operation_id: uuid.UUID,
    learners: Collection[int] | None = None,
    *,
    source: str,
    reason: str = "",
) -> Operation:
    """Stage the undo of an operation, as a whole or for some learners (by key), as an operation of its own (R31).

    Of an operation that concerns others too, what lies within the actor's reach is taken back (R40).
    Raises `NotFound`, `NotPermitted`, and `Refused` for an operation that has nothing to take back.
    """
    undone = seen(actor, operation_id).operation
    _check_undo(undone)
    operation = Operation.objects.create(
        kind=Kind.UNDO,
        source=source,
        actor_id=actor.user_id,
        actor_label=actor.label,
        policy=undone.policy,
        undo_of=undone,
        reason=reason,
    )
    stages.stage_undo(operation, undone, actor, learners)
    return _settle(actor, operation, stages.Staged())


def _check_undo(operation: Operation) -> None:
    if operation.kind == Kind.UNDO:
        raise Refused(_("An undo cannot be undone. Give the command again instead."))
    if operation.state == State.UNDONE:
        raise Refused(_("This operation has been undone already."))
    if operation.state == State.RUNNING:
        raise Refused(_("This operation is still running. Undo it when it has ended."))
    if operation.state not in (State.DONE, State.CANCELLED) or operation.confirmed_at is None:
        raise Refused(_("This operation has not changed anything, so there is nothing to undo."))


def confirm(
    actor: Actor, operation: Operation | uuid.UUID, digest: str, *, reserve: bool = True, at_once: int = 0
) -> Operation:
    """Say yes to the preview with that digest; the operation is `running` then and may be run.

    With `reserve` it belongs to this process, which is going to run it; without, to whoever is first. One of at most
    `at_once` items is run to its end in the same transaction, and `done` then. Confirming twice does nothing twice.

    Raises `EffectChanged` when something else would happen now (R43), `Refused` for an operation that cannot be
    confirmed, `NotFound`, `NotPermitted`, which `BeyondReach` is too.
    """
    actor.require(PROGRESS_MANAGE)
    operation_id = operation if isinstance(operation, uuid.UUID) else operation.uuid
    attempt = functools.partial(_confirm, actor, operation_id, digest, reserve=reserve, at_once=at_once)
    confirmed = patiently(attempt, f"the confirmation of operation {operation_id}")
    if confirmed.state == State.PREVIEWED:
        raise EffectChanged(confirmed)
    return confirmed


@transaction.atomic
def _confirm(actor: Actor, operation_id: uuid.UUID, digest: str, *, reserve: bool, at_once: int) -> Operation:
    """The operation, confirmed; or still previewed, with the new preview, where the effect has changed."""
    operation = find(operation_id, locked=True)
    look(actor, operation).whole()
    if operation.state in (State.RUNNING, State.DONE):
        return operation
    if operation.state != State.PREVIEWED:
        raise Refused(_("This operation cannot be confirmed: it is %(state)s.") % {"state": operation.state})
    asked = previews.questions(operation)
    requests.check_items(actor, operation, asked)
    stages.look_again(operation)
    previews.look_again(operation, asked)
    if operation.digest == digest:
        operation.state, operation.confirmed_at = State.RUNNING, clock.now()
        if operation.items_total <= at_once:
            runs.run_at_once(operation)
        elif reserve:
            runs.reserve(operation)
    operation.save()
    return operation


def cancel(actor: Actor, operation_id: uuid.UUID) -> Operation:
    """Ask a running operation to stop between two chunks; what it has done stays, the rest is `cancelled`.

    One that was not confirmed yet is cancelled at once. Raises `Refused` for one that has ended, `NotFound`,
    `NotPermitted`, which `BeyondReach` is too.
    """
    operation = seen(actor, operation_id).whole()
    has_stopped = runs.request_cancel(operation)
    operation = find(operation_id)
    if has_stopped or operation.state == State.CANCELLED:  # asked for twice, there is nothing left to stop
        return operation
    raise Refused(_("This operation has ended already. Undo it to take it back."))


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
