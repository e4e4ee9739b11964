"""What every page of the player has: the course around the activity, the way on, and what went wrong."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from milepost.base.errors import MilepostError, NotFound
from milepost.catalog.contents import keeping
from milepost.catalog.models import ActivityKind
from milepost.people.models import User
from milepost.player import notes
from milepost.player.visiting import Visit, visit
from milepost.records import reading
from milepost.records.reading import ActivityProgress

COMPLETE = ("completed", "passed")

Context: TypeAlias = dict[str, Any]
Shows: TypeAlias = Callable[[HttpRequest, Visit, Any], Context]
Acts: TypeAlias = Callable[..., str]

_SHOWN: dict[str, Shows] = {}


@dataclass(frozen=True, slots=True)
class Back:
    """Where the arrow of a narrow page leads."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Way:
    """The activity within its course: how far the learner is in it, and what is before and after it."""

    here: ActivityProgress
    before: ActivityProgress | None
    after: ActivityProgress | None

    @property
    def is_complete(self) -> bool:
        """Nothing is left to do in it."""
        return self.here.state.status in COMPLETE


def shows(*kinds: ActivityKind) -> Callable[[Shows], Shows]:
    """Let a function say what the template of these kinds needs, from the content."""

    def made(function: Shows) -> Shows:
        _SHOWN.update(dict.fromkeys(kinds, function))
        return function

    return made


def me(request: HttpRequest) -> User:
    """Who has signed in; the page asks for that."""
    assert isinstance(request.user, User)
    return request.user


def acts(function: Acts) -> Callable[..., HttpResponse]:
    """Let a function be a POST of a learner in an activity; it returns what is said then, and the page follows.

    What cannot be is said on the page itself, with what was typed still there.
    """

    @login_required
    @never_cache
    @require_POST
    @wraps(function)
    def run(request: HttpRequest, session: uuid.UUID, activity: uuid.UUID, **more: Any) -> HttpResponse:
        found = visit(me(request), session, activity)
        try:
            said = function(request, found, **more)
        except NotFound:
            raise
        except MilepostError as error:
            return show(request, visit(found.user, session, activity), fault=str(error))
        if said:
            messages.success(request, said)
        return HttpResponseRedirect(found.address + request.POST.get("then", "")[:60])

    return run


def show(request: HttpRequest, here: Visit, *, fault: str = "") -> HttpResponse:
    """The page of an activity; or why it is not shown: the record is closed, or the activity is locked."""
    context: Context = {
        "title": here.activity.title,
        "visit": here,
        "activity": here.activity,
        "back": Back(here.course.title, reverse("course", args=[here.course.uuid])),
        "fault": fault,
        "typed": request.POST if fault else {},
    }
    if not here.is_open:
        return render(request, "player/closed.html", context)
    if here.lock.is_locked:
        context["way"] = _way(here)
        return render(request, "player/locked.html", context, status=409)
    content = keeping.read(here.activity)
    kind = "elsewhere"
    if content is not None and here.activity.kind in _SHOWN:
        kind = here.activity.kind
        context |= {"content": content} | _SHOWN[kind](request, here, content)
    context |= {"kind": f"player/kinds/{kind}.html", "way": _way(here), "notes": _notes(here)}
    return render(request, "player/play.html", context, status=422 if fault else 200)


def _notes(here: Visit) -> list[notes.Noted]:
    return [note for note in notes.own(here.user.pk, here.course.pk) if note.activity == here.activity.pk]


def _way(here: Visit) -> Way:
    """Raises `NotFound` for who is not in the course any more."""
    tree = reading.own_progress(here.user)
    courses = [*tree.courses, *(course for program in tree.programs for course in program.courses)]
    activities = next((course.activities for course in courses if course.uuid == here.course.uuid), [])
    places = [number for number, each in enumerate(activities) if each.uuid == here.activity.uuid]
    if not places:
        raise NotFound(_("There is no such activity."))
    before = [each for each in activities[: places[0]] if not each.state.locked]
    after = [each for each in activities[places[0] + 1 :] if not each.state.locked]
    return Way(activities[places[0]], before[-1] if before else None, after[0] if after else None)
