"""Where files stand: how one comes in whole or not at all, and what is said where one cannot be read or written."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.base.errors import Refused

_HALF_WRITTEN = ".arriving-"


def printable(text: str) -> str:
    """A name or a cell as it can be shown and stored: in place of what is no letter, or steers a terminal, a mark."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """In this block an error of the file system is a `Refused` that names that file and the reason."""
    try:
        yield
    except OSError as error:
        raise Refused(_("The file “%(file)s” cannot be read: %(reason)s.") % _named(path, error)) from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """The same for a file that is written."""
    try:
        yield
    except OSError as error:
        raise Refused(_("The file “%(file)s” cannot be written: %(reason)s.") % _named(path, error)) from error


@contextmanager
def coming_into(folder: Path) -> Iterator[Path]:
    """A folder of its own within `folder`, for a file that is still being written; it goes with the block.

    A whole file is moved out of it in one step, so no reader ever meets half of one. What a process that died has
    left is told by `is_half_written`. Raises `Refused` where nothing can be written.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        own = tempfile.TemporaryDirectory(dir=folder, prefix=_HALF_WRITTEN)
    with own:
        yield Path(own.name)


def is_half_written(path: Path) -> bool:
    """Whether a file or folder is one that nobody but its writer looks at."""
    return path.name.startswith(".")


def changed_at(path: Path) -> float:
    """When a file or folder was last changed, in seconds since 1970; never, if somebody else has just removed it."""
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:
        return float("inf")


def remove(path: Path) -> bool:
    """Remove a file, or a folder with what is in it; whether it was there. Several processes may do so at once."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except FileNotFoundError:
        return False
    return True


def _named(path: Path, error: OSError) -> dict[str, str]:
    return {"file": printable(str(path)), "reason": error.strerror or str(error)}
