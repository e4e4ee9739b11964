"""Files that learners hand in: kept in the data folder under names of their own, within bounds."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.base.ids import new_uuid, parse_uuid
from milepost.pages.bounds import OWN_FILE
from milepost.player.models import Submission

MOST_BYTES = OWN_FILE
_BLOCK = 1 << 20
_LONGEST_NAME = 250
# A file is there a moment before its row; what has none a day later never will.
_WAITS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it comes in: what it is called, and its bytes."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept."""

    uuid: uuid.UUID
    name: str
    size: int
    sha256: str


def folder() -> Path:
    """Where they are kept."""
    return Path(settings.DATA_DIR) / "submissions"


def path_of(file: uuid.UUID) -> Path:
    """Where one of them is kept."""
    return folder() / str(file)


def keep(handed: Handed) -> Kept:
    """Copy a file into the data folder. Raises `Refused` for one that is empty, too large, or cannot be kept."""
    file, digest, size = new_uuid(), hashlib.sha256(), 0
    target = path_of(file)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as copy:
            while block := handed.content.read(_BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    raise Refused(_("A file has at most %(size)s MB.") % {"size": MOST_BYTES // 1024 // 1024})
                digest.update(block)
                copy.write(block)
        if not size:
            raise Refused(_("The file is empty."))
    except OSError as error:
        remove([file])
        raise Refused(_("The file cannot be kept: %(reason)s.") % {"reason": error.strerror or error}) from error
    except BaseException:
        remove([file])
        raise
    return Kept(file, _printable(handed.name), size, digest.hexdigest())


def remove(files: Iterable[uuid.UUID]) -> None:
    """Remove files; one that is not there any more is no fault."""
    for file in files:
        path_of(file).unlink(missing_ok=True)


def sweep() -> int:
    """Remove what a crash has left: files that no submission names, a day old. Returns how many."""
    before = clock.now().timestamp() - _WAITS
    found = {file: path for path in _files() if (file := parse_uuid(path.name)) and _changed(path) < before}
    known = set(Submission.objects.filter(file__in=found).values_list("file", flat=True))
    left = found.keys() - known
    remove(left)
    return len(left)


def _files() -> list[Path]:
    return list(folder().iterdir()) if folder().is_dir() else []


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:  # another worker has just removed it
        return float("inf")


def _printable(name: str) -> str:
    """The last part of a name, as it can be shown and stored."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in last)[-_LONGEST_NAME:] or "file"
