"""Enrolling learners in a course by hand."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from milepost.base.actor import Actor
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog.models import Course
from milepost.console.asking import does, find_course
from milepost.console.enrolments.forms import RESTARTS, EnrolForm
from milepost.console.enrolments.pages import trail
from milepost.console.people import staff
from milepost.records import enrolling_many
from milepost.records.enrolling import check_in_use


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, actor: Actor, course: uuid.UUID) -> HttpResponse:
    """Several learners at once: all of them or nobody. `who`: somebody whom the form names from the beginning."""
    found = find_course(actor, course)
    check_in_use(found)
    form = EnrolForm(request.POST or None, initial={"people": request.GET.get("who", "")})
    number: list[int] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and does(form, lambda: number.extend(_enrol(actor, found, form)))
        and number
    ):
        said = ngettext("%(n)s learner is enrolled.", "%(n)s learners are enrolled.", number[0])
        messages.success(request, said % {"n": number[0]})
        return HttpResponseRedirect(reverse("manage_people", args=[course]))
    context = {
        "title": _("Enrol learners"),
        "trail": trail(found),
        "course": found,
        "form": form,
        "restarts": RESTARTS,
    }
    return render(request, "console/enrolments/enrol.html", context, status=422 if form.errors else 200)


def _enrol(actor: Actor, course: Course, form: EnrolForm) -> list[int]:
    """How many were enrolled; nothing where lines are at fault, which the form then says."""
    try:
        return [enrolling_many.enrol_in_course(actor, form.lines(), course, form.terms_said())]
    except enrolling_many.WrongLines as error:
        form.add_wrong_lines(error)
        return []
