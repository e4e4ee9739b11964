"""What a row of a mark says besides (MP-08): from text to the day, the score and the time that are meant."""

import datetime as dt
import re
from typing import Any

from milepost.base import clock

COLUMNS = (
    *("completed_at", "next_day", "score", "seconds", "reason"),
    *("bad_completed_on", "bad_score", "bad_seconds", "bad_reason"),
)
MOST_SECONDS = 100_000_000  # three years without a break; the column holds no more than twenty times as much
LONGEST_REASON = 2_000

_SCORE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?")


def columns(completed_on: str, score: str, seconds: str, reason: str) -> tuple[Any, ...]:
    """The values of `COLUMNS` of one row. What cannot be understood is empty, and its `bad_…` says so (R44)."""
    day, points, time = _day(completed_on), _score(score), _seconds(seconds)
    reason = reason.strip()
    is_bad_reason = len(reason) > LONGEST_REASON or "\x00" in reason
    return (
        None if day is None else _moment(day),
        None if day is None else clock.start_of(day + dt.timedelta(days=1)),
        points,
        time,
        "" if is_bad_reason else reason,
        _is_bad(completed_on, day),
        _is_bad(score, points),
        _is_bad(seconds, time),
        is_bad_reason,
    )


def _is_bad(text: str, value: object) -> bool:
    return value is None and bool(text.strip())


def _day(text: str) -> dt.date | None:
    """A day as 2026-11-20, not in the future (R28), nor before anybody could have kept a record of it."""
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if clock.FIRST_DAY <= day <= clock.today() else None


def _moment(day: dt.date) -> dt.datetime:
    """Today is now; any other day is its beginning."""
    return clock.now() if day == clock.today() else clock.start_of(day)


def _score(text: str) -> float | None:
    """A number from 0 to 100, with a point."""
    if not _SCORE.fullmatch(text.strip()):
        return None
    score = float(text)
    return score if score <= 100 else None


def _seconds(text: str) -> int | None:
    """A whole number of seconds."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SECONDS))):
        return None
    seconds = int(text)
    return seconds if seconds <= MOST_SECONDS else None
