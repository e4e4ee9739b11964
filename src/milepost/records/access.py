"""Access rules: when a learner may open an activity (LW-12).

So far drip feed: from a day on, some days after the enrolment, or whichever of both is later. Marks and resets do not
ask for it (R26): what staff mark complete stays closed in the player until its rule opens it.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import Conflict
from milepost.catalog.models import Activity


@dataclass(frozen=True, slots=True)
class Access:
    """Whether an activity is locked for a learner, and when it opens or has opened.

    `opens_at` is None where there is no rule, and where nobody can know yet: some days after an enrolment that is
    still to come.
    """

    is_locked: bool = False
    opens_at: dt.datetime | None = None


def access(opens_on: dt.date | None, opens_after_days: int | None, since: dt.datetime | None) -> Access:
    """What the rules of an activity mean for who is enrolled since then, or not enrolled (None).

    Days are those of the organisation, and begin at midnight.
    """
    days = [] if opens_on is None else [opens_on]
    if opens_after_days is not None:
        if since is None:
            return Access(is_locked=True)
        days.append(since.astimezone(clock.zone()).date() + dt.timedelta(days=opens_after_days))
    if not days:
        return Access()
    opens_at = clock.start_of(max(days))
    return Access(is_locked=clock.now() < opens_at, opens_at=opens_at)


def require_open(activity: Activity, since: dt.datetime) -> None:
    """Raise `Conflict`, which names the day, for an activity that is still locked for who is enrolled since then."""
    found = access(activity.opens_on, activity.opens_after_days, since)
    if found.is_locked:
        assert found.opens_at is not None  # nobody knows it of those alone who are not enrolled
        words = {"activity": activity.title, "day": formats.date_format(found.opens_at.astimezone(clock.zone()))}
        raise Conflict(_("“%(activity)s” is locked. It opens on %(day)s.") % words)
