"""The threads of one process that carry operations to their end."""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import InterfaceError, OperationalError

from milepost.jobs.limits import worker_connection
from milepost.progress import api
from milepost.progress.models import Operation

log = logging.getLogger(__name__)


class _Stopping(Exception):
    """Somebody wants this process to end: the operation is left between two chunks, for the next sweep."""


class Crew:
    """`size` threads, each with a connection of its own; an operation is in at most one of them.

    Other processes may be at the same operation: who may apply is settled by its lease, and whoever loses it steps
    back without a word.
    """

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="crew")
        self._lock = threading.Lock()
        self._in_hand: dict[int, Future[bool]] = {}
        self._broken_off: set[int] = set()
        self._stopping = threading.Event()

    def take(self, key: int) -> Future[bool]:
        """Carry the operation with that key to its end as soon as a thread is free; whether it was done, by us.

        One that is in hand, or waits for a thread, is not taken twice. Never after `close`.
        """
        with self._lock:
            if key not in self._in_hand:
                self._in_hand[key] = self._pool.submit(self._carry, key)
            return self._in_hand[key]

    def left_over(self) -> set[int]:
        """The operations that broke off in our hands because the database was away.

        Their lease may still be ours, so nobody would find them abandoned before it runs out.
        """
        with self._lock:
            return set(self._broken_off)

    def close(self) -> None:
        """Stop after the chunks that are being applied, and wait until then."""
        self._stopping.set()
        self._pool.shutdown(cancel_futures=True)

    def _carry(self, key: int) -> bool:
        try:
            with worker_connection():
                return self._finish(key)
        except (OperationalError, InterfaceError) as error:
            log.warning("operation %s broke off, the next sweep goes on: %s", key, error)
            with self._lock:
                self._broken_off.add(key)
        except Exception:
            # One that cannot be finished must not keep the others waiting.
            log.exception("operation %s could not be finished", key)
        finally:
            with self._lock:
                del self._in_hand[key]
        return False

    def _finish(self, key: int) -> bool:
        """Run what is left of an operation; whether it is done now, by us."""
        operation = Operation.objects.filter(pk=key, state=api.State.RUNNING).select_related("undo_of").first()
        with self._lock:
            self._broken_off.discard(key)
        if operation is None:
            return False
        try:
            self._between_chunks()
            api.run(operation, self._between_chunks)
        except (_Stopping, api.LeaseLost):
            return False
        log.info("operation %s is finished", operation.uuid)
        return True

    def _between_chunks(self, _done: int = 0, _total: int = 0) -> None:
        if self._stopping.is_set():
            raise _Stopping
