"""Who is in a course, and the page of one enrolment."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.permissions import READING, TRAINING_MANAGE
from milepost.catalog.models import Course
from milepost.console.asking import Step, does, find_course
from milepost.console.courses.pages import context_of
from milepost.console.enrolments.forms import RESTARTS, TermsForm
from milepost.console.people import staff
from milepost.records import enrolling, roster
from milepost.records.models import Enrolment

A_PAGE = 50
_LARGEST = 2**63 - 1  # key that the databases compare with


def trail(course: Course) -> list[Step]:
    """The way to a page below the people of a course."""
    return [
        Step(_("Courses"), reverse("manage_courses")),
        Step(course.title, reverse("manage_course", args=[course.uuid])),
        Step(_("People"), reverse("manage_people", args=[course.uuid])),
    ]


@staff(*READING)
@require_safe
def people(request: HttpRequest, actor: Actor, course: uuid.UUID) -> HttpResponse:
    """Who is in a course, of those within reach, by name; `q`: a part of name, login id or e-mail address."""
    found = find_course(actor, course)
    search = request.GET.get("q", "").strip()
    page = Paginator(roster.enrolments(actor, found, search=search), A_PAGE).get_page(request.GET.get("page"))
    context = context_of(actor, found, "people") | {
        "page": page,
        "number": page.paginator.count,
        "people": roster.how_far(page.object_list),
        "search": search,
        "is_limited": actor.groups is not None,
        "may_enrol": TRAINING_MANAGE in actor.permissions,
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "console/enrolments/people.html", context)


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_page(request: HttpRequest, actor: Actor, course: uuid.UUID, enrolment: int) -> HttpResponse:
    """Due date and restart setting of one enrolment, and its end."""
    found = find_enrolment(actor, course, enrolment)
    form = TermsForm(request.POST or None, initial=TermsForm.initial_of(found))
    if (
        request.method == "POST"
        and form.is_valid()
        and does(form, lambda: enrolling.change(actor, found, form.changes_said()))
    ):
        messages.success(request, _("The enrolment is changed."))
        return HttpResponseRedirect(reverse("manage_people", args=[course]))
    context = {
        "title": found.user.name,
        "trail": trail(found.course),
        "course": found.course,
        "enrolment": found,
        "person": roster.how_far([found])[0],
        "form": form,
        "restarts": RESTARTS,
    }
    return render(request, "console/enrolments/enrolment.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_POST
def end(request: HttpRequest, actor: Actor, course: uuid.UUID, enrolment: int) -> HttpResponse:
    """End an enrolment. What the learner did stays."""
    found = find_enrolment(actor, course, enrolment)
    enrolling.end(actor, found)
    messages.success(request, _("The enrolment of %(name)s has ended.") % {"name": found.user.name})
    return HttpResponseRedirect(reverse("manage_people", args=[course]))


def find_enrolment(actor: Actor, course: uuid.UUID, key: int) -> Enrolment:
    """The enrolment at an address. Raises `NotFound`, also for somebody's outside the actor's reach."""
    within = enrolling.in_courses(actor, course=find_course(actor, course))
    if key > _LARGEST or (found := within.filter(pk=key).first()) is None:
        raise NotFound(_("There is no such enrolment."))
    return found
