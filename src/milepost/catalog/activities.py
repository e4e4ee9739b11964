"""Activities are made, changed, put in order and retired.

What decides about completion and score (kind, required, weight, legacy) is fixed from the beginning: else a record
would no longer be what its work amounts to. Who wants it otherwise retires the activity and makes another one. Rules
of access and completion (rules.py) can be changed: they bind what is done from then on.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.base import clock, texts
from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.catalog import rules
from milepost.catalog.editing import TITLE, asset_id, asset_id_is_free, require_editor
from milepost.catalog.models import Activity, ActivityKind, Course, Section
from milepost.organisation import adminlog

_HEAVIEST = 1000.0


class Changes(rules.Opening, rules.Completion, total=False):
    """What can be changed of an activity; what is not said stays as it is.

    `section` is a heading of the course, which is made if there is none, or None; `position` the place among all
    activities of the course, from 1; `pass_mark` per cent, or None; `retired` can be said once and not taken back.
    `prerequisites`: UUIDs or asset ids of all those of the course that it needs; retired ones do not count.
    """

    title: str
    asset_id: str | None
    section: str | None
    position: int
    pass_mark: float | None
    prerequisites: Sequence[str]
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
    activity of the course has; `Refused` for what is no value, and for what would never open.
    """
    require_editor(actor)
    fixed = _fixed(fields)
    values = _values(_named(fields), fixed["kind"]) | fixed
    with asset_id_is_free(course.activities.all(), values.get("asset_id")), transaction.atomic():
        course = _lock(course)
        last = course.activities.aggregate(last=Max("position"))["last"] or 0
        section = _section(course, fields.get("section"))
        made = Activity.objects.create(course=course, section=section, position=last + 1, **values)
        if "position" in fields:
            _move(course, made, fields["position"])
        needs = _let_need(course, made, fields)
        adminlog.record(actor, "activity.created", subject(course, made), after=values | needs)
    return made


def change(actor: Actor, activity: Activity, fields: Changes) -> Activity:
    """Change what is said and leave the rest. Raises like `create`, and `Refused` for bringing a retired one back."""
    require_editor(actor)
    values, course = _values(fields, activity.kind), activity.course
    others = course.activities.exclude(pk=activity.pk)
    with asset_id_is_free(others, values.get("asset_id")), transaction.atomic():
        course = _lock(course)
        activity = Activity.objects.select_related("section").get(pk=activity.pk)
        if "section" in fields:
            values["section"] = _section(course, fields["section"])
        if "retired" in fields:
            values["retired_at"] = _retirement(activity, retired=fields["retired"])
        if "position" in fields:
            _move(course, activity, fields["position"])
        before = _needs(activity) if "prerequisites" in fields else {}
        _write(actor, course, activity, values, before, _let_need(course, activity, fields))
    return activity


def _values(fields: Changes, kind: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "title" in fields:
        values["title"] = texts.line(fields["title"], _("Title"), TITLE)
    if "asset_id" in fields:
        values["asset_id"] = asset_id(fields["asset_id"])
    if "pass_mark" in fields:
        values["pass_mark"] = mark = fields["pass_mark"]
        if mark is not None and not 0 <= mark <= 100:
            raise Refused(_("A pass mark is per cent, from 0 to 100."))
    return values | rules.opening(fields) | rules.completion(kind, fields)


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


def _write(
    actor: Actor,
    course: Course,
    activity: Activity,
    values: dict[str, Any],
    needed: dict[str, Any],
    needs: dict[str, Any],
) -> None:
    """Write what is another way; `needed` and `needs`: what it needed before and needs now, for the log."""
    before = {name: getattr(activity, name) for name, value in values.items() if getattr(activity, name) != value}
    after = {name: values[name] for name in before}
    if before:
        for name, value in after.items():
            setattr(activity, name, value)
        activity.save(update_fields=list(before))
    if needed != needs:
        before, after = before | needed, after | needs
    if before:
        adminlog.record(actor, "activity.changed", subject(course, activity), before=_said(before), after=_said(after))


def _let_need(course: Course, activity: Activity, fields: Changes) -> dict[str, Any]:
    """Let it need what is said, and see that everything can still be reached; what it needs now, if that was said."""
    if "prerequisites" in fields:
        rules.let_activity_need(course, activity, fields["prerequisites"])
    if "prerequisites" in fields or "position" in fields:
        rules.require_way_through(course)
    return _needs(activity) if "prerequisites" in fields else {}


def _needs(activity: Activity) -> dict[str, Any]:
    found = activity.prerequisites.order_by("position", "pk")
    return {"prerequisites": ", ".join(each.asset_id or str(each.uuid) for each in found)}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What the log of administration says; headings by their title, retirement by whether it is."""
    return {
        name.removesuffix("_at"): value is not None if name == "retired_at" else value and str(value)
        for name, value in values.items()
    }


# --- order ---------------------------------------------------------------------------------------
def _lock(course: Course) -> Course:
    """Who changes the order of a course waits for who is at it; the course as it is then."""
    return Course.objects.select_for_update(no_key=True).get(pk=course.pk)


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
