"""Where the validation report of an operation stands.

One in the data folder is noted by its path within that folder, which a backup may bring back on another machine.
"""

import os
from pathlib import Path

from django.conf import settings

from milepost.progress.models import Operation


def keep_report(operation: Operation, path: Path) -> None:
    """Note where the validation report of an operation was written."""
    target, folder = _plain(path), _plain(settings.DATA_DIR)
    operation.report = target.relative_to(folder).as_posix() if target.is_relative_to(folder) else str(target)
    operation.save(update_fields=["report"])


def report_path(operation: Operation) -> Path | None:
    """Where the validation report of an operation is on this machine; None if it has none."""
    return _plain(settings.DATA_DIR / operation.report) if operation.report else None


def _plain(path: Path) -> Path:
    """Absolute and without `..`, so that paths can be compared. Links stay: a folder may be one to another disk."""
    return Path(os.path.normpath(path.absolute()))
