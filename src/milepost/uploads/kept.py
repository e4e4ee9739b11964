"""What Milepost keeps of uploads: the files themselves and their validation reports, for a set time.

Both stand in the data folder under the UUID of their operation, with the ending of their format, and nowhere else: a
report that somebody has asked for at another place is a copy.
"""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from milepost.base import places
from milepost.base.ids import parse_uuid
from milepost.base.places import writing
from milepost.progress.api import Operation, report_path
from milepost.progress.participants import Participant

FORMATS = ("csv", "xlsx")


def reports() -> Path:
    """Where validation reports are kept."""
    return Path(settings.DATA_DIR) / "reports"


def uploads() -> Path:
    """Where copies of the uploaded files are kept."""
    return Path(settings.DATA_DIR) / "uploads"


def report_target(operation: Operation, file_format: str) -> Path:
    """Where the report of an operation is kept."""
    return reports() / f"{operation.uuid}.{file_format}"


def report_of(operation: Operation) -> Path | None:
    """The kept report of an operation; None if there is none any more, or if it was only ever written elsewhere."""
    noted = report_path(operation)
    targets = (report_target(operation, file_format).absolute() for file_format in FORMATS)
    is_kept = noted is not None and os.fspath(noted) in map(os.path.normpath, targets) and noted.is_file()
    return noted if is_kept else None


def keep_upload(operation: Operation, copy: Path, file_format: str) -> Path:
    """Move the copy of an uploaded file (`arriving`) to where it is kept; returns that. Raises `Refused`."""
    target = uploads() / f"{operation.uuid}.{file_format}"
    with writing(target):
        return copy.replace(target)


def remove_old(now: dt.datetime) -> int:
    """Remove what is older than `MILEPOST_KEEP_UPLOADS_DAYS`, and what a process that died has left half written.

    Several processes may do so at the same time. Returns how many files and folders went.
    """
    before = (now - dt.timedelta(days=settings.KEEP_UPLOADS_DAYS)).timestamp()
    half_written_before = (now - dt.timedelta(days=1)).timestamp()
    removed = [
        path
        for path in _kept()
        if places.changed_at(path) < (half_written_before if places.is_half_written(path) else before)
        and places.remove(path)
    ]
    gone = {uuid for path in removed if (uuid := _operation_of(path)) is not None and path.parent == reports()}
    Operation.objects.filter(uuid__in=gone).update(report="")
    return len(removed)


class KeptFiles(Participant):
    """An upload and its report hold rows with dates and scores; what an erase concerns goes with them (R3).

    Copies that somebody had written elsewhere are theirs.
    """

    def erase(self, operation: Operation) -> None:
        """Delete what is kept for an operation."""
        for folder in (reports(), uploads()):
            for file_format in FORMATS:
                (folder / f"{operation.uuid}.{file_format}").unlink(missing_ok=True)
        noted = report_path(operation)
        if noted is not None and noted.is_relative_to(os.path.normpath(reports())):
            noted.unlink(missing_ok=True)


def _kept() -> Iterator[Path]:
    for folder in (reports(), uploads()):
        if folder.is_dir():
            yield from folder.iterdir()


def _operation_of(path: Path) -> UUID | None:
    return parse_uuid(path.stem)
