"""How far people are, as far as the reach goes; for whoever may look at people (R40).

Time spent is counted since the last reset, that is in the current record, and in all records together (LW-21 asks for
both: a certificate prints the one, reports keep the other).
"""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet

from milepost.base.actor import Actor
from milepost.base.permissions import READING
from milepost.base.sql import SqlFile, moment
from milepost.catalog.models import Course, Program
from milepost.people import reach
from milepost.people.lookup import nobody
from milepost.people.models import User
from milepost.records.access import Locks, locks
from milepost.records.locks import Lock
from milepost.records.models import CompletedBy, CourseRecord, OpenedBy, ProgramRecord, Record, Status

SQL = SqlFile(__package__, "reading_times.sql", "reading.sql")
COURSE_SQL = SqlFile(__package__, "milepost.people:reach.sql", "reading_times.sql", "reading_course.sql")

NOT_STARTED = "not_started"
RESTARTED = "restarted"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far something is.

    - `status`: `not_started`, `restarted` (a reset opened the record and nothing has been done since), or as `Status`.
    - `progress` and `score` in per cent; the score is None where there is none.
    - `time_spent`, `time_spent_total`: seconds, since the last reset and in all.
    - `manually_completed`: staff said so. `imported`: a migration did.
    - `locked`: an access rule keeps it closed for the learner, complete or not (LW-12). Said in the tree alone.
    """

    status: str = NOT_STARTED
    progress: float = 0.0
    score: float | None = None
    time_spent: int = 0
    time_spent_total: int = 0
    manually_completed: bool = False
    imported: bool = False
    locked: bool = False
    completed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a state is of."""

    uuid: uuid.UUID
    asset_id: str | None
    title: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityProgress(Named):
    """How far somebody is in an activity; `section` is the heading that it stands under.

    `lock`: what keeps it closed for the learner, its course's lock included (LW-12).
    """

    kind: str
    section: str | None
    lock: Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseProgress(Named):
    """How far somebody is in a course. Not `enrolled`: the course belongs to a program that the learner is in.

    `lock`: what keeps it closed for the learner.
    """

    enrolled: bool
    due_at: dt.datetime | None
    lock: Lock
    activities: list[ActivityProgress]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramProgress(Named):
    """How far somebody is in a program. Its time is that of its courses."""

    due_at: dt.datetime | None
    courses: list[CourseProgress]


