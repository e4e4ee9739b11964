"""Time spent, as pages report it and the clock allows.

A page counts the seconds in which it was visible and used. It can be wrong, and there can be several of them; so a
report counts for no more than has passed since the session was last heard of, less what other sessions of the same
learner have been credited with since. So all pages together never make more than the clock does. A page reports 0
seconds when it opens, so that its time begins then.
"""

import datetime as dt
import math
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.people.models import User
from milepost.player import places
from milepost.player.models import Heard
from milepost.records import committing
from milepost.records.committing import Place, Work

_A_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Credited:
    """How many seconds of a report count. Not `is_open`: they are kept aside with the closed record (R16)."""

    is_open: bool
    seconds: int


@places.in_one_transaction("a report of time")
def report(user_id: int, session: UUID, activity_id: int, seconds: int) -> Credited:
    """Add the seconds that a learner was active in an activity since the page's last report, as far as can be true.

    Raises `Refused` for no number of seconds, an unknown session, another course's activity; `Conflict` if locked.
    """
    if not 0 <= seconds <= _A_DAY:
        raise Refused(_("The time of one report lies between 0 seconds and a day."))
    place = places.seat(user_id, session, activity_id)
    if place.is_erased:
        return Credited(is_open=False, seconds=0)
    counted = _count(user_id, place, seconds)
    if not place.is_open:
        committing.keep_aside(place, {"seconds": counted})
        return Credited(is_open=False, seconds=counted)
    committing.write(place, Work(seconds=counted), decides=False)
    return Credited(is_open=True, seconds=counted)


def _count(user_id: int, place: Place, seconds: int) -> int:
    """How many of the seconds count; from now on the session was heard of.

    The user is locked, so that two sessions do not count the same seconds at once.
    """
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=user_id)
    all_heard = Heard.objects.filter(user=user_id).aggregate(total=Max("total"), at=Max("heard_at"))
    credited = all_heard["total"] or 0
    heard = Heard.objects.filter(session=place.session_id).first()
    if heard is None:
        # What has passed since anybody was last heard of has certainly not been counted.
        assert place.began_at is not None
        assert place.session_id is not None
        since = max(place.began_at, all_heard["at"] or place.began_at)
        heard = Heard(session_id=place.session_id, user_id=user_id, heard_at=since, total=credited)
    passed = max(0, math.floor((place.now - heard.heard_at).total_seconds()))
    counted = max(0, min(seconds, passed - max(0, credited - heard.total)))
    # Parts of a second are left for the next report of a page that is used all the time.
    heard.heard_at = heard.heard_at + dt.timedelta(seconds=passed) if seconds >= passed else place.now
    heard.total = credited + counted
    heard.save()
    return counted
