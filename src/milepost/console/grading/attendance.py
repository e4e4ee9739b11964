"""Live sessions: who was there."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from milepost.base.actor import Actor
from milepost.base.errors import Conflict, Refused
from milepost.catalog.models import Activity, ActivityKind
from milepost.console.grading.judging import around
from milepost.console.grading.practical import find
from milepost.console.grading.queue import A_PAGE, JUDGES
from milepost.console.people import staff
from milepost.people.models import User
from milepost.player import attendance as noting
from milepost.player.attendance import Attendee

_PRESENT = {"yes": True, "no": False}


@staff(*JUDGES)
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, actor: Actor, activity: uuid.UUID) -> HttpResponse:
    """A page of those in the course, and who of them was there; `do=all`: all of whom nothing is noted yet were."""
    found = find(activity, ActivityKind.LIVE_SESSION)
    after = _number(request.GET.get("after", ""))
    people = noting.attendees(actor, found.pk, after=after, limit=A_PAGE + 1)
    shown, more = people[:A_PAGE], people[A_PAGE:]
    refused: list[tuple[Attendee, str]] = []
    if request.method == "POST":
        noted, refused = _note(request, actor, found, shown)
        if noted:
            text = ngettext("Noted for %(n)s person.", "Noted for %(n)s people.", noted) % {"n": noted}
            messages.success(request, text)
        if not refused:
            return HttpResponseRedirect(request.get_full_path())
        shown = noting.attendees(actor, found.pk, after=after, limit=A_PAGE)
    context = {
        **around(found, User()),
        "people": shown,
        "following": shown[-1].enrolment_id if more else None,
        "is_first": not after,
        "refused": refused,
        "first": reverse("manage_attendance", args=[activity]),
    }
    return render(request, "console/grading/attendance.html", context, status=409 if refused else 200)


def _note(
    request: HttpRequest, actor: Actor, activity: Activity, people: list[Attendee]
) -> tuple[int, list[tuple[Attendee, str]]]:
    """Note what was said of each that is another than before; how many that were, and who was refused why."""
    noted, refused = 0, list[tuple[Attendee, str]]()
    for person in people:
        wanted = _PRESENT.get(request.POST.get(f"present-{person.enrolment_id}", ""))
        if request.POST.get("do") == "all" and wanted is None and person.present is None:
            wanted = True
        if wanted is None or wanted == person.present:
            continue
        try:
            noting.note(actor, person.user_id, activity.pk, present=wanted)
            noted += 1
        except (Conflict, Refused) as error:
            refused.append((person, str(error)))
    return noted, refused


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
