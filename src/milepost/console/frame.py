"""The navigation of the console: what the signed-in person may open, in groups (R40)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from milepost.base.actor import Actor
from milepost.base.errors import NotPermitted
from milepost.base.permissions import READING, TRAINING_MANAGE
from milepost.console.grading.queue import JUDGES
from milepost.console.people import staff
from milepost.pages.acting import acting
from milepost.pages.context import STAFF, Way

# What stands in the navigation: the group, the words, the address, the icon, and who may open it.
_ENTRIES = (
    ("", gettext_noop("Courses"), "manage_courses", "book-open", READING),
    ("", gettext_noop("Programs"), "manage_programs", "route", READING),
    ("", gettext_noop("Grading"), "manage_grading", "clipboard-check", JUDGES),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Some entries of the navigation under a heading, which may be empty."""

    title: str
    ways: list[Way]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For templates of the console: `console`, the groups of the navigation. Nothing elsewhere."""
    if not request.path.startswith(STAFF) or not request.user.is_authenticated:
        return {}
    groups: dict[str, list[Way]] = {}
    for title, text, name, icon in _open(acting(request)):
        address = reverse(name)
        groups.setdefault(title, []).append(Way(_(text), address, icon, request.path.startswith(address)))
    return {"console": [Group(_(title) if title else "", ways) for title, ways in groups.items()]}


@staff(*READING, TRAINING_MANAGE)
def manage(_request: HttpRequest, actor: Actor) -> HttpResponse:
    """To the first page that is open to who is at work."""
    for _title, _text, name, _icon in _open(actor):
        return HttpResponseRedirect(reverse(name))
    raise NotPermitted(TRAINING_MANAGE)


def _open(actor: Actor) -> list[tuple[str, str, str, str]]:
    return [entry[:4] for entry in _ENTRIES if not actor.permissions.isdisjoint(entry[4])]
