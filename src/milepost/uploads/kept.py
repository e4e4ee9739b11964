"""Validation reports that Milepost keeps: where they stand, and how they go."""

import os
from pathlib import Path

from django.conf import settings

from milepost.progress.api import Operation, report_path


def folder() -> Path:
    """Where reports are kept that nobody has asked for at another place."""
    return Path(settings.DATA_DIR) / "reports"


def path_for(operation: Operation) -> Path:
    """Where the report of an operation is kept."""
    return folder() / f"{operation.uuid}.csv"


class KeptReports:
    """A report holds the rows of a file, dates and scores included; what an erase concerns goes with it (R3).

    Files that somebody had written elsewhere are theirs.
    """

    def erase(self, operation: Operation) -> None:
        """Delete the kept report of an operation, if there is one."""
        path_for(operation).unlink(missing_ok=True)
        noted = report_path(operation)
        if noted is not None and noted.is_relative_to(os.path.normpath(folder())):
            noted.unlink(missing_ok=True)
