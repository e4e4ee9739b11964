"""The editor of a content: shown, changed piece by piece, saved."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.base.ids import parse_uuid
from milepost.base.permissions import TRAINING_MANAGE
from milepost.base.shapes import Fault, Misshapen
from milepost.catalog.contents import keeping, media
from milepost.catalog.editing import require_editor
from milepost.catalog.models import Activity, ActivityContent, ActivityKind, MediaFile
from milepost.console.asking import Step, find_activity
from milepost.console.contents import drafts
from milepost.console.contents.changing import change
from milepost.console.contents.fields import EDITORS, Field, Many, Part
from milepost.console.contents.nodes import nodes
from milepost.console.people import staff

# What learners have answered or handed in keeps a copy of what was asked.
_ANSWERED = frozenset({ActivityKind.FORM, ActivityKind.EXAM, ActivityKind.PRACTICAL})
_SAID = {
    "add": gettext_noop("Added."),
    "remove": gettext_noop("Taken out."),
    "up": gettext_noop("Moved up."),
    "down": gettext_noop("Moved down."),
    "clear": gettext_noop("Taken out."),
}


@dataclass(slots=True, kw_only=True)
class Sheet:
    """An editor as it stands: the draft, the content that it began with, and what there is to say."""

    activity: Activity
    draft: drafts.Draft
    loaded: str
    faults: list[Fault] = field(default_factory=list)
    refused: str = ""
    is_overtaken: bool = False
    focus: str = ""
    said: str = ""
    preview: list[tuple[str, str]] = field(default_factory=list)

    @property
    def status(self) -> int:
        """Of the answer."""
        return 409 if self.is_overtaken else 422 if self.faults or self.refused else 200


class Overtaken(Exception):
    """Somebody else has saved since the editor was opened."""


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def content(request: HttpRequest, actor: Actor, course: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    """What is in an activity; `do` says which button was pressed."""
    require_editor(actor)
    found = find_activity(actor, course, activity)
    if found.kind not in EDITORS:
        raise Refused(_("What is in a package is made elsewhere."))
    if request.method != "POST":
        return _page(request, _loaded(found))
    sheet = _sent(request, actor, found)
    action = request.POST.get("do", "save")
    if action == "preview":
        sheet.preview = list(_texts(EDITORS[found.kind], sheet.draft))
    elif action.startswith("put:") and not request.FILES:
        sheet.said = _("No picture is chosen yet.")
        sheet.focus = action.removeprefix("put:")
    elif action != "save":
        sheet.focus = change(found.kind, sheet.draft, action) or sheet.focus
        said = _SAID.get(action.partition(":")[0])
        sheet.said = _(said) if said else sheet.said
    elif not sheet.faults and _save(actor, sheet):
        messages.success(request, _("The content is saved."))
        return HttpResponseRedirect(reverse("manage_content", args=[course, activity]))
    return _page(request, sheet)


def _loaded(activity: Activity) -> Sheet:
    kept = keeping.read(activity)
    if kept is None:
        return Sheet(activity=activity, draft=drafts.new_draft(activity.kind), loaded=_fingerprint(activity))
    body = json.loads(kept.model_dump_json())
    return Sheet(activity=activity, draft=drafts.from_body(activity.kind, body), loaded=_fingerprint(activity))


def _sent(request: HttpRequest, actor: Actor, activity: Activity) -> Sheet:
    """What was typed; files that came with it are kept at once, so that they need not be chosen again."""
    draft = drafts.from_form(activity.kind, ((name, str(request.POST[name])) for name in request.POST))
    sheet = Sheet(activity=activity, draft=draft, loaded=request.POST.get("loaded", ""))
    for name, file in request.FILES.items():
        prefix, _dot, place = name.partition(".")
        if prefix in ("upload", "picture") and isinstance(file, TemporaryUploadedFile):
            _take(actor, sheet, prefix, place, file)
    return sheet


def _take(actor: Actor, sheet: Sheet, prefix: str, place: str, file: TemporaryUploadedFile) -> None:
    thing, way = _thing_at(sheet.draft, place)
    last = place.rpartition(".")[2]
    if not isinstance(thing.get(last), str):
        return
    try:
        with Path(file.temporary_file_path()).open("rb") as arrived:
            kept = media.store(actor, file.name or "", arrived)
    except Refused as error:
        sheet.faults.append(Fault((*way, last), "refused", str(error)))
        return
    if prefix == "upload":
        thing[last] = str(kept.uuid)
    else:
        shown = kept.name.rpartition(".")[0] or kept.name
        thing[last] = f"{thing.get(last, '').rstrip()}\n\n![{shown}](media:{kept.uuid})\n".lstrip("\n")
    sheet.focus, sheet.said = place, _("“%(file)s” is uploaded.") % {"file": kept.name}


def _thing_at(draft: drafts.Draft, place: str) -> tuple[drafts.Draft, tuple[str | int, ...]]:
    """The thing that has a field, and the way to it as faults name it; nothing where there is none."""
    at: Any = draft
    way: list[str | int] = []
    for step in place.split(".")[:-1]:
        if isinstance(at, dict):
            at = at.get(step)
            way.append(step)
        elif isinstance(at, list):
            number = next((number for number, each in enumerate(at) if each["id"] == step), None)
            at = None if number is None else at[number]
            way.append(number or 0)
    return (at if isinstance(at, dict) else {}), tuple(way)


def _save(actor: Actor, sheet: Sheet) -> bool:
    """Keep what the draft says; whether that went well. Else the sheet says why not."""
    try:
        with transaction.atomic():
            Activity.objects.select_for_update(no_key=True).get(pk=sheet.activity.pk)
            if _fingerprint(sheet.activity) != sheet.loaded:
                raise Overtaken
            keeping.write(actor, sheet.activity, drafts.to_body(sheet.activity.kind, sheet.draft))
    except Misshapen as error:
        sheet.faults = list(error.faults)
    except Refused as error:
        sheet.refused = str(error)
    except Overtaken:
        sheet.is_overtaken, sheet.loaded = True, _fingerprint(sheet.activity)
    else:
        return True
    return False


def _fingerprint(activity: Activity) -> str:
    """Of the content as it is kept now; empty where there is none."""
    body = ActivityContent.objects.filter(activity=activity).values_list("body", flat=True).first()
    return "" if body is None else hashlib.sha256(body.encode()).hexdigest()


def _page(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    activity = sheet.activity
    named = {key for key in map(parse_uuid, _files(EDITORS[activity.kind], sheet.draft)) if key}
    files = (
        {str(file.uuid): file for file in MediaFile.objects.filter(uuid__in=named, removed_at=None)} if named else {}
    )
    context = {
        "title": activity.title,
        "course": activity.course,
        "activity": activity,
        "trail": [
            Step(_("Courses"), reverse("manage_courses")),
            Step(activity.course.title, reverse("manage_course", args=[activity.course.uuid])),
        ],
        "here": "content",
        "is_unsaved": request.method == "POST",
        "sheet": sheet,
        "nodes": nodes(activity.kind, sheet.draft, sheet.faults, focus=sheet.focus, files=files),
        "keeps_answers": activity.kind in _ANSWERED,
    }
    return render(request, "console/contents/content.html", context, status=sheet.status)


def _files(parts: tuple[Part, ...], draft: drafts.Draft) -> list[str]:
    return [str(draft[part.name]) for part in parts if isinstance(part, Field) and part.control == "file"]


def _texts(parts: Any, draft: drafts.Draft, above: str = "") -> Any:
    """The Markdown in a draft, each with what it is called."""
    for part in parts:
        if isinstance(part, Many):
            for number, thing in enumerate(draft[part.name], start=1):
                yield from _texts(part.parts, thing, f"{part.one} {number}: ")
        elif part.control == "text" and draft[part.name].strip():
            yield f"{above}{part.label}", draft[part.name]
