"""The page of a program: its courses in their order, its settings, and whether it is in use."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.base.actor import Actor
from milepost.base.permissions import READING, TRAINING_MANAGE
from milepost.catalog import editing, listing
from milepost.catalog.models import Program, ProgramCourse
from milepost.console.asking import Step, does, may_edit
from milepost.console.people import staff
from milepost.console.programs.forms import ProgramForm, ProgramSettingsForm
from milepost.pages.templatetags.milepost import day


@dataclass(frozen=True, slots=True)
class Row:
    """One course at its place, and in a line when it opens there."""

    place: ProgramCourse
    opening: str


def find_program(actor: Actor, program: uuid.UUID) -> Program:
    """The program at an address. Raises `NotFound`."""
    return listing.find_program(actor, str(program))


def context_of(actor: Actor, program: Program, here: str) -> dict[str, Any]:
    """What each page of a program has: its head, its tabs, and which of them this is."""
    return {
        "title": program.title,
        "program": program,
        "trail": [Step(_("Programs"), reverse("manage_programs"))],
        "here": here,
        "may_edit": may_edit(actor),
    }


@staff(*READING)
@require_safe
def courses(request: HttpRequest, actor: Actor, program: uuid.UUID) -> HttpResponse:
    """What is in a program. `moved` and `way` say which button gets the focus, after something was moved by it."""
    found = find_program(actor, program)
    rows = [Row(place, opening_in_words(place)) for place in listing.courses_of([found])[found.pk]]
    context = context_of(actor, found, "courses") | {
        "rows": rows,
        "course_count": len(rows),
        "moved": request.GET.get("moved", ""),
        "way": request.GET.get("way", ""),
    }
    return render(request, "console/programs/courses.html", context)


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new program."""
    editing.require_editor(actor)
    form = ProgramForm(request.POST or None)
    made: list[Program] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and does(form, lambda: made.append(editing.create_program(actor, form.fields_said())))
    ):
        messages.success(request, _("The program is made. Now add its courses."))
        return HttpResponseRedirect(reverse("manage_program", args=[made[0].uuid]))
    context = {"title": _("New program"), "trail": [Step(_("Programs"), reverse("manage_programs"))], "form": form}
    return render(request, "console/programs/new.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, actor: Actor, program: uuid.UUID) -> HttpResponse:
    """What a program is called, and whether its order binds."""
    editing.require_editor(actor)
    found = find_program(actor, program)
    form = ProgramSettingsForm(request.POST or None, initial=ProgramSettingsForm.initial_of(found))
    if (
        request.method == "POST"
        and form.is_valid()
        and does(form, lambda: editing.change_program(actor, found, form.fields_said()))
    ):
        messages.success(request, _("The settings are saved."))
        return HttpResponseRedirect(reverse("manage_program_settings", args=[program]))
    context = context_of(actor, found, "settings") | {"form": form}
    return render(request, "console/programs/settings.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_POST
def archive(request: HttpRequest, actor: Actor, program: uuid.UUID) -> HttpResponse:
    """Close a program to enrolments and commands, or open it again (`back`)."""
    archived = "back" not in request.POST
    editing.change_program(actor, find_program(actor, program), {"archived": archived})
    messages.success(request, _("The program is archived.") if archived else _("The program is in use again."))
    return HttpResponseRedirect(reverse("manage_program", args=[program]))


def opening_in_words(place: ProgramCourse) -> str:
    """When a course opens in a program, in one line; empty where nothing is said."""
    said = []
    if days := place.opens_after_days:
        words = ngettext(
            "opens %(n)s day after enrolment in the program", "opens %(n)s days after enrolment in the program", days
        )
        said.append(words % {"n": days})
    if place.opens_on:
        said.append(_("opens on %(day)s") % {"day": day(place.opens_on)})
    return " · ".join(said)
