"""The time, asked in one place."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def zone() -> ZoneInfo:
    """The organisation's time zone (MILEPOST_TIME_ZONE)."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> dt.date:
    """The organisation's calendar day."""
    return now().astimezone(zone()).date()


def start_of(day: dt.date) -> dt.datetime:
    """The moment at which a calendar day begins in the organisation's time zone."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=zone())
