"""The files that contents show. They stand in the data folder under their UUIDs, so a backup has them too.

A file is there whole or not at all: it is written in a folder of its own and moved to its place in one step, before
the row that names it is there for all to see.
"""

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.base import clock, places, texts
from milepost.base.actor import Actor
from milepost.base.errors import Conflict, NotFound, Refused
from milepost.base.permissions import TRAINING_MANAGE
from milepost.base.places import coming_into, printable, writing
from milepost.catalog.contents.recognising import content_type
from milepost.catalog.editing import require_editor
from milepost.catalog.models import ActivityContent, MediaFile
from milepost.organisation import adminlog

NAME = 250
_BLOCK = 1 << 20
_LEFT_FOR = dt.timedelta(days=1)


def folder() -> Path:
    """Where the files are kept."""
    return Path(settings.DATA_DIR) / "media"


def path_of(file: MediaFile) -> Path:
    """Where a file is kept. It may be missing, if somebody has taken it away by hand."""
    return folder() / str(file.uuid)


def largest() -> int:
    """How many bytes a file may have (MILEPOST_MAX_MEDIA_MB)."""
    return int(settings.MAX_MEDIA_MB) * 1_000_000


# --- looking -------------------------------------------------------------------------------------
def find(actor: Actor, uuid: UUID) -> MediaFile:
    """The file with this UUID. Raises `NotPermitted` without `training.manage`, `NotFound` likewise."""
    actor.require(TRAINING_MANAGE)
    found = MediaFile.objects.filter(uuid=uuid, removed_at=None).first()
    if found is None:
        raise _nothing(uuid)
    return found


def files(actor: Actor, *, search: str = "") -> "QuerySet[MediaFile]":
    """All files, or those with this part in the name, to be put in order and cut by who asks. Raises like `find`."""
    actor.require(TRAINING_MANAGE)
    if not texts.is_storable(search):
        return MediaFile.objects.none()
    return MediaFile.objects.filter(removed_at=None, name__icontains=search.strip())


# --- changing ------------------------------------------------------------------------------------
def store(actor: Actor, name: str, file: IO[bytes]) -> MediaFile:
    """Keep a file, read from where it stands to its end. The same bytes again give the one that is there.

    Raises `NotPermitted` without `training.manage`, and for a limited role; `Refused` for what is larger than
    `largest`, empty, or of no kind that browsers show, and where it cannot be kept.
    """
    require_editor(actor)
    name = texts.line(_base_name(name), _("Name"), NAME)
    with coming_into(folder()) as own:
        copy = own / "file"
        size, sha256 = _take_in(file, copy)
        kind = content_type(copy)
        if kind is None:
            raise Refused(
                _(
                    "“%(file)s” is of no kind that is shown here. There are: MP4 and WebM video; MP3, M4A, Ogg and "
                    "WAV audio; PDF; PNG, JPEG, WebP and GIF pictures; WebVTT captions."
                )
                % {"file": name}
            )
        return _keep(actor, copy, {"name": name, "content_type": kind, "size": size, "sha256": sha256})


def remove(actor: Actor, file: MediaFile) -> None:
    """Take a file away; its bytes go a day later (`clear_up`).

    Raises `NotPermitted` like `store`, `NotFound` for one that is gone, `Conflict` for one that a content shows.
    """
    require_editor(actor)
    with transaction.atomic():
        locked = MediaFile.objects.select_for_update(no_key=True).filter(pk=file.pk, removed_at=None).first()
        if locked is None:
            raise _nothing(file.uuid)
        shown_in = ActivityContent.objects.filter(body__contains=str(file.uuid)).select_related("activity__course")
        for content in shown_in[:1]:
            words = {"file": file.name, "activity": content.activity.title, "course": content.activity.course.title}
            raise Conflict(
                _("“%(file)s” is shown in “%(activity)s” of the course “%(course)s”. Take it out there first.") % words
            )
        locked.removed_at = clock.now()
        locked.save(update_fields=["removed_at"])
        adminlog.record(actor, "media.removed", str(file.uuid), before={"name": file.name})


def clear_up(now: dt.datetime) -> int:
    """Remove the bytes of files that were removed a day ago, and what a process that died has left half written.

    Several processes may do so at the same time. Returns how many went. A file that no row names is left alone: it may
    belong to another database that uses this data folder.
    """
    before = now - _LEFT_FOR
    gone = [path_of(file) for file in MediaFile.objects.filter(removed_at__lt=before)]
    half = [
        path
        for path in (folder().iterdir() if folder().is_dir() else ())
        if places.is_half_written(path) and places.changed_at(path) < before.timestamp()
    ]
    return sum(places.remove(path) for path in (*gone, *half))


def _base_name(name: str) -> str:
    """A name without the folders that some browsers send, and as it can be shown."""
    return printable(name.replace("\\", "/").rpartition("/")[2])


def _take_in(file: IO[bytes], copy: Path) -> tuple[int, str]:
    """Write a file to the disk; its size and hash. Raises `Refused` as soon as it is too large, or empty."""
    size, sha = 0, hashlib.sha256()
    with writing(folder()), copy.open("wb") as target:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > largest():
                raise Refused(_("The file is larger than %(size)s MB.") % {"size": settings.MAX_MEDIA_MB})
            sha.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    if not size:
        raise Refused(_("The file is empty."))
    return size, sha.hexdigest()


def _keep(actor: Actor, copy: Path, values: dict[str, str | int]) -> MediaFile:
    with transaction.atomic():
        file, is_new = MediaFile.objects.get_or_create(
            sha256=values["sha256"], removed_at=None, defaults={**values, "created_at": clock.now()}
        )
        if is_new or not path_of(file).is_file():
            with writing(path_of(file)):
                copy.replace(path_of(file))
        if is_new:
            said = {name: values[name] for name in ("name", "content_type", "size")}
            adminlog.record(actor, "media.stored", str(file.uuid), after=said)
    return file


def _nothing(uuid: UUID) -> NotFound:
    return NotFound(_("There is no file %(id)s.") % {"id": uuid})
