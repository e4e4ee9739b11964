"""Operations: staged, previewed, confirmed, looked at, taken back. The heart does all of it (progress/api.py)."""

import time
from itertools import islice
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from milepost.api.auth import actor
from milepost.api.idempotency import about, by_state
from milepost.api.paging import PAGE, Cursor, Limit, Page, cut, place
from milepost.api.problems import conflicts, in_body
from milepost.api.schemas_operations import (
    ConfirmIn,
    ConfirmProblem,
    ContentIn,
    FaultOut,
    ItemOut,
    Kind,
    LearnersByName,
    LearnersByRule,
    LearnersEnrolled,
    OperationIn,
    OperationOut,
    Outcome,
    StagedOut,
    State,
    UndoIn,
)
from milepost.base.permissions import PROGRESS_MANAGE
from milepost.jobs import background
from milepost.people.lookup import find_users
from milepost.progress import api

router = Router(tags=["Operations"])

_SHOWN_FAULTS = 100
# What is taken back where nobody says anything else.
_ALL_OF_IT = UndoIn.model_validate({})
# How long, in seconds, somebody waits for a small operation that another request is just running, and how often it is
# looked at.
_PATIENCE, _GLANCE = 10.0, 0.02


@router.post("", response={201: StagedOut}, summary="Stage and preview an operation")
def create(request: HttpRequest, body: OperationIn) -> Status[StagedOut]:
    """Nothing is changed: the operation is `previewed`, or `refused` if a row has a fault.

    Whoever wants the effect that `preview` shows confirms its digest. Needs `progress.manage`; everybody who is
    enrolled in something needs `training.manage` besides, the policy erase `progress.erase`.
    """
    who, chosen = actor(request), body.learners
    who.require(PROGRESS_MANAGE)  # before anything is said of learners and content
    if isinstance(chosen, LearnersByName):
        contents = [(content.type, content.id) for content in body.content]
        operation = api.submit(who, body.request(), api.rows_of(chosen.ids, contents))
    else:
        operation = api.submit_for(who, body.request(), _learners(chosen), _contents(body.content))
    return Status(201, staged(request, operation))


@router.get("", response=Page[OperationOut], summary="List operations")
def index(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = PAGE,
    kind: Kind | None = None,
    state: State | None = None,
) -> Page[OperationOut]:
    """The newest first: one's own, and those with an item of somebody within reach. Needs `progress.manage`."""
    [before] = place(cursor) or (None,)
    found = api.listing(actor(request), before=before, limit=limit + 1, kind=kind or "", state=state or "")
    return cut(found, limit, lambda seen: (seen.operation.pk,)).shown(OperationOut.of)


@router.get("/{operation}", response=OperationOut, summary="Look at an operation")
def show(request: HttpRequest, operation: UUID) -> OperationOut:
    """Numbers are of the items within reach; `progress` says how far a running one is. Needs `progress.manage`."""
    return OperationOut.of(api.seen(actor(request), operation))


@router.get("/{operation}/items", response=Page[ItemOut], summary="List the items of an operation")
def items(
    request: HttpRequest, operation: UUID, cursor: Cursor = None, limit: Limit = PAGE, outcome: Outcome | None = None
) -> Page[ItemOut]:
    """One item for each learner and content within reach, in the order in which they are applied.

    `outcome` takes those of one outcome alone, foreseen or come true. Of an operation that was refused for some of
    more than 1,000 rows only those with faults are listed. Needs `progress.manage`.
    """
    [after] = place(cursor) or (0,)
    seen = api.seen(actor(request), operation)
    found = api.item_page(seen, after=after, limit=limit + 1, outcome=outcome or "")
    return cut(found, limit, lambda item: (item["position"],)).shown(ItemOut.of)


@router.post(
    "/{operation}/confirm",
    response={200: OperationOut, 202: OperationOut, 409: ConfirmProblem},
    summary="Confirm a preview",
)
@by_state
def confirm(request: HttpRequest, operation: UUID, body: ConfirmIn) -> Status[OperationOut]:
    """Do exactly what was previewed: 200 when it is done, 202 when it goes on in the background.

    If the effect would now be another one nothing is done: 409, with the operation and its new preview. Confirming
    twice does nothing twice. Needs all of the operation within reach, and the permissions for what it does: to erase
    too, or to enrol, where it would.
    """
    about(request, operation)
    with conflicts():
        confirmed = api.confirm(actor(request), operation, body.digest, reserve=False, at_once=background.INLINE_ITEMS)
    ended = _settle(confirmed)
    return Status(202 if ended.state == api.State.RUNNING else 200, OperationOut.of(ended))


@router.post("/{operation}/undo", response={201: StagedOut}, summary="Stage an undo")
def undo(request: HttpRequest, operation: UUID, body: UndoIn = _ALL_OF_IT) -> Status[StagedOut]:
    """Stage the taking back of an operation, or of its part on some learners, as an operation of its own to confirm.

    Of an operation that concerns others too, what lies within reach is taken back. Needs `progress.manage`.
    """
    who = actor(request)
    api.seen(who, operation)  # before anything is said of learners
    learners = None
    if body.learners is not None:
        with in_body("/learners"):
            learners = find_users(body.learners, who)
    with conflicts():
        made = api.undo(who, operation, learners, source="api", reason=body.reason)
    return Status(201, staged(request, made))


@router.post("/{operation}/cancel", response=OperationOut, summary="Cancel an operation")
@by_state
def cancel(request: HttpRequest, operation: UUID) -> OperationOut:
    """Stop a running operation after the present chunk; what it has done stays. One that waits for a yes ends at once.

    Answered `running`, it stops as soon as whoever runs it looks. Needs all of it within reach.
    """
    about(request, operation)
    with conflicts():
        return OperationOut.of(background.cancel(actor(request), operation))


# --- what the calls are made of ------------------------------------------------------------------
def staged(request: HttpRequest, operation: api.Operation) -> StagedOut:
    """What somebody is told who has just staged an operation."""
    about(request, operation.uuid)
    faults = islice(api.faults(operation), _SHOWN_FAULTS) if operation.faults else ()
    shown = [FaultOut(row=fault.line, column=fault.column, code=fault.code) for fault in faults]
    return StagedOut(**dict(OperationOut.of(operation)), shown_faults=shown)


def _learners(chosen: LearnersByRule | LearnersEnrolled) -> api.Learners:
    if isinstance(chosen, LearnersByRule):
        return api.Learners(rule=chosen.rule)
    with in_body("/learners/enrolled_in"):
        return api.Learners(enrolled_in=api.find_content(chosen.enrolled_in.type, chosen.enrolled_in.id))


def _contents(contents: list[ContentIn]) -> list[api.Content]:
    found = []
    for place_, content in enumerate(contents):
        with in_body(f"/content/{place_}"):
            found.append(api.find_content(content.type, content.id))
    return found


def _settle(operation: api.Operation) -> api.Operation:
    """Run a small operation to its end, and leave a large one to the workers.

    One that another request has in hand is waited for, and taken over if that request's process is gone.
    """
    deadline = time.monotonic() + _PATIENCE
    operation = background.dispatch(operation)
    while operation.state == api.State.RUNNING and background.runs_inline(operation) and time.monotonic() < deadline:
        time.sleep(_GLANCE)
        operation = background.dispatch(api.find(operation.uuid))
    return operation
