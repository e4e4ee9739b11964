"""What people choose for themselves: language, time zone, theme, and which notifications they want."""

import zoneinfo
from collections.abc import Iterable
from functools import cache
from typing import TypedDict

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.base.errors import Refused
from milepost.people.models import Theme, User

# The kinds of notifications, by the word that `User.muted` knows them by. They go out by mail and in the pages.
NOTIFICATIONS: dict[str, str | Promise] = {
    "assigned": gettext_lazy("A course is assigned to you, or has to be taken again"),
    "due": gettext_lazy("A course is due soon, or overdue"),
    "completed": gettext_lazy("A course was completed or marked complete"),
    "graded": gettext_lazy("Your work was graded or answered"),
}


class Choices(TypedDict, total=False):
    """What can be chosen; what is not said stays. An empty text: the organisation's, or the device's."""

    language: str
    time_zone: str
    theme: str
    muted: Iterable[str]


@cache
def time_zones() -> list[str]:
    """The names of the time zones that people choose from, in order."""
    return sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))


def muted(user: User) -> frozenset[str]:
    """The kinds of notifications that somebody does not want."""
    return frozenset(user.muted.split())


def choose(user: User, choices: Choices) -> None:
    """Keep what somebody has chosen. Raises `Refused` for what there is not; then nothing is kept."""
    values: dict[str, str] = {}
    if "language" in choices:
        values["language"] = _one_of(choices["language"], dict(settings.LANGUAGES), _("Language"))
    if "time_zone" in choices:
        values["time_zone"] = _one_of(choices["time_zone"], time_zones(), _("Time zone"))
    if "theme" in choices:
        values["theme"] = _one_of(choices["theme"], Theme.values, _("Theme"))
    if "muted" in choices:
        values["muted"] = " ".join(
            sorted({_one_of(kind, NOTIFICATIONS, _("Notification")) for kind in choices["muted"]})
        )
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))


def _one_of(value: str, known: Iterable[str], name: str) -> str:
    if value and value not in known:
        raise Refused(_("%(name)s: there is no “%(value)s”.") % {"name": name, "value": value[:60]})
    return value
