"""Files: handed in, checked row by row, and reported on (uploads/api.py)."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import Field, field_validator

from milepost.api.auth import actor
from milepost.api.operations import staged
from milepost.api.queries import known_fields_alone
from milepost.api.schemas_operations import CommandIn, OperationOut, StagedOut
from milepost.base.errors import NotFound
from milepost.base.permissions import PROGRESS_MANAGE
from milepost.progress import api
from milepost.uploads import api as uploads

router = Router(tags=["Uploads"])

_WORDS = {"true": True, "false": False}


class UploadIn(CommandIn):
    """What the rows of the file are for. What a row says itself goes before it."""

    @field_validator("notify_by_email", "enrol_missing", mode="before")
    @classmethod
    def _from_form(cls, value: Any) -> Any:
        """Fields of forms are texts."""
        return _WORDS.get(value.lower(), value) if isinstance(value, str) else value


class UploadOut(StagedOut):
    """The operation that came of a file."""

    notes: list[str] = Field(description="What whoever handed it in should know, as how it was read.")
    sentences: list[str] = Field(description="The first faults as sentences with their row; the report has them all.")


class UploadedOut(OperationOut):
    """An operation that came of a file."""

    file_name: str


@router.post("", response={201: UploadOut}, summary="Upload a file")
def create(request: HttpRequest, form: Form[UploadIn], file: File[UploadedFile]) -> Status[UploadOut]:
    """A CSV or XLSX file, one learner and one content a row; nothing is changed.

    The operation is `previewed`, or `refused` if any row has a fault; then `report` says where the file is with what
    is wrong in its last column. What the file is, is told by its content, not by its name. Needs `progress.manage`.
    """
    who = actor(request)
    who.require(PROGRESS_MANAGE)
    known_fields_alone(request, UploadIn.model_fields)
    assert isinstance(file, TemporaryUploadedFile), "settings.FILE_UPLOAD_HANDLERS writes every file to disk"
    made = uploads.submit_file(who, form.request(), Path(file.temporary_file_path()), name=file.name or "")
    shown = dict(staged(request, api.find(made.operation.uuid)))
    return Status(201, UploadOut(**shown, notes=list(made.notes), sentences=list(made.faults)))


@router.get("/{upload}", response=UploadedOut, summary="Look at an upload")
def show(request: HttpRequest, upload: UUID) -> UploadedOut:
    """The operation that came of the file, as `GET /operations/{id}` shows it."""
    seen = api.seen(actor(request), upload)
    if not seen.operation.file_name:
        raise NotFound(_("There is no upload %(id)s.") % {"id": upload})
    return UploadedOut(**dict(OperationOut.of(seen)), file_name=seen.operation.file_name)


_REPORT = {
    "responses": {
        200: {
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}}
                for media_type in (
                    "text/csv",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                )
            }
        }
    }
}


@router.get("/{upload}/report", openapi_extra=_REPORT, summary="Download the validation report")
def report(request: HttpRequest, upload: UUID) -> FileResponse:
    """The uploaded file, same format and row order, with what is wrong in its last column.

    Kept for a while only. It holds all rows, so all of the operation must be within reach.
    """
    found = uploads.report_file(actor(request), upload)
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type)
