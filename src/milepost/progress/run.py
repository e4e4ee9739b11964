"""Applying an operation: chunk by chunk, each a transaction that is wholly there or not at all.

A chunk's first statement takes or renews the lease, its last moves the bookmark. Whoever dies in between leaves
nothing behind; whoever comes next goes on at the bookmark.
"""

import datetime as dt
import functools
import json
import os
import socket
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Any

import psutil
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import MilepostError
from milepost.base.patience import Overtaken, patiently
from milepost.base.sql import SqlFile
from milepost.progress import commands, erasing, participants
from milepost.progress.commands import FRAME, UNDO, Above, Command, Step
from milepost.progress.models import Operation, Outcome, State, Target

SQL = SqlFile(__package__, "items.sql", "run.sql")
LEASE = dt.timedelta(seconds=60)
_OF_ACTIVITIES = frozenset({Target.ACTIVITY, Target.ERASED_ACTIVITY})
# What rooms above are asked for, by the fragment that a step names.
_ASKING = {"gone": participants.erase_courses, "gone_work": participants.erase_activities}


class LeaseLost(MilepostError):
    """Somebody else runs the operation, or it is not running any more; nothing of ours was applied."""


class Torn(Overtaken):
    """A chunk changed another number of records than it decided. It is rolled back and decided anew."""


def this_process() -> str:
    """A name for this process that no other one has, not even later under the same number."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{psutil.Process(pid).create_time():.2f}"


def is_gone(owner: str) -> bool:
    """Whether a lease's owner was a process of this very host that is no more.

    Of other hosts nothing can be said; their lease runs out by itself.
    """
    host, _, rest = owner.partition("/")
    pid, _, born = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        process = psutil.Process(int(pid))
        return f"{process.create_time():.2f}" != born or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def reserve(operation: Operation) -> None:
    """Give the operation to this process, without saving it: between yes and the first chunk nobody else takes it."""
    operation.lease_owner, operation.lease_until = this_process(), clock.now() + LEASE


def request_cancel(operation: Operation) -> bool:
    """Ask for the end of an operation; whether there was anything to end.

    What nobody runs, because it was only previewed, ends at once; a running one when its runner, or the sweep, looks.
    """
    now = clock.now()
    if operation.state == State.RUNNING:
        return SQL.execute("request_cancel", operation=operation.pk, now=now) == 1
    return SQL.execute("cancel_previewed", operation=operation.pk, now=now) == 1


def run(operation: Operation, on_progress: Callable[[int, int], None] | None = None) -> None:
    """Apply what is left of a running operation, then close it.

    `on_progress` is told the position reached and the last position after each chunk. Raises `LeaseLost`.
    """
    owner, command = this_process(), commands.command_of(operation)
    abandoned = operation.lease_owner if is_gone(operation.lease_owner) else ""
    while operation.applied_to < operation.last_position and not _is_cancelled(operation):
        until = _boundary(operation)
        # What was foreseen is taken for true once; a chunk that comes out otherwise is decided as a whole.
        decisions = chain(["decide_skipped"], repeat("decide"))
        chunk = functools.partial(_apply, operation, command, owner, abandoned, until, decisions)
        patiently(chunk, f"the chunk up to {until} of operation {operation.uuid}")
        operation.applied_to = until
        if on_progress is not None:
            _tell(on_progress, operation, owner)
    _finish(operation, owner, abandoned)


def _tell(on_progress: Callable[[int, int], None], operation: Operation, owner: str) -> None:
    """Say how far it is. Whoever wants to stop there raises; the operation is then free for the next one at once."""
    try:
        on_progress(operation.applied_to, operation.last_position)
    except BaseException:
        SQL.execute("release", operation=operation.pk, owner=owner)
        raise


def _is_cancelled(operation: Operation) -> bool:
    """Whether somebody has asked to stop; looked up anew, since it is asked of another process."""
    return SQL.row("cancel_requested", operation=operation.pk) is not None


def _boundary(operation: Operation) -> int:
    """The position up to which the next chunk goes: a learner's items stay together, where that matters."""
    until = min(operation.applied_to + settings.CHUNK_SIZE, operation.last_position)
    present = commands.targets(operation)
    if len(present) > 1 or not _OF_ACTIVITIES.isdisjoint(present):
        found = SQL.row("boundary", operation=operation.pk, until=until)
        return int(found[0]) if found else operation.last_position
    return until


@transaction.atomic
def _apply(
    operation: Operation, command: Command, owner: str, abandoned: str, until: int, decisions: Iterator[str]
) -> None:
    """Apply the items between the bookmark and `until`, all in one transaction.

    `decisions` has the statement by which this attempt decides, for steps that look again.
    """
    _take_lease(operation, owner, abandoned)
    _work(operation, command, until, next(decisions))
    SQL.execute("advance", operation=operation.pk, owner=owner, applied_to=until)


