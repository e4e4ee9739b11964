"""Live sessions: staff note who was there. Whoever was is complete."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Conflict
from milepost.base.sql import SqlFile, moment
from milepost.catalog.models import ActivityKind
from milepost.people import reach
from milepost.player import judging, places
from milepost.player.models import Attendance
from milepost.records import committing
from milepost.records.committing import Answer, Work
from milepost.records.models import Status

SQL = SqlFile(__package__, "milepost.people:reach.sql", "attendance.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody in the course of a live session. `present` is None as long as nobody has noted anything."""

    enrolment_id: int
    user_id: int
    login_id: str
    display_name: str
    present: bool | None
    noted_at: dt.datetime | None


@places.in_one_transaction("attendance")
def note(actor: Actor, user_id: int, activity_id: int, *, present: bool) -> Answer:
    """Note that a learner was at a live session, or was not; a second time corrects it.

    A learner who has not launched the course gets a record. Raises `NotPermitted`, `NotFound`; `Refused` for who is
    not enrolled; `Conflict` for an absence where the activity is complete by the presence noted: only a reset takes
    that back.
    """
    judging.learner(actor, user_id)
    place = places.judged(user_id, places.find(activity_id, ActivityKind.LIVE_SESSION), opens=True)
    noted = Attendance.objects.filter(places.here(place)).order_by("pk").last() or Attendance(**places.at(place))
    if noted.present and not present:
        raise Conflict(_("The learner was noted as present and is complete. Reset the activity to take that back."))
    noted.present, noted.noted_at, noted.noted_by_id = present, place.now, actor.user_id
    noted.save()
    status = Status.COMPLETED if present else Status.ACTIVE
    return committing.write(place, Work(status=status), decides=present)


@places.in_one_transaction("attendance")
def own(user_id: int, session: UUID, activity_id: int) -> bool | None:
    """Whether it was noted that a learner was there; None as long as nobody has noted anything."""
    place = places.open_seat(user_id, session, activity_id, ActivityKind.LIVE_SESSION)
    noted = Attendance.objects.filter(places.here(place)).order_by("pk").last()
    return None if noted is None else noted.present


def attendees(actor: Actor, activity_id: int, *, after: int = 0, limit: int = 50) -> list[Attendee]:
    """Who is in the course of a live session, within reach, by enrolment from the one after `after` on.

    One statement. What was noted before a reset is not shown: it counts no more. Raises `NotPermitted`, `Refused`.
    """
    judging.require(actor)
    activity = places.find(activity_id, ActivityKind.LIVE_SESSION)
    params = {"activity": activity.pk, "course": activity.course_id, "after": after, "limit": limit}
    return [
        Attendee(
            enrolment_id=row["enrolment_id"],
            user_id=row["user_id"],
            login_id=row["login_id"],
            display_name=row["display_name"],
            present=None if row["present"] is None else bool(row["present"]),
            noted_at=None if row["noted_at"] is None else moment(row["noted_at"]),
        )
        for row in SQL.dicts("attendees", **params, **reach.parameters(actor))
    ]
