"""The door to the files: what the API, the command line and the pages call.

`submit_file` is the whole guided flow up to the preview: copy the file, recognise it, read it in a process of its
own, stage its rows, keep the copy, and write the validation report if a row has a fault. Nobody else opens an uploaded
file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.permissions import PROGRESS_MANAGE
from milepost.base.places import printable
from milepost.progress import api as heart
from milepost.progress.api import Kind, Operation, Request, State
from milepost.uploads import asked, kept, templates
from milepost.uploads import sheet as sheets
from milepost.uploads.arriving import arriving
from milepost.uploads.formats import FORMATS, Format
from milepost.uploads.report import write_report
from milepost.uploads.sheet import MAX_BYTES, Sheet

__all__ = ["MAX_BYTES", "MEDIA_TYPES", "ReportFile", "Submitted", "report_file", "submit_file", "template"]

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SHOWN_FAULTS = 10
_LONGEST_NAME = 250


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a file.

    - `operation`: `previewed`, or `refused` if any row has a fault; then there is a validation report.
    - `notes`: sentences that whoever handed the file in should see, such as that it was read as Windows-1252.
    - `faults`: the first ten faulty rows, each as a sentence with its number; the report has all.
    """

    operation: Operation
    notes: Sequence[str] = ()
    faults: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A validation report as it may be handed out: where it stands, what to call it, and what it is."""

    path: Path
    name: str
    media_type: str


def submit_file(
    actor: Actor, request: Request, path: Path, *, name: str = "", report: Path | None = None
) -> Submitted:
    """Read a CSV or XLSX file and stage it as an operation (`milepost.progress.api.submit`); no record is changed.

    - `request`: kind, reason, policy …; its `source` is the caller's, `file_name` and `has_details` are set here.
    - `path`: where the file is. It is copied into the data folder and otherwise left alone.
    - `name`: what it was called by whoever handed it in; else the path's own name. It is only shown.
    - `report`: where a copy of the report goes. It is written then whatever becomes of the rows; else if there is a
      fault. Either way it is kept in the data folder.

    What the file is, is told by its content, never by its name. Raises `NotPermitted` (before the file is opened) and
    `Refused`, with a sentence that names row or column and remedy; then nothing was changed and nothing is left. Where
    only the report cannot be written, the operation is left: refused if it has faults, else cancelled. Raises `Busy`
    where too many files are being read already.
    """
    actor.require(PROGRESS_MANAGE)
    name = printable(name or path.name)
    form = FORMATS[request.kind]
    with arriving(path) as copy:
        with sheets.opened(copy, form, name=name) as sheet:
            if report is not None:
                asked.check(report, path, sheet.about["format"])
            has_details = any(column in sheet.columns for column in form.details)
            request = replace(request, file_name=name[-_LONGEST_NAME:], has_details=has_details)
            operation = heart.submit(actor, request, form.rows(sheet))
        try:
            faults = _keep(operation, copy, form, sheet, report)
        except BaseException:
            _give_up(actor, operation)
            raise
    return Submitted(operation, sheet.notes, faults)


def _keep(operation: Operation, copy: Path, form: Format, sheet: Sheet, wanted: Path | None) -> Sequence[str]:
    """Keep the file, and write its report if it has faults or one is wanted; returns the first faults in words."""
    file_format = sheet.about["format"]
    upload = kept.keep_upload(operation, copy, file_format)
    if wanted is None and operation.state != State.REFUSED:
        return ()
    report = kept.report_target(operation, file_format)
    faults = write_report(upload, form, heart.faults(operation), report, name=sheet.name, telling=_SHOWN_FAULTS)
    heart.keep_report(operation, report)
    if wanted is not None:
        asked.deliver(report, wanted)
    return faults


def _give_up(actor: Actor, operation: Operation) -> None:
    """Nobody has been told of the operation, so nobody is going to confirm it or to call it off."""
    if operation.state == State.PREVIEWED:
        heart.cancel(actor, operation.uuid)


def report_file(actor: Actor, operation_id: UUID) -> ReportFile:
    """The validation report of an operation.

    Only what is kept under the operation's own name is handed out. Raises `NotFound` where there is none (any more),
    and `NotPermitted`, which `BeyondReach` is too: it has all rows.
    """
    operation = heart.seen(actor, operation_id).whole()
    path = kept.report_of(operation)
    if path is None:
        raise NotFound(_("The operation %(id)s has no validation report.") % {"id": operation_id})
    file_format = path.suffix[1:]
    return ReportFile(
        path, f"{Path(operation.file_name).stem or 'upload'}-report.{file_format}", MEDIA_TYPES[file_format]
    )


def template(kind: Kind, file_format: str = "csv") -> bytes:
    """The empty file of a kind, as `csv` (UTF-8 with byte order mark) or `xlsx`."""
    if file_format == "xlsx":
        return templates.as_xlsx(FORMATS[kind])
    return templates.as_csv(FORMATS[kind]).encode("utf-8-sig")
