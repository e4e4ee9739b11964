"""Submissions and discussions: looked at and graded, one after another."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.base.actor import Actor
from milepost.base.errors import MilepostError, NotFound, NotPermitted
from milepost.catalog.contents import keeping
from milepost.catalog.models import Activity
from milepost.console.asking import Step
from milepost.console.grading.forms import GradeForm
from milepost.console.grading.queue import JUDGES, to_next
from milepost.console.people import staff
from milepost.people.models import User
from milepost.player import assignments, discussions, judging
from milepost.player.models import Post, Submission
from milepost.player.views.handing_in import saved

_POSTS = 200


@staff(*JUDGES)
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, actor: Actor, submission: int) -> HttpResponse:
    """Something that was handed in, and its grade."""
    row = judging.reached(actor, Submission, submission)
    seen = parse_datetime(request.POST.get("of", "")) if request.method == "POST" else None

    def grade(given: dict[str, Any]) -> Any:
        return assignments.grade(actor, submission, of=seen, **given)

    earlier = Submission.objects.filter(record=row.record, activity=row.activity).exclude(pk=row.pk).order_by("-pk")
    context = {"handed": assignments.shown(row), "earlier": [assignments.shown(each) for each in earlier]}
    return _judged(request, actor, row, "console/grading/submission.html", context, grade)


@staff(*JUDGES)
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, actor: Actor, post: int) -> HttpResponse:
    """What a learner has written in a discussion, among what others have, and its grade."""
    row = judging.reached(actor, Post, post)

    def grade(given: dict[str, Any]) -> Any:
        return discussions.grade(actor, post, **given)

    thread = discussions.thread_as_staff(actor, row.activity_id, limit=_POSTS)
    own = set(Post.objects.filter(record=row.record, activity=row.activity_id).values_list("pk", flat=True))
    context = {"thread": [(each, each.id in own) for each in thread], "graded_at": row.graded_at}
    return _judged(request, actor, row, "console/grading/post.html", context, grade)


@staff(*JUDGES)
@require_safe
def submitted_file(request: HttpRequest, actor: Actor, submission: int) -> HttpResponseBase:
    """A file that a learner has handed in. Whatever it is, it is saved and never shown in our place."""
    return saved(assignments.look(actor, submission))


def _judged(
    request: HttpRequest,
    actor: Actor,
    row: Submission | Post,
    template: str,
    context: dict[str, Any],
    grade: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    """Grade and go on to the next, or show the page; with what was typed where the grade was refused."""
    form = GradeForm(request.POST or None, activity=row.activity)
    status, refused = 422 if form.errors else 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            grade(form.said())
        except (NotPermitted, NotFound):
            raise
        except MilepostError as error:
            status, refused = 409, str(error)
        else:
            messages.success(request, _("The grade is kept."))
            return to_next(actor)
    assert row.record is not None
    context |= {
        "form": form,
        "refused": refused,
        "seen": dt.datetime.isoformat(context["handed"].submitted_at) if "handed" in context else "",
        "row": row,
        **around(row.activity, row.record.user),
    }
    return render(request, template, context, status=status)


def around(activity: Activity, learner: User) -> dict[str, Any]:
    """What each page of a learner's work has around it."""
    return {
        "title": activity.title,
        "trail": [
            Step(_("Grading"), reverse("manage_grading")),
            Step(activity.course.title, reverse("manage_course", args=[activity.course.uuid])),
        ],
        "activity": activity,
        "learner": learner,
        "content": keeping.read(activity),
    }
