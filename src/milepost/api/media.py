"""The files that contents show: uploaded, listed, taken away."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Self
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from milepost.api.auth import actor
from milepost.api.fields import Search
from milepost.api.idempotency import by_state
from milepost.api.limits import at_most
from milepost.api.paging import PAGE, Cursor, Limit, Page, page
from milepost.api.queries import known_fields_alone
from milepost.catalog.contents import media
from milepost.catalog.editing import require_editor
from milepost.catalog.models import MediaFile

router = Router(tags=["Media"])


class MediaOut(Schema):
    """A file that contents can show."""

    id: UUID = Field(description="What contents name it by; in Markdown as `![what it shows](media:ID)`.")
    name: str
    content_type: str = Field(description="What was found in the file, whatever it is called.")
    size: int = Field(description="In bytes.")
    sha256: str
    created_at: dt.datetime

    @classmethod
    def of(cls, file: MediaFile) -> Self:
        """A file as it is shown."""
        return cls(
            id=file.uuid,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            created_at=file.created_at,
        )


@router.get("", response=Page[MediaOut], summary="List files")
def index(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = PAGE,
    search: Annotated[Search, Field(description="A part of the name.")] = "",
) -> Page[MediaOut]:
    """All files that contents can show. Needs `training.manage`."""
    return page(media.files(actor(request), search=search), cursor=cursor, limit=limit).shown(MediaOut.of)


@router.post("", response={201: MediaOut}, summary="Upload a file to show")
@by_state  # the same file again is the one that is there, and no transaction is open while a film is written
@at_most(media.largest)
def create(request: HttpRequest, file: File[UploadedFile]) -> Status[MediaOut]:
    """A video, a recording, a PDF document, a picture or captions in WebVTT, told by its content.

    The same bytes again give the file that is there. Needs `training.manage`, and a role that is not limited.
    """
    who = actor(request)
    require_editor(who)
    known_fields_alone(request)
    assert isinstance(file, TemporaryUploadedFile), "settings.FILE_UPLOAD_HANDLERS writes every file to disk"
    with Path(file.temporary_file_path()).open("rb") as arrived:
        return Status(201, MediaOut.of(media.store(who, file.name or "", arrived)))


@router.get("/{file}", response=MediaOut, summary="Look at a file")
def show(request: HttpRequest, file: UUID) -> MediaOut:
    """What is known of it. Needs `training.manage`."""
    return MediaOut.of(media.find(actor(request), file))


@router.delete("/{file}", response=MediaOut, summary="Take a file away")
def remove(request: HttpRequest, file: UUID) -> MediaOut:
    """As long as no content shows it. Needs what uploading needs."""
    who = actor(request)
    found = media.find(who, file)
    media.remove(who, found)
    return MediaOut.of(found)
