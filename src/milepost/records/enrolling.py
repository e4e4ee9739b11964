"""Staff enrol a learner in a course or a program, change what was said about it, and end it. Records stay."""

import datetime as dt
from typing import TypedDict, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import Conflict, NotFound, Refused
from milepost.base.permissions import READING, TRAINING_MANAGE
from milepost.base.sql import SqlFile
from milepost.catalog.models import Course, Program
from milepost.people import reach
from milepost.people.lookup import nobody
from milepost.people.models import User
from milepost.records.models import Enrolment, ProgramEnrolment, Restart

SQL = SqlFile(__package__, "roll_up.sql", "roll_up_programs.sql", "enrolling.sql")

AnyEnrolment = Enrolment | ProgramEnrolment
_Enrolment = TypeVar("_Enrolment", Enrolment, ProgramEnrolment)


class Fields(TypedDict, total=False):
    """What can be said of an enrolment; what is not said stays as it is.

    `due_on`: the day with whose end it is due, or None. `restart`: see `Restart`.
    """

    due_on: dt.date | None
    restart: str


# --- looking -------------------------------------------------------------------------------------
def in_courses(actor: Actor, *, user: User | None = None, course: Course | None = None) -> QuerySet[Enrolment]:
    """The enrolments of people within reach in courses, ended ones too, to be put in order and cut by who asks.

    Raises `NotPermitted` for who may look at nobody.
    """
    actor.require_any(*READING)
    found = _within(actor, Enrolment.objects.select_related("user", "course"), user)
    return found if course is None else found.filter(course=course)


def in_programs(
    actor: Actor, *, user: User | None = None, program: Program | None = None
) -> QuerySet[ProgramEnrolment]:
    """The same for programs."""
    actor.require_any(*READING)
    found = _within(actor, ProgramEnrolment.objects.select_related("user", "program"), user)
    return found if program is None else found.filter(program=program)


def find_in_course(actor: Actor, key: int) -> Enrolment:
    """The enrolment with that number. Raises `NotFound`, also for somebody's outside the actor's reach."""
    return _only(in_courses(actor).filter(pk=key))


def find_in_program(actor: Actor, key: int) -> ProgramEnrolment:
    """The enrolment in a program with that number. Raises `NotFound` likewise."""
    return _only(in_programs(actor).filter(pk=key))


def _within(actor: Actor, found: "QuerySet[_Enrolment]", user: User | None) -> "QuerySet[_Enrolment]":
    if actor.groups is not None:
        found = found.filter(user__in=User.objects.filter(reach.within(actor)))
    return found if user is None else found.filter(user=user)


def _only(found: "QuerySet[_Enrolment]") -> _Enrolment:
    for enrolment in found:
        return enrolment
    raise NotFound(_("There is no such enrolment."))


# --- doing ---------------------------------------------------------------------------------------
@transaction.atomic
def enrol_in_course(actor: Actor, user: User, course: Course, fields: Fields | None = None) -> Enrolment:
    """Enrol a learner in a course; an enrolment that had ended goes on where it was left, on these terms.

    Raises `NotPermitted` without `training.manage`; `NotFound` for somebody outside the actor's reach; `Conflict` for
    who is enrolled already; `Refused` for an archived course, and for what is no value.
    """
    _check(actor, user, course)
    terms = columns({"due_on": None, "restart": Restart.KEEP, **(fields or {})})
    made, is_new = Enrolment.objects.get_or_create(user=user, course=course, defaults=beginning() | terms)
    return made if is_new else _begin_again(Enrolment.objects.filter(pk=made.pk), terms)


@transaction.atomic
def enrol_in_program(actor: Actor, user: User, program: Program, fields: Fields | None = None) -> ProgramEnrolment:
    """The same for a program, and for those of its courses that are not archived, on the same terms."""
    _check(actor, user, program)
    terms = columns({"due_on": None, "restart": Restart.KEEP, **(fields or {})})
    made, is_new = ProgramEnrolment.objects.get_or_create(user=user, program=program, defaults=beginning() | terms)
    if not is_new:
        made = _begin_again(ProgramEnrolment.objects.filter(pk=made.pk), terms)
        _catch_up(made)
    params = {"enrolment": made.pk, "now": made.recorded_at}
    SQL.execute("enrol_in_courses", **params)
    SQL.execute("enrol_in_courses_again", **params)
    return made


