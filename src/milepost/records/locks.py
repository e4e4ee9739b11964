"""What keeps something closed to a learner, as data and in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.base import clock

# So many reasons are told one by one.
_TOLD = 3


class ReasonKind(StrEnum):
    """What has to come first: a day, some days after an enrolment that is still to come, or something completed."""

    DATE = "date"
    AFTER_DAYS = "after_days"
    AFTER_ACTIVITY = "after_activity"
    AFTER_COURSE = "after_course"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that something is locked by.

    `opens_at` belongs to a date, `days` to days after an enrolment; `uuid` and `title` name what is to be completed.
    """

    kind: ReasonKind
    opens_at: dt.datetime | None = None
    days: int | None = None
    uuid: UUID | None = None
    title: str = ""

    @property
    def text(self) -> str:
        """In the learner's language, as it stands below a title."""
        if self.opens_at is not None:
            return _("Opens on %(day)s") % {"day": formats.date_format(self.opens_at.astimezone(clock.zone()))}
        if self.days is not None:
            words = ngettext(
                "Opens %(days)s day after the enrolment", "Opens %(days)s days after the enrolment", self.days
            )
            return words % {"days": self.days}
        return _("After “%(title)s”") % {"title": self.title}


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether something is locked for a learner, and by what.

    `opens_at`: when the days that it waits for have come, or had come; None where it waits for none, and where nobody
    can know: some days after an enrolment that is still to come.
    """

    is_locked: bool = False
    opens_at: dt.datetime | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def text(self) -> str:
        """All of it in a few words, in the learner's language; empty for what is open."""
        if len(self.reasons) == 1:
            return self.reasons[0].text
        dated = [reason.text for reason in self.reasons if reason.kind == ReasonKind.DATE]
        return (dated or [_("When all before it is done")])[0] if self.is_locked else ""

    @property
    def told(self) -> str:
        """Its reasons one by one, or all of it in a few words if they are many."""
        if len(self.reasons) > _TOLD:
            return self.text
        return "; ".join(reason.text for reason in self.reasons)

    def opened(self) -> "Lock":
        """The same for who has completed it, and may look at it again."""
        return Lock(opens_at=self.opens_at)


OPEN = Lock()


def by_days(opens_on: dt.date | None, opens_after_days: int | None, since: dt.datetime | None) -> Lock:
    """What days mean for who is enrolled since then, or not enrolled (None); of two the later one counts.

    Days are those of the organisation, and begin at midnight.
    """
    days = [] if opens_on is None else [opens_on]
    if opens_after_days is not None:
        if since is None:
            return Lock(True, None, (Reason(ReasonKind.AFTER_DAYS, days=opens_after_days),))
        days.append(since.astimezone(clock.zone()).date() + dt.timedelta(days=opens_after_days))
    if not days:
        return OPEN
    opens_at = clock.start_of(max(days))
    if opens_at <= clock.now():
        return Lock(opens_at=opens_at)
    return Lock(True, opens_at, (Reason(ReasonKind.DATE, opens_at=opens_at),))


def after(kind: ReasonKind, identifier: UUID, title: str) -> Lock:
    """Locked until that is complete."""
    return Lock(True, None, (Reason(kind, uuid=identifier, title=title),))


def together(locks: Iterable[Lock]) -> Lock:
    """All of them at once: of several days the last one is waited for."""
    found = list(locks)
    reasons = tuple(dict.fromkeys(reason for lock in found for reason in lock.reasons))
    dates = [lock.opens_at for lock in found if lock.opens_at is not None]
    if any(reason.kind == ReasonKind.AFTER_DAYS for reason in reasons):
        dates = []
    latest = max(dates, default=None)
    kept = tuple(reason for reason in reasons if reason.opens_at is None or reason.opens_at == latest or not dates)
    return Lock(bool(reasons), latest, kept)


def soonest(locks: Iterable[Lock]) -> Lock:
    """Of several ways the one that is open, or that opens with the least: any of them will do."""
    return min(locks, key=_distance, default=OPEN)


def _distance(lock: Lock) -> tuple[bool, int, dt.datetime]:
    others = sum(reason.kind != ReasonKind.DATE for reason in lock.reasons)
    return lock.is_locked, others, lock.opens_at or clock.start_of(clock.FIRST_DAY)
