"""The files that Milepost keeps beside its database: everything in the folders of the data folder.

What lies in the data folder itself is not among them: the embedded database, the queue, and the secret key, which
signs no more than sessions and is made anew.
"""

import enum
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from milepost.backup.format import MARK
from milepost.base.errors import MilepostError

# A zip archive tells the name of its first member from its 31st byte on.
_MARK_AT = 30
_STAGED = ".restoring"


def kept_files() -> Iterator[tuple[PurePosixPath, IO[bytes]]]:
    """Each file, as its path in the data folder and open for reading, in order.

    Left out: links, the files of the embedded database, backups (else each would hold all before it), what an
    interrupted restore has left, and what is taken away meanwhile. Raises `MilepostError` for a name that is no text.
    """
    base = settings.DATA_DIR
    for path in _paths(base):
        _check_name(path)
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue
        with file:
            if not _is_backup(file):
                yield PurePosixPath(path.relative_to(base).as_posix()), file


def _paths(base: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(base):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if name != _STAGED)
        for path in (here / name for name in sorted(names)):
            if here != base and path.is_file() and not path.is_symlink() and not _is_of_database(path):
                yield path


def _is_of_database(path: Path) -> bool:
    """The embedded database, its log (-wal) and its index (-shm)."""
    return connection.vendor == "sqlite" and str(path).startswith(
        str(Path(connection.settings_dict["NAME"]).absolute())
    )


def _is_backup(file: IO[bytes]) -> bool:
    beginning = file.read(_MARK_AT + len(MARK))
    file.seek(0)
    return beginning[_MARK_AT:] == MARK.encode()


def _check_name(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise MilepostError(
            _("The name of the file %(file)s is no text. Rename it.") % {"file": ascii(str(path))}
        ) from error


@contextmanager
def staging() -> Iterator[Path]:
    """A folder within the data folder for files that wait for the database; afterwards it is gone."""
    folder = Path(settings.DATA_DIR) / _STAGED
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Place(enum.Enum):
    """What is in the place where a file of a backup belongs."""

    FREE = "nothing"
    SAME = "the same file"
    TAKEN = "something else, or something else on the way there"


def in_place(path: PurePosixPath, sha256: str) -> Place:
    """What there is at a path of the data folder, compared with the file that belongs there; no link is followed."""
    base = Path(settings.DATA_DIR)
    for parent in list(path.parents)[:-1]:
        if (base / parent).is_symlink() or ((base / parent).exists() and not (base / parent).is_dir()):
            return Place.TAKEN
    target = base / path
    if not os.path.lexists(target):
        return Place.FREE
    if target.is_symlink() or not target.is_file():
        return Place.TAKEN
    with target.open("rb") as file:
        same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    return Place.SAME if same else Place.TAKEN


@contextmanager
def moved_in(staged: Path, paths: list[PurePosixPath]) -> Iterator[None]:
    """Move staged files to their places. If the block fails they go again, with the folders made for them."""
    base, made = Path(settings.DATA_DIR), list[Path]()
    try:
        for path in paths:
            for parent in reversed(list(path.parents)[:-1]):
                if not (base / parent).exists():
                    (base / parent).mkdir()
                    made.append(base / parent)
            (staged / path).rename(base / path)
            made.append(base / path)
        yield
    except BaseException:
        for path_made in reversed(made):
            path_made.rmdir() if path_made.is_dir() else path_made.unlink()
        raise
