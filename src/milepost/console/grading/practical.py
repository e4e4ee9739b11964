"""Practical assessments: whom to assess, and the checklist that an assessor ticks off."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.base.actor import Actor
from milepost.base.errors import Conflict, MilepostError, NotFound, NotPermitted
from milepost.base.texts import is_storable
from milepost.catalog.models import Activity, ActivityKind
from milepost.console.grading.judging import around
from milepost.console.grading.queue import A_PAGE, JUDGES
from milepost.console.people import staff
from milepost.people import reach
from milepost.people.models import User
from milepost.player import practical
from milepost.records.models import Enrolment


@staff(*JUDGES)
@require_safe
def people(request: HttpRequest, actor: Actor, activity: uuid.UUID) -> HttpResponse:
    """Who is in the course of a practical assessment, within reach, by name; `q` is a part of name or login id."""
    found = find(activity, ActivityKind.PRACTICAL)
    search = request.GET.get("q", "").strip()
    enrolled = Enrolment.objects.filter(course=found.course_id, ended_at=None).values("user")
    chosen = Q(display_name__icontains=search) | Q(login_id__icontains=search) if search else Q()
    users = (
        User.objects.filter(reach.within(actor), chosen, pk__in=enrolled)
        if is_storable(search)
        else User.objects.none()
    )
    context = {
        **around(found, User()),
        "page": Paginator(users.order_by("display_name", "pk"), A_PAGE).get_page(request.GET.get("page")),
        "search": search,
    }
    return render(request, "console/grading/practical_people.html", context)


@staff(*JUDGES)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, actor: Actor, activity: uuid.UUID, user: uuid.UUID) -> HttpResponse:
    """The checklist of a learner: `do=save` keeps what is ticked so far, `do=confirm` ends the assessment."""
    found = find(activity, ActivityKind.PRACTICAL)
    learner = _find_learner(actor, user)
    ticks, note = request.POST.getlist("tick"), request.POST.get("note", "")
    refused = ""
    if request.method == "POST":
        is_end = request.POST.get("do") == "confirm"
        try:
            kept = (practical.confirm if is_end else practical.fill_in)(actor, learner.pk, found.pk, ticks, note)
        except (NotPermitted, NotFound):
            raise
        except MilepostError as error:
            refused = str(error)
        else:
            messages.success(request, _said(kept.passed))
            return HttpResponseRedirect(reverse("manage_assessment", args=[activity, user]))
    context = {**around(found, learner), **_assessments(actor, learner, found), "refused": refused}
    if refused:
        context |= {"ticks": ticks, "note": note}
    return render(request, "console/grading/assessment.html", context, status=409 if refused else 200)


def find(activity: uuid.UUID, kind: str) -> Activity:
    """The activity in use of this kind at an address. Raises `NotFound`."""
    found = Activity.objects.filter(uuid=activity, kind=kind, retired_at=None).select_related("course").first()
    if found is None:
        raise NotFound(_("There is no such activity."))
    return found


def _assessments(actor: Actor, learner: User, activity: Activity) -> dict[str, Any]:
    """What was ticked before; a new list where there is none, or the last one was ended without success."""
    try:
        before = practical.look(actor, learner.pk, activity.pk)
    except Conflict:
        before = []
    newest = before[-1] if before else None
    is_new = newest is None or newest.passed is False
    return {
        "before": before[::-1] if is_new else before[-2::-1],
        "newest": None if is_new else newest,
        "ticks": [] if is_new or newest is None else list(newest.ticks),
        "note": "" if is_new or newest is None else newest.note,
        "is_over": newest is not None and newest.passed is True,
    }


def _find_learner(actor: Actor, user: uuid.UUID) -> User:
    for found in User.objects.filter(reach.within(actor), uuid=user):
        return found
    raise NotFound(_("There is no such learner."))


def _said(passed: bool | None) -> str:
    if passed is None:
        return _("What is ticked is kept. The assessment goes on.")
    return _("Confirmed: passed.") if passed else _("Confirmed: failed. The next assessment can begin.")
