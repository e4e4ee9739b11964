"""Certificates: claimed by the learner once the rest of the course is complete."""

from uuid import UUID

from django.utils.translation import gettext as _

from milepost.base.errors import Conflict
from milepost.base.sql import SqlFile
from milepost.catalog.models import ActivityKind
from milepost.player import places
from milepost.records import committing
from milepost.records.committing import Answer, Place, Work
from milepost.records.models import Status

SQL = SqlFile(__package__, "claiming.sql")


@places.in_one_transaction("a certificate")
def claim(user_id: int, session: UUID, activity_id: int) -> Answer:
    """Complete the certificate of a course. Manually completed activities count like others.

    Raises `Conflict`, which names the first activity that is missing; also when the record is closed, and while the
    certificate is locked.
    """
    place = places.open_seat(user_id, session, activity_id, ActivityKind.CERTIFICATE)
    if titles := _missing(place):
        raise Conflict(_("“%(activity)s” has to be completed first.") % {"activity": titles[0]})
    return committing.write(place, Work(status=Status.COMPLETED, progress=100.0))


@places.in_one_transaction("what a certificate waits for")
def missing(user_id: int, session: UUID, activity_id: int) -> list[str]:
    """The titles of the activities that have to be completed first, in their order."""
    return _missing(places.open_seat(user_id, session, activity_id, ActivityKind.CERTIFICATE))


def _missing(place: Place) -> list[str]:
    return [row[0] for row in SQL.rows("missing", record=place.record_id, course=place.course_id)]
