"""Activities are made, changed, put in order and retired.

What decides about completion and score (kind, required, weight, legacy) is fixed from the beginning: else a record
would no longer be what its work amounts to. Who wants it otherwise retires the activity and makes another one.
"""

import datetime as dt
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.base import clock, texts
from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.catalog.editing import TITLE, asset_id, asset_id_is_free, require_editor
from milepost.catalog.models import Activity, ActivityKind, Course, Section
from milepost.organisation import adminlog

_HEAVIEST = 1000.0
_LONGEST_WAIT = 3650


class Changes(TypedDict, total=False):
    """What can be changed of an activity; what is not said stays as it is.

    `section` is a heading of the course, which is made if there is none, or None; `position` the place among all
    activities of the course, from 1; `pass_mark` per cent, or None; `retired` can be said once and not taken back.
    `opens_on` (a day) and `opens_after_days` (of the enrolment) keep it closed to learners until both have come.
    """

    title: str
    asset_id: str | None
    section: str | None
    position: int
    pass_mark: float | None
    opens_on: dt.date | None
    opens_after_days: int | None
    retired: bool


class Fields(Changes, total=False):
    """What can be said of a new activity: besides `Changes` what is fixed from then on."""

    kind: str
    required: bool
    weight: float
    legacy: bool


def create(actor: Actor, course: Course, fields: Fields) -> Activity:
    """A new activity, at the end of the course unless a position is given. It is not asked of completed records (R27).

    Raises `NotPermitted` without `training.manage`, and for a limited role; `Conflict` for an asset id that another
    activity of the course has; `Refused` for what is no value.
    """
    require_editor(actor)
    values = _values(_named(fields)) | _fixed(fields)
    with asset_id_is_free(course.activities.all(), values.get("asset_id")), transaction.atomic():
        _lock(course)
        last = course.activities.aggregate(last=Max("position"))["last"] or 0
        section = _section(course, fields.get("section"))
        made = Activity.objects.create(course=course, section=section, position=last + 1, **values)
        if "position" in fields:
            _move(course, made, fields["position"])
        adminlog.record(actor, "activity.created", subject(course, made), after=values)
    return made


def change(actor: Actor, activity: Activity, fields: Changes) -> Activity:
    """Change what is said and leave the rest. Raises like `create`, and `Refused` for bringing a retired one back."""
    require_editor(actor)
    values, course = _values(fields), activity.course
    others = course.activities.exclude(pk=activity.pk)
    with asset_id_is_free(others, values.get("asset_id")), transaction.atomic():
        _lock(course)
        activity = Activity.objects.select_related("section").get(pk=activity.pk)
        if "section" in fields:
            values["section"] = _section(course, fields["section"])
        if "retired" in fields:
            values["retired_at"] = _retirement(activity, retired=fields["retired"])
        _write(actor, course, activity, values)
        if "position" in fields:
            _move(course, activity, fields["position"])
    return activity


def _values(fields: Changes) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "title" in fields:
        values["title"] = texts.line(fields["title"], _("Title"), TITLE)
    if "asset_id" in fields:
        values["asset_id"] = asset_id(fields["asset_id"])
    if "pass_mark" in fields:
        values["pass_mark"] = mark = fields["pass_mark"]
        if mark is not None and not 0 <= mark <= 100:
            raise Refused(_("A pass mark is per cent, from 0 to 100."))
    return values | _access(fields)


def _access(fields: Changes) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "opens_on" in fields:
        values["opens_on"] = day = fields["opens_on"]
        if day is not None and not clock.is_day(day):
            raise Refused(_("An activity opens on a day between the years %(first)s and %(last)s.") % clock.YEARS)
    if "opens_after_days" in fields:
        values["opens_after_days"] = days = fields["opens_after_days"]
        if days is not None and not 1 <= days <= _LONGEST_WAIT:
            raise Refused(_("An activity opens 1 to %(days)s days after the enrolment.") % {"days": _LONGEST_WAIT})
    return values


def _named(fields: Fields) -> Fields:
    """A new activity must have a title."""
    return {"title": "", **fields}


def _fixed(fields: Fields) -> dict[str, Any]:
    kind, weight = fields.get("kind", ""), fields.get("weight", 1.0)
    if kind not in ActivityKind.values:
        words = {"kind": texts.line(kind, _("Kind"), 20), "known": ", ".join(ActivityKind.values)}
        raise Refused(_("“%(kind)s” is no kind of activity; there are: %(known)s.") % words)
    if not 0 <= weight <= _HEAVIEST:
        raise Refused(_("A weight is a number from 0 to %(most)s.") % {"most": int(_HEAVIEST)})
    return {
        "kind": kind,
        "weight": weight,
        "required": fields.get("required", True),
        "legacy": fields.get("legacy", False),
    }


def _retirement(activity: Activity, *, retired: bool) -> Any:
    if activity.retired_at is not None and not retired:
        raise Refused(_("A retired activity does not come back. Make a new one."))
    return activity.retired_at or (clock.now() if retired else None)


def _write(actor: Actor, course: Course, activity: Activity, values: dict[str, Any]) -> None:
    before = {name: getattr(activity, name) for name, value in values.items() if getattr(activity, name) != value}
    if not before:
        return
    for name in before:
        setattr(activity, name, values[name])
    activity.save(update_fields=list(before))
    after = {name: values[name] for name in before}
    adminlog.record(actor, "activity.changed", subject(course, activity), before=_said(before), after=_said(after))


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What the log of administration says; headings by their title, retirement by whether it is."""
    return {
        name.removesuffix("_at"): value is not None if name == "retired_at" else value and str(value)
        for name, value in values.items()
    }


# --- order ---------------------------------------------------------------------------------------
def _lock(course: Course) -> None:
    """Who changes the order of a course waits for who is at it."""
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)


def _section(course: Course, title: str | None) -> Section | None:
    if title is None:
        return None
    title = texts.line(title, _("Section"), TITLE)
    found = course.sections.filter(title=title).order_by("position").first()
    last = course.sections.aggregate(last=Max("position"))["last"] or 0
    return found or Section.objects.create(course=course, title=title, position=last + 1)


def _move(course: Course, activity: Activity, position: int) -> None:
    """Put an activity to its place, and the others around it."""
    if position < 1:
        raise Refused(_("A position is a number from 1."))
    others = list(course.activities.exclude(pk=activity.pk).order_by("position", "pk"))
    order = [*others[: position - 1], activity, *others[position - 1 :]]
    moved = [each for place, each in enumerate(order, start=1) if each.position != place]
    for place, each in enumerate(order, start=1):
        each.position = place
    Activity.objects.bulk_update(moved, ["position"])


def subject(course: Course, activity: Activity) -> str:
    """What the log of administration calls an activity."""
    return f"{course.asset_id or course.uuid}/{activity.asset_id or activity.uuid}"
