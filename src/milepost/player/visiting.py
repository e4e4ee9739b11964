"""Who sits where: a session of a learner's own, the activity that is opened in it, and whether work still counts."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.base.errors import NotFound
from milepost.catalog.models import Activity, Course
from milepost.people.models import User
from milepost.records.access import lock_for
from milepost.records.locks import Lock
from milepost.records.models import PlayerSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A learner in an activity, by a session.

    - not `is_open`: the record or the session is closed, and nothing counts any more (R16); `was_reset`: by a reset.
    - `saved_until`: when something of this session was last taken.
    """

    user: User
    session: uuid.UUID
    course: Course
    activity: Activity
    lock: Lock
    is_open: bool
    was_reset: bool
    is_erased: bool
    saved_until: dt.datetime

    @property
    def at(self) -> tuple[int, uuid.UUID, int]:
        """The first arguments of what a learner does."""
        return self.user.pk, self.session, self.activity.pk

    @property
    def keys(self) -> tuple[uuid.UUID, uuid.UUID]:
        """What addresses of the player begin with."""
        return self.session, self.activity.uuid

    @property
    def address(self) -> str:
        """The page of the activity."""
        return reverse("play", args=self.keys)


def seat_of(user: User, session: uuid.UUID, activity: uuid.UUID) -> tuple[int, uuid.UUID, int]:
    """What `Visit.at` is, for a page that says something by itself many times a minute; one statement.

    Raises `NotFound` for somebody else's session and for an activity of another course.
    """
    seats = {"course__enrolments__user": user, "course__enrolments__records__sessions__uuid": session}
    for found in Activity.objects.filter(uuid=activity, retired_at=None, **seats).values_list("pk", flat=True):
        return user.pk, session, found
    raise NotFound(_("There is no such session."))


def visit(user: User, session: uuid.UUID, activity: uuid.UUID) -> Visit:
    """The visit at an address. Four statements at most.

    Raises `NotFound` for somebody else's session and for an activity of another course.
    """
    own = PlayerSession.objects.filter(uuid=session, record__enrolment__user=user)
    seated = own.select_related("record__enrolment__course").first()
    if seated is None:
        raise NotFound(_("There is no such session."))
    record, enrolment = seated.record, seated.record.enrolment
    entered = Activity.objects.filter(uuid=activity, course=enrolment.course_id, retired_at=None).first()
    if entered is None:
        raise NotFound(_("There is no such activity."))
    is_current = record.superseded_at is None and record.voided_at is None and record.erased_at is None
    return Visit(
        user=user,
        session=session,
        course=enrolment.course,
        activity=entered,
        lock=lock_for(seated.pk, user.pk, entered),
        is_open=is_current and seated.closed_at is None,
        was_reset=record.superseded_by_operation is not None,
        is_erased=record.erased_at is not None,
        saved_until=seated.seen_at,
    )
