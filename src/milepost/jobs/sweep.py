"""The sweep: operations that were confirmed and then left alone are carried to their end.

Whoever ran them was killed, or its host is gone. A sweep goes on where they stopped; if somebody else is faster, it
steps back without a word.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection

from milepost.progress import api
from milepost.progress.models import Operation

EVERY = 10.0

log = logging.getLogger(__name__)


class _Stopping(Exception):
    """Somebody wants this process to end: the operation is left between two chunks, for the next sweep."""


def sweep(*, concurrency: int = 1, stop: threading.Event | None = None) -> int:
    """One pass over the abandoned operations; returns how many it finished.

    - `concurrency`: how many are run at the same time, each in a thread with a connection of its own.
    - `stop`: when set, the pass ends after the chunks that are being applied.
    """
    found = api.abandoned()
    finish = partial(_finish, stop=stop or threading.Event())
    if concurrency == 1:
        return sum(map(finish, found))
    with ThreadPoolExecutor(concurrency) as pool:
        return sum(pool.map(partial(_in_thread, finish), found))


def sweep_until(stop: threading.Event, *, concurrency: int = 1) -> None:
    """Sweep at once and then every few seconds, until `stop` is set. For a thread of its own; outlives any error."""
    while not stop.is_set():
        try:
            sweep(concurrency=concurrency, stop=stop)
        except Exception:
            # The database may be away for a while; the next pass looks again.
            log.exception("the sweep for abandoned operations failed")
        finally:
            connection.close()
        stop.wait(EVERY)


def _finish(operation: Operation, *, stop: threading.Event) -> bool:
    """Run what is left of an operation; whether it is done now, by us."""

    def between_chunks(_done: int, _total: int) -> None:
        if stop.is_set():
            raise _Stopping

    if stop.is_set():
        return False
    try:
        api.run(operation, between_chunks)
    except (_Stopping, api.LeaseLost):
        return False
    except Exception:
        # One that cannot be finished must not keep the others waiting.
        log.exception("operation %s could not be finished", operation.uuid)
        return False
    log.info("operation %s is finished", operation.uuid)
    return True


def _in_thread(finish: "partial[bool]", operation: Operation) -> bool:
    try:
        return finish(operation)
    finally:
        connection.close()
