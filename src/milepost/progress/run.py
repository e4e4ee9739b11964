"""Applying an operation: chunk by chunk, each a transaction that is wholly there or not at all.

A chunk's first statement takes or renews the lease, its last moves the bookmark. Whoever dies in between leaves
nothing behind; whoever comes next goes on at the bookmark.
"""

import datetime as dt
import json
import logging
import os
import socket
from collections.abc import Callable

import psutil
from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import MilepostError
from milepost.base.sql import SqlFile
from milepost.progress.commands import Command, command_of, parameters
from milepost.progress.models import Operation, State

SQL = SqlFile(__package__, "run.sql")
LEASE = dt.timedelta(seconds=60)
# Deadlock, serialization failure, and a record that a launch opened while a mark was about to: try the chunk again.
_OVERTAKEN = {"40P01", "40001", "23505"}
_TRIES = 5

log = logging.getLogger(__name__)


class LeaseLost(MilepostError):
    """Somebody else runs the operation, or it is not running any more; nothing of ours was applied."""


class Torn(Exception):
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
        return f"{psutil.Process(int(pid)).create_time():.2f}" != born
    except psutil.NoSuchProcess:
        return True


def reserve(operation: Operation) -> None:
    """Give the operation to this process, without saving it: between yes and the first chunk nobody else takes it."""
    operation.lease_owner, operation.lease_until = this_process(), clock.now() + LEASE


def run(operation: Operation, on_progress: Callable[[int, int], None] | None = None) -> None:
    """Apply what is left of a running operation, then close it.

    `on_progress` is told the position reached and the last position after each chunk. Raises `LeaseLost`.
    """
    owner, command = this_process(), command_of(operation)
    abandoned = operation.lease_owner if is_gone(operation.lease_owner) else ""
    while operation.applied_to < operation.last_position:
        until = min(operation.applied_to + settings.CHUNK_SIZE, operation.last_position)
        _apply_with_patience(operation, command, owner, abandoned, until)
        operation.applied_to = until
        if on_progress is not None:
            on_progress(until, operation.last_position)
    _finish(operation, owner, abandoned)


def _apply_with_patience(operation: Operation, command: Command, owner: str, abandoned: str, until: int) -> None:
    """Apply one chunk; a deadlock, or a decision that somebody overtook, is tried again from the beginning."""
    for attempt in range(1, _TRIES + 1):
        try:
            return _apply(operation, command, owner, abandoned, until)
        except Torn:
            if attempt == _TRIES:
                raise
        except (OperationalError, IntegrityError) as error:
            if getattr(error.__cause__, "sqlstate", None) not in _OVERTAKEN or attempt == _TRIES:
                raise
        log.info("operation %s: chunk up to %s is tried again", operation.uuid, until)
    return None


@transaction.atomic
def _apply(operation: Operation, command: Command, owner: str, abandoned: str, until: int) -> None:
    """Apply the items between the bookmark and `until`, all in one transaction."""
    params = parameters(operation, after=operation.applied_to, until=until)
    _take_lease(operation, owner, abandoned)
    sql = command.sql
    for name in (*command.first, "decide", *command.beside):
        sql.execute(name, **params)
    changed = sum(sql.execute(name, **params) for name in command.changes)
    written = sql.execute("events", **params)
    if changed != written:
        raise Torn(f"{changed} records changed, {written} events written")
    SQL.execute("advance", operation=operation.pk, owner=owner, applied_to=until)


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
    """Close the operation: outcomes by number, state done; an operation that was undone to the end says so."""
    _take_lease(operation, owner, abandoned)
    operation.outcomes = json.dumps(dict(SQL.rows("outcomes", operation=operation.pk)))
    operation.state, operation.finished_at = State.DONE, clock.now()
    operation.lease_owner, operation.lease_until = "", None
    operation.save()
    undone = operation.undo_of
    if undone is not None and command_of(operation).sql.row("still_standing", undone=undone.pk) == (0,):
        undone.state = State.UNDONE
        undone.save(update_fields=["state"])
