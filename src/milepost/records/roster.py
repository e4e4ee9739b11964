"""Who is in a course and how far: for lists that staff look through, a page at a time."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.catalog.models import Course
from milepost.people import directory
from milepost.records import enrolling, reading
from milepost.records.models import CompletedBy, CourseRecord, Enrolment


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Somebody in a course.

    - `status`: `not_started`, `restarted`, or as `Status`. `progress` and `score` in per cent; the score may be None.
    - `manually_completed`: staff said so. `imported`: a migration did.
    """

    enrolment: Enrolment
    status: str = reading.NOT_STARTED
    progress: float = 0.0
    score: float | None = None
    manually_completed: bool = False
    imported: bool = False
    completed_at: dt.datetime | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether the due date is over and the course not complete."""
        due = self.enrolment.due_at
        return self.completed_at is None and due is not None and due < clock.now()


def enrolments(actor: Actor, course: Course, *, search: str = "") -> QuerySet[Enrolment]:
    """The enrolments in a course that have not ended, of people within reach, by name.

    `search` is a part of login id, name or e-mail address. Raises `NotPermitted` for who may look at nobody.
    """
    found = enrolling.in_courses(actor, course=course).filter(ended_at=None)
    if search.strip():
        found = found.filter(user__in=directory.listing(actor, search=search).values("pk"))
    name = Lower(Coalesce(NullIf(F("user__display_name"), Value("")), F("user__login_id")))
    return found.order_by(name, "pk")


def how_far(enrolments: Iterable[Enrolment]) -> list[Enrolled]:
    """How far the learners of some enrolments are, in the same order; one statement."""
    asked = list(enrolments)
    current = CourseRecord.objects.filter(enrolment__in=asked, superseded_at=None, voided_at=None)
    records = {record.enrolment_id: record for record in current}
    return [_enrolled(each, records.get(each.pk)) for each in asked]


def _enrolled(enrolment: Enrolment, record: CourseRecord | None) -> Enrolled:
    if record is None:
        return Enrolled(enrolment=enrolment)
    return Enrolled(
        enrolment=enrolment,
        status=reading.status_of(record),
        progress=record.progress,
        score=record.score,
        manually_completed=record.completed_by == CompletedBy.STAFF,
        imported=record.completed_by == CompletedBy.IMPORT,
        completed_at=record.completed_at,
    )
