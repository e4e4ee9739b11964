"""Contents are read and written here, and nowhere else.

The ids in a content are free: whoever has answered keeps a copy of what was asked, so a question may be reworded,
replaced or taken out at any time.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.permissions import TRAINING_MANAGE
from milepost.base.shapes import Fault, Misshapen
from milepost.catalog.activities import subject
from milepost.catalog.contents import markdown
from milepost.catalog.contents.checking import Place, checked
from milepost.catalog.contents.shapes import SHAPES, Content
from milepost.catalog.editing import require_editor
from milepost.catalog.models import Activity, ActivityContent, ActivityKind, MediaFile
from milepost.organisation import adminlog

# What may stand where: the beginnings of content types, and what they are called.
_VIDEO = (("video/",), gettext_noop("a video"))
_AUDIO = (("audio/", "video/"), gettext_noop("a recording"))  # of a video one hears the sound
_PDF = (("application/pdf",), gettext_noop("a PDF document"))
_CAPTIONS = (("text/vtt",), gettext_noop("captions in WebVTT"))
_PICTURE = (("image/",), gettext_noop("a picture"))
_OF_KIND = {ActivityKind.VIDEO: _VIDEO, ActivityKind.AUDIO: _AUDIO, ActivityKind.PDF: _PDF}

_GONE = gettext_noop("There is no file with that UUID. Upload it first.")
_OTHER = gettext_noop("The file “%(file)s” is not %(wanted)s.")


class _Use(NamedTuple):
    """A file that a content shows: where it is named, and what it must be."""

    place: Place
    file: UUID
    beginnings: tuple[str, ...]
    wanted: str


def read(activity: Activity) -> Content | None:
    """What is in an activity; None if nothing is yet, as with courses whose work comes from elsewhere.

    Whoever asks has been asked for permission: of an exam it holds the right answers too.
    """
    kept = ActivityContent.objects.filter(activity=activity).first()
    if kept is None:
        return None
    content: Content = SHAPES[activity.kind].model_validate_json(kept.body)
    return content


def shown(actor: Actor, activity: Activity) -> Content:
    """The same for staff. Raises `NotPermitted` without `training.manage`, `NotFound` where nothing is yet."""
    actor.require(TRAINING_MANAGE)
    content = read(activity)
    if content is None:
        raise NotFound(_("This activity has no content yet."))
    return content


def write(actor: Actor, activity: Activity, body: Any) -> Content:
    """Put `body`, as JSON gives it or as a shape, in the place of what was in an activity; returns it as it is kept.

    Raises `NotPermitted` without `training.manage`, and for a limited role, since content concerns everybody;
    `Misshapen`, a `Refused` that names each place at fault; `Refused` for a kind that has no content here, and for
    more than `checking.LARGEST`.
    """
    require_editor(actor)
    content = checked(activity.kind, body)
    written = content.model_dump_json()
    with transaction.atomic():
        Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        _check_files(list(_uses(activity.kind, content)))
        kept = ActivityContent.objects.filter(activity=activity).first()
        if kept is None or kept.body != written:
            ActivityContent(activity=activity, body=written, changed_at=clock.now()).save(force_insert=kept is None)
            sizes = {"before": kept and {"bytes": _bytes(kept.body)}, "after": {"bytes": _bytes(written)}}
            adminlog.record(actor, "content.changed", subject(activity.course, activity), **sizes)
    return content


def _bytes(text: str) -> int:
    return len(text.encode())


# --- files ---------------------------------------------------------------------------------------
def _uses(kind: str, content: Content) -> Iterator[_Use]:
    body = json.loads(content.model_dump_json())
    if kind in _OF_KIND:
        yield _Use(("file",), UUID(body["file"]), *_OF_KIND[ActivityKind(kind)])
    if body.get("captions"):
        yield _Use(("captions",), UUID(body["captions"]), *_CAPTIONS)
    for place, text in _texts(body, ()):
        for file in sorted(markdown.pictures(text)):
            yield _Use(place, file, *_PICTURE)


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """The Markdown in a content, each with its place."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in entries:
        if name == "text" and isinstance(inner, str):
            yield (*place, name), inner
        else:
            yield from _texts(inner, (*place, name))


def _check_files(uses: list[_Use]) -> None:
    """Raise `Misshapen` for files that are not there or not what they must be; else they stay until the commit."""
    if not uses:
        return
    wanted = MediaFile.objects.select_for_update(no_key=True).filter(uuid__in={use.file for use in uses})
    there = {file.uuid: file for file in wanted.filter(removed_at=None).order_by("pk")}
    faults = [fault for use in uses if (fault := _fault(use, there.get(use.file))) is not None]
    if faults:
        raise Misshapen(faults)


def _fault(use: _Use, file: MediaFile | None) -> Fault | None:
    if file is None:
        return Fault(use.place, "no_file", _(_GONE))
    if file.content_type.startswith(use.beginnings):
        return None
    return Fault(use.place, "other_file", _(_OTHER) % {"file": file.name, "wanted": _(use.wanted)})
