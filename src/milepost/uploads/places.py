"""Where files stand: what is said where one cannot be read or written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.base.errors import Refused


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


def _named(path: Path, error: OSError) -> dict[str, str]:
    return {"file": printable(str(path)), "reason": error.strerror or str(error)}