def run_at_once(operation: Operation) -> None:
    """Apply a whole operation within the transaction that has just decided and confirmed it; it is not saved.

    Raises `Overtaken`: then the transaction is to be begun anew.
    """
    is_decided = not commands.locks(operation)
    _work(operation, commands.command_of(operation), operation.last_position, "" if is_decided else "decide")
    operation.applied_to = operation.last_position
    if operation.undo_of is not None or operation.erases:
        operation.save()  # what is left of it, or to be forgotten, is asked of the tables
    _close(operation, _foreseen(operation) if is_decided else _outcomes(operation))


def _work(operation: Operation, command: Command, until: int, decide: str) -> None:
    """Lock, decide and change the items between the bookmark and `until`. `decide` may be empty: then it was done."""
    params = commands.parameters(operation, after=operation.applied_to, until=until)
    for name in commands.locks(operation):
        FRAME.rows(name, **params)
    steps = command.steps_of(operation)
    before = commands.before(operation)
    for step in steps if decide else ():
        # A mark that enrols changes what would keep it from being done.
        step.sql.execute(decide if step.looks_again and not before else "decide", **params)
    for name in before:
        FRAME.execute(name, **params)
    for step in steps:
        _change(step, params)
    for above in command.above(operation):
        _follow(above, params, erases=operation.erases)
    for name in commands.after(operation):
        FRAME.execute(name, **params)


def _change(step: Step, params: dict[str, Any]) -> None:
    """Change what was decided for the items of one kind. Raises `Torn` when the numbers do not agree."""
    sql = step.sql
    if step.asks:
        _ASKING[step.asks](sql.fragment(step.asks), params)
    for name in step.beside:
        sql.execute(name, **params)
    expected = sql.row(step.expected, **params) if step.expected else None
    changed = sum(sql.execute(name, **params) for name in step.changes)
    for name in step.after:
        sql.execute(name, **params)
    written = sql.execute("events", **params) if step.events else 0
    if step.counts and changed != (expected[0] if expected else written):
        raise Torn(f"{changed} records changed, {expected or written} were to be, {written} events written")


def _follow(above: Above, params: dict[str, Any], *, erases: bool) -> None:
    """Let what stands above the items of the chunk follow them."""
    if above.lock and above.sql.row(above.lock, **params) == (0,):
        return
    for name in (*(above.erased if erases else ()), *above.statements):
        above.sql.execute(name, **params)


def _take_lease(operation: Operation, owner: str, abandoned: str) -> None:
    now = clock.now()
    taken = SQL.execute(
        "lease",
        operation=operation.pk,
        owner=owner,
        abandoned=abandoned,
        after=operation.applied_to,
        now=now,
        until=now + LEASE,
    )
    if taken != 1:
        raise LeaseLost(_("The operation %(id)s is run by another process.") % {"id": operation.uuid})


@transaction.atomic
def _finish(operation: Operation, owner: str, abandoned: str) -> None:
    """Close the operation: outcomes by number, state done; an operation that was undone to the end says so.

    One that was cancelled on the way says so too, and so does each item that it did not reach.
    """
    _take_lease(operation, owner, abandoned)
    cancelled = operation.applied_to < operation.last_position
    if cancelled:
        SQL.execute("cancel_items", operation=operation.pk, after=operation.applied_to)
    _close(operation, _outcomes(operation), State.CANCELLED if cancelled else State.DONE)
    operation.save(update_fields=["outcomes", "state", "finished_at", "lease_owner", "lease_until"])


def _close(operation: Operation, outcomes: dict[str, int], state: str = State.DONE) -> None:
    """What ends an operation, without saving it."""
    if operation.erases:
        erasing.forget(operation)
    operation.outcomes = json.dumps(outcomes)
    operation.state, operation.finished_at = state, clock.now()
    operation.lease_owner, operation.lease_until = "", None
    undone = operation.undo_of
    if undone is not None and UNDO.row("still_standing", undone=undone.pk) == (0,):
        undone.state = State.UNDONE
        undone.save(update_fields=["state"])


def _outcomes(operation: Operation) -> dict[str, int]:
    return dict(SQL.rows("outcomes", operation=operation.pk))


def _foreseen(operation: Operation) -> dict[str, int]:
    """The outcomes as the preview has them, which was compared with what is true."""
    skipped: dict[str, int] = json.loads(operation.preview)["skipped"]
    done = operation.items_total - sum(skipped.values())
    return dict(sorted({**({Outcome.DONE.value: done} if done else {}), **skipped}.items()))
