"""Courses and programs are made, changed and archived. Nothing is deleted: what people did in it stays.

What counts towards a completion is fixed when an activity is made (activities.py); which courses a program has is
changed in `records/composition.py`, since learners may be in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypedDict, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.base import clock, texts
from milepost.base.actor import Actor
from milepost.base.errors import BeyondReach, Conflict, Refused
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog import rules
from milepost.catalog.models import Course, Program, ProgramCourse, RecordPolicy
from milepost.organisation import adminlog

TITLE, ASSET_ID, DESCRIPTION = 250, 120, 20_000
_LONGEST_RETENTION = 100

_Thing = TypeVar("_Thing", Course, Program)


class Fields(TypedDict, total=False):
    """What can be said of a course or a program; what is not said stays as it is.

    `archived`: whether it is closed to launches and commands. `sequential`: whether what is in it opens one after
    another. The last four are of courses alone: `prerequisites` are the UUIDs or asset ids of all courses that it
    needs; `record_policy` is retain, erase, or empty for the organisation's (R1); `retention_years` is for how long
    nothing is erased (R48).
    """

    title: str
    asset_id: str | None
    description: str
    archived: bool
    sequential: bool
    prerequisites: Sequence[str]
    record_policy: str
    compliance: bool
    retention_years: int | None


def create_course(actor: Actor, fields: Fields) -> Course:
    """A new course without activities.

    Raises `NotPermitted` without `training.manage`, and for a limited role, since content concerns everybody;
    `Conflict` for an asset id that is taken; `Refused` for what is no value, and for what would never open.
    """
    return _create(actor, Course(), "course", fields)


def change_course(actor: Actor, course: Course, fields: Fields) -> Course:
    """Change what is said and leave the rest. Raises like `create_course`."""
    return _change(actor, Course.objects.filter(pk=course.pk), "course", fields)


@transaction.atomic
def create_program(actor: Actor, fields: Fields, courses: Sequence[Course] = ()) -> Program:
    """A new program of these courses, in this order, each once (else `Refused`). Raises like `create_course`."""
    if len({course.pk for course in courses}) < len(courses):
        raise Refused(_("A program has each course once."))
    program = _create(actor, Program(), "program", fields)
    ProgramCourse.objects.bulk_create(
        ProgramCourse(program=program, course=course, position=position)
        for position, course in enumerate(courses, start=1)
    )
    require_way(program, fields)
    return program


def change_program(actor: Actor, program: Program, fields: Fields) -> Program:
    """Change what is said and leave the rest. Raises like `create_course`."""
    return _change(actor, Program.objects.filter(pk=program.pk), "program", fields)


def require_editor(actor: Actor) -> None:
    """Raise `NotPermitted` unless the actor may change content, which concerns people everywhere."""
    actor.require(TRAINING_MANAGE)
    if actor.groups is not None:
        raise BeyondReach


def require_way(thing: Course | Program, fields: Mapping[str, Any] | None = None) -> None:
    """Raise `Refused` where something in it would never open; with `fields` only if they say what opens when."""
    if fields is not None and not {"sequential", "prerequisites"} & set(fields):
        return
    if isinstance(thing, Course):
        rules.require_way_through(thing)
    else:
        rules.require_way_through_program(thing)


def _create(actor: Actor, thing: _Thing, kind: str, fields: Fields) -> _Thing:
    require_editor(actor)
    values = _values(thing, {"title": "", **fields})
    with asset_id_is_free(type(thing).objects.all(), values.get("asset_id")), transaction.atomic():
        for name, value in values.items():
            setattr(thing, name, value)
        thing.save(force_insert=True)
        adminlog.record(actor, f"{kind}.created", _subject(thing), after=_said(values | _let_need(thing, fields)))
    return thing


def _change(actor: Actor, things: "QuerySet[_Thing]", kind: str, fields: Fields) -> _Thing:
    require_editor(actor)
    key = things.values_list("pk", flat=True).get()
    others = things.model._default_manager.exclude(pk=key)
    with asset_id_is_free(others, fields.get("asset_id")), transaction.atomic():
        if "prerequisites" in fields:
            rules.lock_ways()
        thing = things.select_for_update(no_key=True).get()
        values = _values(thing, fields)
        before = {name: getattr(thing, name) for name, value in values.items() if getattr(thing, name) != value}
        after = {name: values[name] for name in before}
        if before:
            for name, value in after.items():
                setattr(thing, name, value)
            thing.save(update_fields=list(before))
        needed = _needs(thing, fields)
        needs = _let_need(thing, fields)
        if needed != needs:
            before, after = before | needed, after | needs
        if before:
            adminlog.record(actor, f"{kind}.changed", _subject(thing), before=_said(before), after=_said(after))
        require_way(thing, fields)
    return thing


def _let_need(thing: Course | Program, fields: Fields) -> dict[str, Any]:
    """Let a course need what is said; what it needs now, for the log, if that was said."""
    if isinstance(thing, Course) and "prerequisites" in fields:
        rules.lock_ways()
        rules.let_course_need(thing, fields["prerequisites"])
    return _needs(thing, fields)


def _needs(thing: Course | Program, fields: Fields) -> dict[str, Any]:
    if not isinstance(thing, Course) or "prerequisites" not in fields:
        return {}
    return {"prerequisites": ", ".join(_subject(each) for each in thing.prerequisites.order_by("title", "pk"))}


def _values(thing: Course | Program, fields: Fields) -> dict[str, Any]:
    """The columns, checked. Raises `Refused`."""
    values: dict[str, Any] = {}
    if "title" in fields:
        values["title"] = texts.line(fields["title"], _("Title"), TITLE)
    if "asset_id" in fields:
        values["asset_id"] = asset_id(fields["asset_id"])
    if "description" in fields:
        values["description"] = texts.paragraphs(fields["description"], _("Description"), DESCRIPTION)
    if "archived" in fields:
        values["archived_at"] = (thing.archived_at or clock.now()) if fields["archived"] else None
    if "sequential" in fields:
        values["sequential"] = fields["sequential"]
    if isinstance(thing, Course):
        values |= _course_values(fields)
    return values


def _course_values(fields: Fields) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "record_policy" in fields:
        values["record_policy"] = fields["record_policy"]
        if fields["record_policy"] not in ("", *RecordPolicy.values):
            words = {"policy": texts.line(fields["record_policy"], _("Record policy"), 20)}
            raise Refused(_("“%(policy)s” is no record policy; write retain or erase.") % words)
    if "compliance" in fields:
        values["compliance"] = fields["compliance"]
    if "retention_years" in fields:
        values["retention_years"] = years = fields["retention_years"]
        if years is not None and not 1 <= years <= _LONGEST_RETENTION:
            raise Refused(_("Records are kept for 1 to %(years)s years.") % {"years": _LONGEST_RETENTION})
    return values


def asset_id(text: str | None) -> str | None:
    """An asset id as it is kept, or None. Raises `Refused` for one with a slash: COURSE/ACTIVITY is written so."""
    if text is None:
        return None
    text = texts.line(text, _("Asset id"), ASSET_ID)
    if "/" in text:
        raise Refused(_("An asset id holds no slash."))
    return text


@contextmanager
def asset_id_is_free(others: "QuerySet[Any]", text: str | None) -> Iterator[None]:
    """Raise `Conflict` for an asset id that one of the others has, or gets at the same instant."""
    text = asset_id(text)
    taken = Conflict(_("The asset id “%(asset)s” is taken.") % {"asset": text})
    if text is not None and others.filter(asset_id=text).exists():
        raise taken
    try:
        yield
    except IntegrityError as error:
        if text is not None and others.filter(asset_id=text).exists():
            raise taken from error
        raise


def _subject(thing: Course | Program) -> str:
    return thing.asset_id or str(thing.uuid)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What the log of administration says: everything but the description, which is long."""
    said = {name: value for name, value in values.items() if name not in ("description", "archived_at")}
    if "archived_at" in values:
        said["archived"] = values["archived_at"] is not None
    return said
