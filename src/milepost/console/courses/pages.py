"""The page of a course: its outline, its settings, and whether it is in use."""

import uuid
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.base.actor import Actor
from milepost.base.permissions import READING, TRAINING_MANAGE
from milepost.catalog import editing, listing
from milepost.catalog.models import Activity, Course
from milepost.console.asking import Step, does, find_course, may_edit
from milepost.console.courses.forms import CourseForm, CourseSettingsForm
from milepost.console.courses.words import rules
from milepost.console.grading.queue import JUDGES
from milepost.console.people import staff


@dataclass(frozen=True, slots=True)
class Row:
    """One activity in the outline, with its rules in a line."""

    activity: Activity
    rules: str


# So many courses are offered as those that another one may wait for.
_OFFERED = 500


def context_of(actor: Actor, course: Course, here: str) -> dict[str, Any]:
    """What each page of a course has: its head, its tabs, and which of them this is."""
    return {
        "title": course.title,
        "course": course,
        "trail": [Step(_("Courses"), reverse("manage_courses"))],
        "here": here,
        "may_edit": may_edit(actor),
        "may_judge": not actor.permissions.isdisjoint(JUDGES),
    }


@staff(*READING)
@require_safe
def outline(request: HttpRequest, actor: Actor, course: uuid.UUID) -> HttpResponse:
    """What is in a course. `moved` and `way` say which button gets the focus, after something was moved by it."""
    found = find_course(actor, course)
    activities = list(listing.activities(actor, found, with_retired=True))
    in_use = [Row(each, rules(each)) for each in activities if each.retired_at is None]
    context = context_of(actor, found, "outline") | {
        "groups": [(section, list(run)) for section, run in groupby(in_use, key=lambda row: row.activity.section)],
        "retired": [each for each in activities if each.retired_at is not None],
        "activity_count": len(in_use),
        "moved": request.GET.get("moved", ""),
        "way": request.GET.get("way", ""),
    }
    return render(request, "console/courses/outline.html", context)


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new course."""
    editing.require_editor(actor)
    form = CourseForm(request.POST or None)
    made: list[Course] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and does(form, lambda: made.append(editing.create_course(actor, form.fields_said())))
    ):
        messages.success(request, _("The course is made. Now add what is in it."))
        return HttpResponseRedirect(reverse("manage_course", args=[made[0].uuid]))
    context = {"title": _("New course"), "trail": [Step(_("Courses"), reverse("manage_courses"))], "form": form}
    return render(request, "console/courses/new.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, actor: Actor, course: uuid.UUID) -> HttpResponse:
    """What a course is called, and what its rules are."""
    editing.require_editor(actor)
    found = find_course(actor, course)
    offered = Q(archived_at=None) | Q(pk__in=found.prerequisites.values("pk"))
    others = list(Course.objects.filter(offered).exclude(pk=found.pk).order_by("title", "pk")[:_OFFERED])
    form = CourseSettingsForm(request.POST or None, others=others, initial=CourseSettingsForm.initial_of(found))
    if (
        request.method == "POST"
        and form.is_valid()
        and does(form, lambda: editing.change_course(actor, found, form.fields_said()))
    ):
        messages.success(request, _("The settings are saved."))
        return HttpResponseRedirect(reverse("manage_course_settings", args=[course]))
    context = context_of(actor, found, "settings") | {"form": form}
    return render(request, "console/courses/settings.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_POST
def archive(request: HttpRequest, actor: Actor, course: uuid.UUID) -> HttpResponse:
    """Close a course to launches and commands, or open it again (`back`)."""
    archived = "back" not in request.POST
    editing.change_course(actor, find_course(actor, course), {"archived": archived})
    messages.success(request, _("The course is archived.") if archived else _("The course is in use again."))
    return HttpResponseRedirect(reverse("manage_course", args=[course]))
