"""Handing an operation over to a worker, or running it at once: for whoever has confirmed one.

Up to `INLINE_ITEMS` items somebody waits for; more go on in the background. Either way it is the same operation, and
whoever works on it holds its lease.
"""

import logging
import uuid
from collections.abc import Callable

from milepost.base.actor import Actor
from milepost.jobs import queue
from milepost.progress import api
from milepost.progress.models import Operation

# Well under a second on either database, so a page or a call of the API can wait for it.
INLINE_ITEMS = 1_000

log = logging.getLogger(__name__)


def runs_inline(operation: Operation) -> bool:
    """Whether `dispatch` runs the operation in the calling process."""
    return operation.items_total <= INLINE_ITEMS


def dispatch(operation: Operation) -> Operation:
    """Run a confirmed operation if it is small, else hand it over; returns it as it stands then: done, or running.

    One that somebody else is running already is left to them. Confirmed with `reserve=runs_inline(operation)`: a
    worker waits as long as the lease is this process's.
    """
    if not runs_inline(operation):
        return hand_over(operation)
    try:
        return api.run(operation)
    except api.LeaseLost:
        return api.find(operation.uuid)


def hand_over(operation: Operation) -> Operation:
    """Wake a worker for an operation confirmed with `reserve=False`; returns it, `running`.

    Nothing is lost if none can be woken.
    """
    try:
        queue.prepare()
        carry_on(operation.pk)
        queue.QUEUE.storage.close()
    except Exception as error:  # whatever the storage raises: the next sweep finds the operation in its table
        log.warning("operation %s waits for the next sweep: the queue cannot be used: %s", operation.uuid, error)
    return operation


def cancel(actor: Actor, operation_id: uuid.UUID) -> Operation:
    """`api.cancel`; and an operation that nobody runs is ended here and now. Raises what `api.cancel` does.

    Returned `running`, it is being run by somebody, who stops after the present chunk.
    """
    operation = api.cancel(actor, operation_id)
    try:
        return api.run(operation)
    except api.LeaseLost:
        return api.find(operation_id)


def when_woken(take: Callable[[int], object]) -> None:
    """Tell this process what to do with the key of an operation that a message brings. For its worker."""
    global _take
    _take = take


def _nobody(_key: int) -> None:
    """In a process without a worker nobody takes anything."""


_take: Callable[[int], object] = _nobody


@queue.QUEUE.task()  # type: ignore[untyped-decorator]
def carry_on(key: int) -> None:
    """The message: there is something to do on the operation with that key."""
    _take(key)
