"""A file that comes in is copied before anybody looks at it, so that all who read it read the same.

It may stand on a share, where a colleague saves it while its rows are staged: its report would tell of other people.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.base.places import coming_into, printable, reading, writing
from milepost.uploads import kept, sheet

_BLOCK = 1 << 20


@contextmanager
def arriving(path: Path) -> Iterator[Path]:
    """The copy of an uploaded file, in the data folder. It goes with the block, unless it is moved elsewhere.

    Raises `Refused` for what is no file, is too large, cannot be read, changes meanwhile, or cannot be kept.
    """
    folder = kept.uploads()
    with coming_into(folder) as own:
        copy = own / "upload"
        with writing(folder), copy.open("wb") as file:
            file.writelines(blocks(path))
        yield copy


def blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a megabyte at a time. Raises `Refused`, also at the end, for one that changes meanwhile."""
    with reading(path), sheet.readable(path) as file:
        before, size = os.fstat(file.fileno()), 0
        while size <= before.st_size and (block := file.read(_BLOCK)):
            size += len(block)
            yield block
        after = os.fstat(file.fileno())
    if (size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise Refused(
            _("The file “%(file)s” was changed while it was copied. Hand it in again.")
            % {"file": printable(str(path))}
        )
