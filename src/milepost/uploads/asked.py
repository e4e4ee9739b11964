"""A report at a place that somebody has asked for: a copy of the one that is kept.

What is handed out later is the kept one (`kept.report_of`): at that place anything may stand by then, another
operation's report for one.
"""

import shutil
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.base.places import printable, writing
from milepost.uploads import kept


def check(target: Path, upload: Path, file_format: str) -> None:
    """Find out whether a report of that format can be written there, before anything is staged; makes its folder.

    Raises `Refused`: for the uploaded file itself; for what is there and no file; for what lies among the files that
    Milepost keeps; for the ending of the other format; and for a folder in which nothing can be written.
    """
    shown = {"file": printable(str(target))}
    with writing(target):
        if target.exists() and target.samefile(upload):
            raise Refused(_("“%(file)s” is the file itself. Name another one for the report.") % shown)
        if target.exists() and not target.is_file():
            raise Refused(_("“%(file)s” is no file that could be replaced. Name one for the report.") % shown)
        if _is_kept(target):
            raise Refused(_("“%(file)s” is where Milepost keeps its own files. Name another place.") % shown)
        ending = target.suffix.lower()
        if ending != f".{file_format}" and ending.removeprefix(".") in kept.FORMATS:
            raise Refused(
                _("The report has the format of the file, so “%(file)s” must end with %(ending)s.")
                % (shown | {"ending": f".{file_format}"})
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass


def deliver(report: Path, target: Path) -> None:
    """Copy a kept report there, whole or not at all. Raises `Refused` where that cannot be."""
    with writing(target), tempfile.TemporaryDirectory(dir=target.parent, prefix=".milepost-") as folder:
        Path(shutil.copyfile(report, Path(folder) / "report")).replace(target)


def _is_kept(target: Path) -> bool:
    within = target.resolve()
    return any(within.is_relative_to(folder.resolve()) for folder in (kept.reports(), kept.uploads()))
