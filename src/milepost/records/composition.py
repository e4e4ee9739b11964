"""Which courses a program has, once learners may be in it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import Conflict, NotFound, Refused
from milepost.catalog import rules
from milepost.catalog.editing import require_editor, require_way
from milepost.catalog.models import Course, Program, ProgramCourse
from milepost.catalog.rules import Opening
from milepost.organisation import adminlog
from milepost.records.enrolling import SQL
from milepost.records.models import ProgramEnrolment, ProgramRecord


@transaction.atomic
def add_course(
    actor: Actor, program: Program, course: Course, position: int | None = None, opening: Opening | None = None
) -> None:
    """Let a program have one course more, at its end or at a place from 1; `opening`: when it opens there.

    Whoever is in the program is enrolled in the course, but for those who are complete: it is not asked of them.

    Raises `NotPermitted` without `training.manage`, and for a limited role; `Conflict` for a course that the program
    has; `Refused` for an archived one, a place that is none, or where it would never open.
    """
    require_editor(actor)
    if course.archived_at is not None:
        raise Refused(_("“%(title)s” is archived.") % {"title": course.title})
    values = rules.opening(opening or {})
    program, places = _lock(program)
    now = clock.now()
    if any(place.course_id == course.pk for place in places):
        raise Conflict(_("The program has this course already."))
    place = ProgramCourse.objects.create(
        program=program, course=course, position=len(places) + 1, added_at=now, **values
    )
    _order(places, place, position)
    require_way(program)
    SQL.execute("enrol_members", program=program.pk, course=course.pk, now=now)
    adminlog.record(actor, "program.course_added", _subject(program), course=_subject(course), **_said(values))


@transaction.atomic
def move_course(actor: Actor, program: Program, course: Course, position: int) -> None:
    """Put a course of a program to another place. Raises like `add_course`, `NotFound` for a course of no place."""
    require_editor(actor)
    program, places = _lock(program)
    place = _place_of(places, course)
    before = place.position
    _order(places, place, position)
    require_way(program)
    if place.position != before:
        moved = {"before": before, "after": place.position}
        adminlog.record(actor, "program.course_moved", _subject(program), course=_subject(course), **moved)


@transaction.atomic
def open_course(actor: Actor, program: Program, course: Course, opening: Opening) -> None:
    """Say when a course of a program opens to those who are in it by the program. Raises like `move_course`."""
    require_editor(actor)
    values = rules.opening(opening)
    _, places = _lock(program)
    place = _place_of(places, course)
    before = {name: getattr(place, name) for name, value in values.items() if getattr(place, name) != value}
    if before:
        for name in before:
            setattr(place, name, values[name])
        place.save(update_fields=list(before))
        subject, after = _subject(program), {name: values[name] for name in before}
        adminlog.record(
            actor, "program.course_changed", subject, course=_subject(course), before=_said(before), after=_said(after)
        )


@transaction.atomic
def take_out_course(actor: Actor, program: Program, course: Course) -> None:
    """Let a program have one course less. Enrolments and records in the course stay.

    Raises `NotPermitted` without `training.manage`, and for a limited role; `NotFound` for a course that the program
    does not have; `Conflict` once somebody has begun the program, for whom it would not be what was begun.
    """
    require_editor(actor)
    program, places = _lock(program)
    place = _place_of(places, course)
    SQL.rows("lock_members", program=program.pk)
    if is_begun(program):
        raise Conflict(_("Learners have begun this program, so its courses stay. Archive it and make a new one."))
    place.delete()
    adminlog.record(actor, "program.course_taken_out", _subject(program), course=_subject(course))


def learners_in(program: Program) -> int:
    """How many learners are in a program now: so many a course that is added concerns."""
    return ProgramEnrolment.objects.filter(program=program, ended_at=None).count()


def is_begun(program: Program) -> bool:
    """Whether somebody has begun a program, so that its courses stay in it."""
    return ProgramRecord.objects.filter(program=program).exists()


def _lock(program: Program) -> tuple[Program, list[ProgramCourse]]:
    """The program as it is, with its courses in their order; who changes them waits for who is at it."""
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    return program, list(ProgramCourse.objects.filter(program=program).order_by("position", "pk"))


def _place_of(places: list[ProgramCourse], course: Course) -> ProgramCourse:
    for place in places:
        if place.course_id == course.pk:
            return place
    raise NotFound(_("The program does not have this course."))


def _order(places: list[ProgramCourse], place: ProgramCourse, position: int | None) -> None:
    others = [each for each in places if each != place]
    if position is None:
        position = len(others) + 1
    if position < 1:
        raise Refused(_("A position is a number from 1."))
    order = [*others[: position - 1], place, *others[position - 1 :]]
    for number, each in enumerate(order, start=1):
        each.position = number
    ProgramCourse.objects.bulk_update(order, ["position"])


def _subject(content: Course | Program) -> str:
    return content.asset_id or str(content.uuid)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What the log of administration says of a rule."""
    return {name: value and str(value) for name, value in values.items()}
