"""Words and signs of the pages: icons, chips, durations, per cent, initials.

{% load milepost %}
{% icon "lock" %}  {% chip state.status %}  {{ state.time_spent|duration }}  {{ state.score|percent }}
"""

import datetime as dt
from typing import Any

from django import template
from django.forms import BoundField
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from milepost.catalog.models import ActivityKind
from milepost.pages.assets import names

register = template.Library()

# Nothing, in tables and lists.
NONE = "–"

# Status: what people read, the icon, the tone.
_STATUS: dict[str, tuple[str | Promise, str, str]] = {
    "not_started": (gettext_lazy("Not started"), "circle-dashed", ""),
    "started": (gettext_lazy("Started"), "circle", ""),
    "active": (gettext_lazy("Active"), "circle-dot", "accent"),
    "completed": (gettext_lazy("Completed"), "circle-check", "ok"),
    "passed": (gettext_lazy("Passed"), "circle-check", "ok"),
    "failed": (pgettext_lazy("result", "Failed"), "circle-x", "bad"),
    "restarted": (gettext_lazy("Restarted"), "rotate-ccw", "warn"),
    "locked": (gettext_lazy("Locked"), "lock", ""),
    "superseded": (gettext_lazy("Superseded"), "history", "dashed"),
    "erased": (gettext_lazy("Erased"), "eraser", "dashed"),
    "overdue": (gettext_lazy("Overdue"), "clock", "bad"),
    "legacy": (gettext_lazy("Legacy"), "archive", "outlined"),
    "compliance": (gettext_lazy("Compliance"), "shield-check", "outlined"),
    "archived": (gettext_lazy("Archived"), "archive", "outlined"),
    "retired": (gettext_lazy("Retired"), "archive", "outlined"),
}
_PROVENANCE = {"manually": (gettext_noop("Manually"), "hand"), "imported": (gettext_noop("Imported"), "file-input")}
_KINDS = {
    ActivityKind.PAGE: (gettext_noop("Page"), "file-text"),
    ActivityKind.EBOOK: (gettext_noop("E-book"), "book-text"),
    ActivityKind.VIDEO: (gettext_noop("Video"), "circle-play"),
    ActivityKind.AUDIO: (gettext_noop("Audio"), "headphones"),
    ActivityKind.PDF: (gettext_noop("Document"), "file-down"),
    ActivityKind.LINK: (gettext_noop("Link"), "external-link"),
    ActivityKind.FORM: (gettext_noop("Form"), "clipboard-list"),
    ActivityKind.EXAM: (gettext_noop("Exam"), "clipboard-check"),
    ActivityKind.ASSIGNMENT: (gettext_noop("Assignment"), "notebook-pen"),
    ActivityKind.DISCUSSION: (gettext_noop("Discussion"), "messages-square"),
    ActivityKind.PRACTICAL: (gettext_noop("Practical assessment"), "hard-hat"),
    ActivityKind.LIVE_SESSION: (gettext_noop("Live session"), "presentation"),
    ActivityKind.CERTIFICATE: (gettext_noop("Certificate"), "award"),
    ActivityKind.PACKAGE: (gettext_noop("Package"), "package"),
}


@register.simple_tag
def asset(name: str) -> str:
    """The address of one of our files."""
    return reverse("asset", args=[names()[name]])


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign beside words; never alone, so it says nothing to who cannot see it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        reverse("asset", args=[names()["icons.svg"]]),
        name,
    )


@register.simple_tag
def chip(status: str) -> SafeString:
    """A status as icon and word."""
    text, sign, tone = _STATUS[status]
    return format_html('<span class="chip {}">{}{}</span>', tone, icon(sign), text)


@register.simple_tag
def provenance(state: Any) -> SafeString | str:
    """Manually or Imported, after a status; nothing for what the learner did."""
    word = "manually" if state.manually_completed else "imported" if state.imported else ""
    if not word:
        return ""
    text, sign = _PROVENANCE[word]
    return format_html('<span class="provenance">{}{}</span>', icon(sign), _(text))


@register.filter
def status_word(status: str) -> str:
    """What people read of a status."""
    return str(_STATUS[status][0])


@register.filter
def kind_word(kind: str) -> str:
    """What people call a kind of activity."""
    return _(_KINDS[ActivityKind(kind)][0])


@register.filter
def kind_icon(kind: str) -> str:
    """The icon of a kind of activity."""
    return _KINDS[ActivityKind(kind)][1]


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """41.8 % with a narrow space that does not break; a dash for none."""
    if value is None:
        return NONE
    return f"{formats.number_format(round(value, places), decimal_pos=places)}\u202f%"


@register.filter
def duration(seconds: int | None) -> str:
    """3 h 12 m; a dash for none."""
    if seconds is None:
        return NONE
    if 0 < seconds < 60:
        return _("%(seconds)s s") % {"seconds": int(seconds)}
    hours, minutes = divmod(int(seconds) // 60, 60)
    if hours:
        return _("%(hours)s h %(minutes)s m") % {
            "hours": formats.number_format(hours, force_grouping=True),
            "minutes": f"{minutes:02}",
        }
    return _("%(minutes)s m") % {"minutes": minutes}


@register.filter
def day(value: dt.datetime | dt.date | None) -> str:
    """14 Mar 2025, in the reader's time zone; a dash for none."""
    if value is None:
        return NONE
    shown = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    return formats.date_format(shown, "DATE_FORMAT")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """14 Mar 2025, 14:02; a dash for none."""
    if value is None:
        return NONE
    local = timezone.localtime(value)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {formats.time_format(local, 'TIME_FORMAT')}"


@register.filter
def plainly(field: BoundField) -> BoundField:
    """A field of a form, without a placeholder that only says again what its label says."""
    attributes = field.field.widget.attrs
    if str(attributes.get("placeholder", "")).casefold() in str(field.label).casefold():
        attributes.pop("placeholder", None)
    return field


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
