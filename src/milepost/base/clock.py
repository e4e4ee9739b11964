"""The time, asked in one place."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

# The days that somebody can give, with room on either side, so that no time zone leads out of the calendar.
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2999, 12, 31)
YEARS = {"first": FIRST_DAY.year, "last": LAST_DAY.year}  # for sentences

_FIXED: ContextVar[dt.datetime | None] = ContextVar("fixed", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _FIXED.get() or timezone.now()


def zone() -> ZoneInfo:
    """The organisation's time zone (MILEPOST_TIME_ZONE)."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> dt.date:
    """The organisation's calendar day."""
    return now().astimezone(zone()).date()


def is_day(day: dt.date) -> bool:
    """Whether somebody can give that day."""
    return FIRST_DAY <= day <= LAST_DAY


def start_of(day: dt.date) -> dt.datetime:
    """The moment at which a calendar day begins in the organisation's time zone."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=zone())


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a calendar day in the organisation's time zone: what is due on a day is not late on it."""
    return start_of(day + dt.timedelta(days=1)) - dt.timedelta(seconds=1)


@contextmanager
def fixed(moment: dt.datetime) -> Iterator[None]:
    """Let the clock stand at an aware moment, in this thread or task, for the length of a `with` block.

    For tests and for demonstrations, which must be able to say when something happened.
    """
    before = _FIXED.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _FIXED.reset(before)