@transaction.atomic
def change(actor: Actor, enrolment: AnyEnrolment, fields: Fields) -> None:
    """Change due date or restart setting of this enrolment, and leave the rest.

    Raises like `enrol_in_course`, and `Conflict` for an enrolment that has ended.
    """
    _check_reach(actor, enrolment.user)
    terms = columns(fields)
    if terms and not _same(enrolment).filter(ended_at=None).update(**terms):
        raise _ended()
    enrolment.refresh_from_db()


@transaction.atomic
def end(actor: Actor, enrolment: AnyEnrolment) -> None:
    """End an enrolment: no launches and no commands any more. Records and dates stay; so do a program's courses.

    A second time changes nothing. Raises `NotPermitted` without `training.manage`, `NotFound` for somebody outside
    the actor's reach.
    """
    _check_reach(actor, enrolment.user)
    # Not by the mark that may have enrolled the learner: its undo has nothing left to end.
    _same(enrolment).filter(ended_at=None).update(ended_at=clock.now(), enrolled_by_operation=None)
    enrolment.refresh_from_db()


def _check(actor: Actor, user: User, content: Course | Program) -> None:
    _check_reach(actor, user)
    check_in_use(content)


def check_in_use(content: Course | Program) -> None:
    """Raise `Refused` for what is archived."""
    if content.archived_at is not None:
        raise Refused(_("“%(title)s” is archived.") % {"title": content.title})


def _check_reach(actor: Actor, user: User) -> None:
    actor.require(TRAINING_MANAGE)
    if not reach.covers(actor, user):
        raise nobody(user.login_id)


def columns(fields: Fields) -> dict[str, object]:
    """The columns of what is said, checked. Raises `Refused`."""
    terms: dict[str, object] = {}
    if "due_on" in fields:
        day = fields["due_on"]
        if day is not None and not clock.is_day(day):
            raise Refused(_("A due date lies between the years %(first)s and %(last)s.") % clock.YEARS)
        terms["due_at"] = None if day is None else clock.end_of(day)
    if "restart" in fields:
        if fields["restart"] not in Restart.values:
            raise Refused(_("The restart setting can be: %(choices)s.") % {"choices": ", ".join(Restart.values)})
        terms["restart"] = fields["restart"]
    return terms


def beginning() -> dict[str, object]:
    """The columns of an enrolment that begins now."""
    now = clock.now()
    return {"enrolled_at": now, "recorded_at": now}


def _begin_again(found: "QuerySet[_Enrolment]", terms: dict[str, object]) -> _Enrolment:
    """Under a lock: of two who enrol the learner at the same instant the second finds it done."""
    enrolment = found.select_for_update(no_key=True).get()
    if enrolment.ended_at is None:
        raise Conflict(_("The learner is enrolled already."))
    for name, value in (beginning() | terms | {"ended_at": None, "enrolled_by_operation": None}).items():
        setattr(enrolment, name, value)
    enrolment.save()
    return enrolment


def _catch_up(enrolment: ProgramEnrolment) -> None:
    """While the learner was not in it the program did not follow its courses; now it does again."""
    params = {"enrolment": enrolment.pk, "now": enrolment.recorded_at, "operation": None}
    SQL.rows("lock_programs", **params)
    for name in ("reopening", "reopen", "withdrawal", "withdraw", "program_completions", "roll_up_programs"):
        SQL.execute(name, **params)


def _same(enrolment: AnyEnrolment) -> QuerySet[Enrolment] | QuerySet[ProgramEnrolment]:
    if isinstance(enrolment, Enrolment):
        return Enrolment.objects.filter(pk=enrolment.pk)
    return ProgramEnrolment.objects.filter(pk=enrolment.pk)


def _ended() -> Conflict:
    return Conflict(_("The enrolment has ended. Enrol the learner again first."))
