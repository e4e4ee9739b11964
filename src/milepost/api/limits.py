"""What may be asked: how much at once, and how often.

How often a token may ask is MILEPOST_API_RATE: at most so many requests a minute, in one burst or evenly.

The counters stand in one small file of the data folder that all processes of this host share: one number for each
token, the moment at which its allowance will be whole again (the “generic cell rate algorithm”). A request costs a
read and a write of sixteen bytes in the page cache, no statement, and nothing that has to outlive a power failure.
"""

import fcntl
import hashlib
import os
import struct
import threading
import time
from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.api import problems
from milepost.uploads.api import MAX_BYTES

# What a form has around its file.
_FRAME = 64 * 1024
# A place in the file: the beginning of the token's hash, and the moment. Two tokens seldom share a place; then the
# newcomer takes it, and nobody is refused for what another one did.
_PLACE = struct.Struct("=Qd")
_PLACES = 1 << 16
_MINUTE = 60.0
_LARGEST = "_milepost_largest"

View = TypeVar("View", bound=Callable[..., Any])


def at_most(largest: Callable[[], int]) -> Callable[[View], View]:
    """Mark a view that takes files of up to so many bytes; the others take tables of up to `uploads.MAX_BYTES`."""

    def mark(view: View) -> View:
        setattr(view, _LARGEST, largest)
        return view

    return mark


def too_large(request: HttpRequest, view: Callable[..., Any]) -> str:
    """What is said of a request that says of itself that it is larger than its view takes; empty if it is not.

    None is read beyond what it says. Bodies that are no files are held to DATA_UPLOAD_MAX_MEMORY_SIZE when read.
    """
    said = request.META.get("CONTENT_LENGTH") or "0"
    largest: Callable[[], int] | None = getattr(view, _LARGEST, None)
    if not said.isdecimal() or int(said) <= (MAX_BYTES if largest is None else largest()) + _FRAME:
        return ""
    if largest is None:
        return _("The request is too large. Divide the file.")
    return _("The file is larger than %(size)s MB.") % {"size": largest() // 1_000_000}


class Counter:
    """The counters of one host. Safe between threads and processes; opened when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file: int | None = None

    def wait(self, secret: str, rate: int, now: float) -> float:
        """Count a request of the token at `now` (seconds since 1970); how many seconds it comes too early, 0 if not.

        `rate`: requests a minute. One that comes too early is not counted.
        """
        mark, place = _position(secret)
        step = _MINUTE / rate
        with self._lock:
            file = self._open()
            fcntl.lockf(file, fcntl.LOCK_EX, _PLACE.size, place)
            try:
                whole_at = max(now, self._read(file, mark, place, now))
                early = whole_at + step - (now + _MINUTE)
                if early > 1e-9:
                    return early
                os.pwrite(file, _PLACE.pack(mark, whole_at + step), place)
                return 0.0
            finally:
                fcntl.lockf(file, fcntl.LOCK_UN, _PLACE.size, place)

    def _read(self, file: int, mark: int, place: int, now: float) -> float:
        """When the allowance is whole again. What lies beyond a minute is from before the clock was set back."""
        stored = os.pread(file, _PLACE.size, place)
        if len(stored) < _PLACE.size:
            return now
        whose, whole_at = _PLACE.unpack(stored)
        return whole_at if whose == mark and whole_at <= now + _MINUTE else now

    def _open(self) -> int:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file


def _position(secret: str) -> tuple[int, int]:
    """What the token is known by, and where it stands in the file."""
    digest = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
    mark, number = struct.unpack_from("=QI", digest)
    return mark, number % _PLACES * _PLACE.size


_COUNTER = Counter(Path(settings.DATA_DIR) / "api-rate")


def count(secret: str) -> None:
    """Count a request of a token, known or not. Raises `Stop` (429) for one that comes too early."""
    rate: int = settings.API_RATE
    if not rate:
        return
    early = _COUNTER.wait(secret, rate, time.time())
    if early:
        seconds = ceil(early)
        raise problems.Stop(
            429,
            _("This token has used up its %(rate)s requests a minute. Ask again in %(seconds)s s.")
            % {"rate": rate, "seconds": seconds},
            {"Retry-After": str(seconds)},
        )
