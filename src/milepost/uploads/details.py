"""What people and spreadsheets write for a day, a score and a time, in the one way that the heart understands.

Each function returns what it was given where it does not understand it: the heart finds fault with that (R44), and the
report quotes it as it was written.
"""

import datetime as dt
import re
from functools import lru_cache

# A file has few different days, scores and times.
_MEMORY = 10_000

_TIME_OF_DAY = r"(?:[T ](?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?"
_ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME_OF_DAY}", re.ASCII)
_GERMAN = re.compile(rf"(\d{{1,2}})\. ?(\d{{1,2}})\. ?(\d{{4}}){_TIME_OF_DAY}", re.ASCII)
# Days since 30 December 1899, as spreadsheets count (ECMA-376 part 1, 18.17.4.1): 1927 to 2173. A smaller number is a
# slip of the keyboard rather than a day.
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_SERIAL_BEGIN = dt.date(1899, 12, 30)

_SCORE = re.compile(r"(\d{1,3})(?:[.,](\d{1,9})\d*)?\s?%?", re.ASCII)

_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d):([0-5]\d)", re.ASCII)
_WORDS = re.compile(
    r"(?:(\d{1,5}) ?(?:h|hr|hrs|hours?|std\.?|stunden?))?"
    r" ?(?:(\d{1,7}) ?(?:m|min\.?|mins|minutes?|minuten?))?"
    r" ?(?:(\d{1,9}) ?(?:s|sec\.?|seconds?|sek\.?|sekunden?))?",
    re.ASCII | re.IGNORECASE,
)


@lru_cache(_MEMORY)
def day(text: str) -> str:
    """2026-11-20, from that, from 20.11.2026, or from a spreadsheet's number of the day; a time of day is left off."""
    written = text.strip()
    if not written:
        return text
    if match := _ISO.fullmatch(written):
        year, month, number = match.groups()
    elif match := _GERMAN.fullmatch(written):
        number, month, year = match.groups()
    elif match := _SERIAL.fullmatch(written):
        return (_SERIAL_BEGIN + dt.timedelta(days=int(match[1]))).isoformat()
    else:
        return text
    try:
        return dt.date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        return text


@lru_cache(_MEMORY)
def score(text: str) -> str:
    """85.5, from that, from 85,5 or from 85.5 %; whether it is too much is the heart's business."""
    match = _SCORE.fullmatch(text.strip()) if text else None
    if match is None:
        return text
    return f"{match[1]}.{match[2]}" if match[2] else match[1]


@lru_cache(_MEMORY)
def seconds(text: str) -> str:
    """5400, from that, from 1:30:00, or from 90 min and 1 h 30 min (also Std., Min., Sek.)."""
    written = text.strip()
    if not written or written.isdigit():
        return written
    if match := _CLOCK.fullmatch(written) or _WORDS.fullmatch(" ".join(written.split())):
        hours, minutes, rest = (int(part or 0) for part in match.groups())
        return str(hours * 3600 + minutes * 60 + rest)
    return text
