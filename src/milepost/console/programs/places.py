"""The courses of a program: added, moved, opened at their time, taken out."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog import listing
from milepost.catalog.editing import require_editor
from milepost.catalog.models import Course, Program, ProgramCourse
from milepost.console.asking import Step, does, find_course
from milepost.console.people import staff
from milepost.console.programs.forms import AddForm, OpeningForm
from milepost.console.programs.pages import context_of, find_program
from milepost.records import composition

A_PAGE = 20


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, actor: Actor, program: uuid.UUID) -> HttpResponse:
    """The courses in use that a program does not have, to be looked through (`q`) and added at its end."""
    require_editor(actor)
    found = find_program(actor, program)
    form = AddForm(request.POST or None)
    added: list[Course] = []
    if request.method == "POST" and form.is_valid() and does(form, lambda: added.append(_add(actor, found, form))):
        messages.success(request, _("“%(title)s” is added.") % {"title": added[0].title})
        return HttpResponseRedirect(request.get_full_path())
    search = request.GET.get("q", "").strip()
    pages = Paginator(_offered(actor, found, search), A_PAGE)
    context = context_of(actor, found, "courses") | {
        "title": _("Add courses"),
        "trail": _trail(found),
        "form": form,
        "page": pages.get_page(request.GET.get("page")),
        "search": search,
        "learners": composition.learners_in(found),
        "is_begun": composition.is_begun(found),
    }
    return render(request, "console/programs/add.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, actor: Actor, program: uuid.UUID, course: uuid.UUID) -> HttpResponse:
    """When a course opens in a program."""
    require_editor(actor)
    found = find_program(actor, program)
    place = _place(found, course)
    form = OpeningForm(request.POST if request.method == "POST" else None, initial=OpeningForm.initial_of(place))
    if (
        request.method == "POST"
        and form.is_valid()
        and does(form, lambda: composition.open_course(actor, found, place.course, form.opening_said()))
    ):
        messages.success(request, _("The settings are saved."))
        return HttpResponseRedirect(_row_of(program, course))
    context = context_of(actor, found, "courses") | {
        "title": place.course.title,
        "trail": _trail(found),
        "course": place.course,
        "form": form,
        "is_begun": composition.is_begun(found),
    }
    return render(request, "console/programs/course.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_POST
def move(request: HttpRequest, actor: Actor, program: uuid.UUID, course: uuid.UUID) -> HttpResponse:
    """One place up (`way=up`) or down; the first and the last stay where there is no further."""
    way = "up" if request.POST.get("way") == "up" else "down"
    found = find_program(actor, program)
    places = listing.courses_of([found])[found.pk]
    at = places.index(_place(found, course, places)) + 1
    composition.move_course(actor, found, places[at - 1].course, max(1, at - 1) if way == "up" else at + 1)
    # No place in the page is named: a browser gives the focus to what it is meant for only where none is.
    asked = urlencode({"moved": f"c-{course}", "way": way})
    return HttpResponseRedirect(f"{reverse('manage_program', args=[program])}?{asked}")


@staff(TRAINING_MANAGE)
@require_POST
def take_out(request: HttpRequest, actor: Actor, program: uuid.UUID, course: uuid.UUID) -> HttpResponse:
    """Let a program have one course less."""
    found, taken = find_program(actor, program), find_course(actor, course)
    composition.take_out_course(actor, found, taken)
    messages.success(request, _("“%(title)s” is taken out.") % {"title": taken.title})
    return HttpResponseRedirect(reverse("manage_program", args=[program]))


def _add(actor: Actor, program: Program, form: AddForm) -> Course:
    course = find_course(actor, form.cleaned_data["course"])
    composition.add_course(actor, program, course)
    return course


def _offered(actor: Actor, program: Program, search: str) -> QuerySet[Course]:
    found = listing.courses(actor, search=search, is_archived=False).exclude(programs=program)
    in_use = Count("activities", filter=Q(activities__retired_at=None))
    return found.prefetch_related(None).annotate(activity_count=in_use).order_by("title", "pk")


def _place(program: Program, course: uuid.UUID, places: list[ProgramCourse] | None = None) -> ProgramCourse:
    for place in listing.courses_of([program])[program.pk] if places is None else places:
        if place.course.uuid == course:
            return place
    raise NotFound(_("The program does not have this course."))


def _trail(program: Program) -> list[Step]:
    return [
        Step(_("Programs"), reverse("manage_programs")),
        Step(program.title, reverse("manage_program", args=[program.uuid])),
    ]


def _row_of(program: uuid.UUID, course: uuid.UUID) -> str:
    """Where a course stands in the list of its program."""
    return f"{reverse('manage_program', args=[program])}#c-{course}"
