"""A learner opens a course: on the current record, on a new one, or first on the notice of a reset (R12, R13)."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.base.patience import Overtaken, patiently
from milepost.base.sql import SqlFile
from milepost.catalog.models import Activity
from milepost.records.access import require_open
from milepost.records.models import Enrolment, OpenedBy, PlayerSession, Restart, Status

SQL = SqlFile(__package__, "roll_up.sql", "roll_up_programs.sql", "learner.sql")
COMPLETE = (Status.COMPLETED, Status.PASSED)


@dataclass(frozen=True, slots=True)
class Notice:
    """An administrator reset the course, by this operation, at this time; to be acknowledged before it opens."""

    operation_id: int


@dataclass(frozen=True, slots=True)
class Launch:
    """What a launch led to: either a notice, or a player session on record `number`.

    `restarted`: this launch opened the record that follows a reset (“Restarted” in the history).
    """

    notice: Notice | None = None
    session: uuid.UUID | None = None
    record_id: int | None = None
    number: int = 0
    restarted: bool = False


def launch(user_id: int, course_id: int, activity: Activity | None = None) -> Launch:
    """Open a course for a learner. With a reset to acknowledge nothing opens: the notice is returned.

    Raises `Refused` when the learner is not enrolled, or the course is archived; `Conflict` when the course, or the
    activity of it that is to be opened, is locked (LW-12): then the course does not open either.
    """
    return patiently(lambda: _launch(user_id, course_id, activity), "a launch")


def acknowledge(user_id: int, course_id: int, operation_id: int) -> Launch:
    """The learner has seen the notice of that operation: it does not come back, on whatever device (R13).

    The course opens; unless it was reset once more meanwhile: then that is another notice, and is returned.
    """
    return patiently(lambda: _launch(user_id, course_id, seen=operation_id), "a launch")


def is_continue_offered(user_id: int, course_id: int) -> bool:
    """Whether *Continue* is offered: there is a record to continue, and no reset to acknowledge first (R12)."""
    enrolment = _enrolment(user_id, course_id)
    if SQL.row("due_notice", enrolment=enrolment.pk) is not None:
        return False
    current = SQL.row("current_record", enrolment=enrolment.pk)
    return current is not None and current[2] not in COMPLETE


@transaction.atomic
def _launch(user_id: int, course_id: int, activity: Activity | None = None, *, seen: int | None = None) -> Launch:
    enrolment, now = _enrolment(user_id, course_id), clock.now()
    SQL.rows("lock_newest", enrolment=enrolment.pk)
    require_open(user_id, enrolment.course, activity)
    notice = SQL.row("due_notice", enrolment=enrolment.pk)
    if notice is not None and notice[0] != seen:
        return Launch(notice=Notice(operation_id=notice[0]))
    if notice is not None:
        SQL.execute("acknowledge", enrolment=enrolment.pk, now=now)
    record_id, number, opened_by = _current_or_new(enrolment, now)
    session = PlayerSession.objects.create(record_id=record_id, started_at=now, seen_at=now)
    return Launch(
        session=session.uuid,
        record_id=record_id,
        number=number,
        restarted=opened_by == OpenedBy.RESET,
    )


def _current_or_new(enrolment: Enrolment, now: dt.datetime) -> tuple[int, int, str | None]:
    """The current record, or the next one: key, number, and what opened it if that was this launch."""
    current = SQL.row("current_record", enrolment=enrolment.pk)
    if current is not None and enrolment.restart == Restart.AFTER_COMPLETION and current[2] in COMPLETE:
        SQL.execute("supersede_for_restart", record=current[0], now=now)
        current = None
    if current is not None:
        roll_up_programs(enrolment.user_id, enrolment.course_id, now, opened_by=OpenedBy.LAUNCH)
        return current[0], current[1], None
    reset = SQL.row("newest_was_reset", enrolment=enrolment.pk)
    opened_by = OpenedBy.RESET if reset is not None and reset[0] else OpenedBy.LAUNCH
    if SQL.execute("open_record", enrolment=enrolment.pk, opened_by=opened_by, now=now) != 1:
        raise Overtaken("another launch opened the record first")
    opened = SQL.row("current_record", enrolment=enrolment.pk)
    assert opened is not None
    record_event("record.opened", opened[0], now, opened_by=opened_by)
    roll_up_programs(enrolment.user_id, enrolment.course_id, now, opened_by=OpenedBy.LAUNCH)
    return opened[0], opened[1], opened_by


def _enrolment(user_id: int, course_id: int) -> Enrolment:
    enrolment = (
        Enrolment.objects.filter(user_id=user_id, course_id=course_id, ended_at=None)
        .select_related("course")
        .only(
            "pk",
            "user_id",
            "course_id",
            "restart",
            "course__title",
            "course__archived_at",
        )
        .first()
    )
    if enrolment is None:
        raise Refused(_("You are not enrolled in this course."))
    if enrolment.course.archived_at is not None:
        raise Refused(_("The course “%(course)s” is archived.") % {"course": enrolment.course.title})
    return enrolment


def record_event(kind: str, record_id: int, now: dt.datetime, activity: int | None = None, **data: Any) -> None:
    """Write one line of the ledger about a record, in the transaction of the change itself."""
    SQL.execute("event", kind=kind, record=record_id, activity=activity, now=now, data=json.dumps(data))


def roll_up_programs(user_id: int, course_id: int, now: dt.datetime, *, opened_by: str = "") -> None:
    """Let the learner's programs follow a course whose status has changed; with `opened_by` open what is not open."""
    params = {"user": user_id, "course": course_id, "now": now, "opened_by": opened_by, "operation": None}
    if SQL.row("lock_programs", **params) == (0,):
        return
    if opened_by:
        SQL.execute("open_programs", **params)
    SQL.execute("program_completions", **params)
    SQL.execute("roll_up_programs", **params)
