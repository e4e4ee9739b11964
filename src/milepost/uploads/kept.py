"""Validation reports that Milepost keeps: where they stand, and how they go."""

from pathlib import Path

from django.conf import settings

from milepost.progress.models import Operation


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
        if operation.report and Path(operation.report).is_relative_to(folder().absolute()):
            Path(operation.report).unlink(missing_ok=True)
