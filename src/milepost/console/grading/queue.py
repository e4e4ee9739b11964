"""What waits for staff, oldest first."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.base.actor import Actor
from milepost.base.ids import parse_uuid
from milepost.base.permissions import PROGRESS_MANAGE, TRAINING_MANAGE
from milepost.catalog.models import Activity, Course
from milepost.console.people import staff
from milepost.player import grading
from milepost.player.grading import Mark, Waiting

JUDGES = (TRAINING_MANAGE, PROGRESS_MANAGE)
A_PAGE = 50


@staff(*JUDGES)
@require_safe
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A page of the queue. `course`: of one course alone; `after`: from the one after that place on."""
    wanted = parse_uuid(request.GET.get("course", ""))
    course = Course.objects.filter(uuid=wanted).first() if wanted else None
    course_id = course.pk if course else None
    found = grading.queue(actor, course_id=course_id, after=_read(request.GET.get("after", "")), limit=A_PAGE + 1)
    rows, more = found[:A_PAGE], found[A_PAGE:]
    activities = {
        each.pk: each
        for each in Activity.objects.filter(pk__in={row.activity_id for row in rows}).select_related("course")
    }
    context = {
        "title": _("Grading"),
        "rows": [(row, activities[row.activity_id], address_of(row, activities[row.activity_id])) for row in rows],
        "course": course,
        "following": urlencode(_kept(course) | {"after": _written(rows[-1].mark)}) if more else "",
        "is_first": "after" not in request.GET,
    }
    return render(request, "console/grading/queue.html", context)


def to_next(actor: Actor) -> HttpResponse:
    """To what has waited longest now; to the queue where nothing does."""
    for found in grading.queue(actor, limit=1):
        return HttpResponseRedirect(address_of(found, Activity.objects.get(pk=found.activity_id)))
    return HttpResponseRedirect(reverse("manage_grading"))


def address_of(row: Waiting, activity: Activity) -> str:
    """Where something is judged."""
    if row.kind == "assignment":
        return reverse("manage_submission", args=[row.id])
    if row.kind == "discussion":
        return reverse("manage_post", args=[row.id])
    return reverse("manage_assessment", args=[activity.uuid, row.user])


def _kept(course: Course | None) -> dict[str, str]:
    return {"course": str(course.uuid)} if course else {}


def _written(mark: Mark) -> str:
    since, kind, key = mark
    return f"{since.isoformat()}~{kind}~{key}"


def _read(text: str) -> Mark | None:
    """The place that an address names; None, the beginning, for what is none."""
    parts: Sequence[str] = text.split("~")
    try:
        since, kind, key = parts
        moment = dt.datetime.fromisoformat(since)
        return (moment, kind, int(key)) if moment.tzinfo and len(key) < 19 else None
    except ValueError:
        return None