@dataclass(frozen=True, slots=True)
class Tree:
    """All that somebody is in: programs with their courses, and the courses that belong to none of these programs."""

    programs: list[ProgramProgress] = field(default_factory=list)
    courses: list[CourseProgress] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in a course. `enrolment_id` is the place in the list."""

    enrolment_id: int
    uuid: uuid.UUID
    login_id: str
    display_name: str
    due_at: dt.datetime | None
    state: State


def progress(actor: Actor, user: User) -> Tree:
    """How far somebody is in everything; in a fixed number of statements.

    Activities that were retired are not in it, but their time is in that of the course. Raises `NotPermitted` for who
    may look at nobody, `NotFound` for somebody outside the actor's reach.
    """
    _check(actor, user)
    return own_progress(user)


def own_progress(user: User) -> Tree:
    """The same of oneself: everybody may look at that, whatever their role and its reach."""
    courses = _courses(user.pk)
    parts: defaultdict[int, list[CourseProgress]] = defaultdict(list)
    in_programs: set[int] = set()
    for program, course in SQL.rows("courses_of_programs", user=user.pk):
        parts[program].append(courses[course])
        in_programs.add(course)
    programs = [_program(row, parts[row["id"]]) for row in SQL.dicts("programs", user=user.pk)]
    return Tree(programs, [course for key, course in courses.items() if key not in in_programs])


def members(actor: Actor, course: Course, *, after: int = 0, limit: int) -> list[Member]:
    """The people in a course who are within reach, by enrolment, from the one after `after` on; one statement.

    Raises `NotPermitted` for who may look at nobody.
    """
    actor.require_any(*READING)
    rows = COURSE_SQL.dicts("people", course=course.pk, after=after, limit=limit, **reach.parameters(actor))
    return [
        Member(
            enrolment_id=row["enrolment_id"],
            uuid=_uuid(row["uuid"]),
            login_id=row["login_id"],
            display_name=row["display_name"],
            due_at=_moment(row["due_at"]),
            state=_state(row),
        )
        for row in rows
    ]


def course_records(actor: Actor, user: User, course: Course | None = None) -> QuerySet[CourseRecord]:
    """Every learning record of somebody, or those in one course, to be put in order and cut by who asks.

    What an undo has voided is not among them; what an erase has left is a tombstone. Raises as `progress` does.
    """
    _check(actor, user)
    found = CourseRecord.objects.filter(enrolment__user=user, voided_at=None).select_related("course")
    return found if course is None else found.filter(enrolment__course=course)


def program_records(actor: Actor, user: User, program: Program | None = None) -> QuerySet[ProgramRecord]:
    """The same of programs."""
    _check(actor, user)
    found = ProgramRecord.objects.filter(enrolment__user=user, voided_at=None).select_related("program")
    return found if program is None else found.filter(enrolment__program=program)


def status_of(record: Record) -> str:
    """What people read of a record: its status, or that it was restarted (R12)."""
    return _status(record.status, record.opened_by)


def _check(actor: Actor, user: User) -> None:
    actor.require_any(*READING)
    if not reach.covers(actor, user):
        raise nobody(user.login_id)


# --- from rows to the tree -----------------------------------------------------------------------
def _courses(user: int) -> dict[int, CourseProgress]:
    """The courses by key, in the order of their titles."""
    found = locks(user, SQL.fragment("shown_courses"))
    activities = _activities(user, found)
    return {
        row["id"]: CourseProgress(
            **_named(row),
            state=replace(_state(row), locked=found.of_course(row["id"]).is_locked),
            enrolled=bool(row["enrolled"]),
            due_at=_moment(row["due_at"]),
            lock=found.of_course(row["id"]),
            activities=activities[row["id"]],
        )
        for row in SQL.dicts("courses", user=user)
    }


def _activities(user: int, closed: Locks) -> defaultdict[int, list[ActivityProgress]]:
    """The activities in use of each course, in their order."""
    states = {row["activity_id"]: row for row in SQL.dicts("activity_states", user=user)}
    times = {row["activity_id"]: row for row in SQL.dicts("activity_times", user=user)}
    found: defaultdict[int, list[ActivityProgress]] = defaultdict(list)
    for row in SQL.dicts("activities", user=user):
        lock = closed.of_activity(row["course_id"], row["id"])
        state = _activity_state(states.get(row["id"], {}), times.get(row["id"], {}), locked=lock.is_locked)
        named = {"kind": row["kind"], "section": row["section"], "lock": lock}
        found[row["course_id"]].append(ActivityProgress(**_named(row), state=state, **named))
    return found


def _program(row: dict[str, Any], courses: list[CourseProgress]) -> ProgramProgress:
    times = {
        "time_spent": sum(course.state.time_spent for course in courses),
        "time_spent_total": sum(course.state.time_spent_total for course in courses),
    }
    return ProgramProgress(**_named(row), state=_state(row | times), due_at=_moment(row["due_at"]), courses=courses)


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {"uuid": _uuid(row["uuid"]), "asset_id": row["asset_id"], "title": row["title"]}


def _state(row: dict[str, Any]) -> State:
    """The state in a row that has the columns of a record; without a record nothing has been started."""
    spent, total = int(row["time_spent"]), int(row["time_spent_total"])
    if row["number"] is None:
        return State(time_spent=spent, time_spent_total=total)
    return State(
        status=_status(row["status"], row["opened_by"]),
        progress=row["progress"],
        score=row["score"],
        time_spent=spent,
        time_spent_total=total,
        manually_completed=row["completed_by"] == CompletedBy.STAFF,
        imported=row["completed_by"] == CompletedBy.IMPORT,
        completed_at=_moment(row["completed_at"]),
    )


def _activity_state(row: dict[str, Any], times: dict[str, Any], *, locked: bool) -> State:
    return State(
        status=row.get("status", NOT_STARTED),
        progress=row.get("progress", 0.0),
        score=row.get("score"),
        time_spent=int(times.get("spent", 0)),
        time_spent_total=int(times.get("total", 0)),
        manually_completed=bool(row.get("manually")),
        locked=locked,
        completed_at=_moment(row.get("completed_at")),
    )


def _status(status: str, opened_by: str) -> str:
    return RESTARTED if status == Status.STARTED and opened_by == OpenedBy.RESET else status


def _uuid(value: Any) -> uuid.UUID:
    """SQLite hands over 32 hexadecimal digits."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _moment(value: Any) -> dt.datetime | None:
    return None if value is None else moment(value)
