"""How many files are read at the same time on one host: each by a process that may take a gigabyte (`parsing`)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from filelock import FileLock, Timeout

from milepost.base.errors import Busy
from milepost.base.places import writing

AT_ONCE = 2
PATIENCE = 15.0  # seconds: whoever waits longer keeps a thread of the server from everybody else
_PAUSE = 0.05


@contextmanager
def turn() -> Iterator[None]:
    """Be one of those who read a file, for the length of the block. A process that dies gives its turn back.

    Raises `Busy` when nobody has finished in time, and `Refused` where the data folder cannot be written.
    """
    folder = Path(settings.DATA_DIR)
    with writing(folder):
        held = _wait([FileLock(folder / f"reading-{number}.turn", thread_local=False) for number in range(AT_ONCE)])
    try:
        yield
    finally:
        held.release()


def _wait(locks: list[FileLock]) -> FileLock:
    deadline = time.monotonic() + PATIENCE
    while True:
        for lock in locks:
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue
            return lock
        if time.monotonic() > deadline:
            raise Busy(
                _("Other files are being read right now. Nothing was changed; hand the file in again in a minute.")
            )
        time.sleep(_PAUSE)
