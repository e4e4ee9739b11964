"""My learning, the page of a course, and the way into the player (R12, R13)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from milepost.base import clock
from milepost.base.errors import NotFound
from milepost.base.ids import parse_uuid
from milepost.catalog.models import Activity
from milepost.catalog.models import Course as CatalogCourse
from milepost.learn.overview import COMPLETE, Course, courses, overview
from milepost.learn.people import me
from milepost.people.models import User
from milepost.progress.api import Operation
from milepost.progress.notices import Told, told
from milepost.records import launching, own, reading


@dataclass(frozen=True, slots=True)
class Back:
    """Where the arrow of a narrow page leads."""

    text: str
    address: str


@login_required
@never_cache
@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """What is assigned, due, in progress and completed."""
    user = me(request)
    found = overview(reading.own_progress(user), _notices(user), clock.now())
    return render(request, "learn/learning.html", {"title": _("My learning"), "overview": found})


@login_required
@never_cache
@require_safe
def course_page(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """One course: the notice of a reset first, then where to go on, and what is in it."""
    user = me(request)
    found = _find(user, course)
    records = [record for record in own.course_records(user) if record.of == course]
    context: dict[str, Any] = {
        "title": found.progress.title,
        "back": Back(_("My learning"), reverse("learning")),
        "course": found,
        "description": CatalogCourse.objects.only("description").get(uuid=course).description,
        "records": records,
        "complete": COMPLETE,
    }
    return render(request, "learn/course.html", context)


@login_required
@require_POST
def launch(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Open the course, at the activity that was chosen or where there is something to do next.

    With a reset to acknowledge, or nothing in it that is open, the page of the course is shown again.
    """
    user = me(request)
    chosen = parse_uuid(request.POST.get("activity", ""))
    entered = CatalogCourse.objects.filter(uuid=course).first()
    if entered is None:
        raise NotFound(_("There is no such course."))
    activity = None
    if chosen is not None:
        activity = Activity.objects.filter(uuid=chosen, course=entered, retired_at=None).first()
        if activity is None:
            raise NotFound(_("There is no such activity."))
    return _enter(user, course, launching.launch(user.pk, entered.pk, activity), activity)


@login_required
@require_POST
def acknowledge(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """The learner has read the notice: the course starts from its beginning, and the notice does not come back."""
    user = me(request)
    seen = parse_uuid(request.POST.get("operation", ""))
    operation = Operation.objects.filter(uuid=seen).first() if seen else None
    entered = CatalogCourse.objects.filter(uuid=course).first()
    if operation is None or entered is None:
        raise NotFound(_("There is no such notice."))
    return _enter(user, course, launching.acknowledge(user.pk, entered.pk, operation.pk), None)


def _enter(user: User, course: uuid.UUID, launched: launching.Launch, activity: Activity | None) -> HttpResponse:
    """Into the player; back to the course where there is a notice to read, or nothing that is open."""
    here = HttpResponseRedirect(reverse("course", args=[course]))
    if launched.notice is not None:
        return here
    target = activity.uuid if activity else None
    if target is None:
        going_on = _find(user, course).next
        target = going_on.uuid if going_on else None
    if target is None:
        return here
    return HttpResponseRedirect(reverse("play", args=[launched.session, target]))


def _notices(user: User) -> dict[uuid.UUID, Told]:
    return {notice.course: notice for notice in told(own.due_notices(user).values())}


def _find(user: User, course: uuid.UUID) -> Course:
    """The course, if the learner is in it. Raises `NotFound`."""
    for found in courses(reading.own_progress(user), _notices(user), clock.now()):
        if found.progress.uuid == course:
            return found
    raise NotFound(_("There is no such course."))
