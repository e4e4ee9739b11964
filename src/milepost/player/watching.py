"""Videos and recordings: complete by what was really played, not by where somebody has jumped to.

A page reports the stretches that it has played, all of them again and again: their union counts, so nothing is lost
with a connection and nothing counts twice. What is new in a report is bounded by the time that has passed since the
last one (twice that, at double speed): whoever claims more gets as much as can be true.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.catalog.models import ActivityKind, Completes
from milepost.player import bookmarks, places
from milepost.records import committing
from milepost.records.committing import Place, Work
from milepost.records.models import Status

# Per cent of the duration that have to be played, where the activity does not say.
ENOUGH = 90.0
FASTEST = 2.0
SLACK = 5.0  # seconds, for clocks and connections
# After a longer silence no more than this counts as passed: so long can a page have played without a connection.
LONGEST_SILENCE = 15 * 60.0
LONGEST = 24 * 3600.0
_MOST_STRETCHES = 500

Stretch = tuple[float, float]
_KINDS = (ActivityKind.VIDEO, ActivityKind.AUDIO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How far somebody is in a video or recording.

    Not `is_open`: the record is closed, and what was reported is kept aside (R16). `played`: the stretches that count,
    in seconds, in order; `position`: where to go on; `progress` in per cent of the duration.
    """

    is_open: bool
    played: Sequence[Stretch] = ()
    position: float = 0.0
    progress: float = 0.0
    is_complete: bool = False


@places.in_one_transaction("a video")
def begin(user_id: int, session: UUID, activity_id: int) -> Watched:
    """The page is there: from now on time passes. Says where to go on. Raises `Refused`, `Conflict` if locked."""
    place = places.seat(user_id, session, activity_id, *_KINDS)
    if not place.is_open:
        return Watched(is_open=False)
    bookmark = bookmarks.read(place) | {"heard": place.now.timestamp()}
    return _write(place, bookmark, decides=False)


@places.in_one_transaction("a video")
def report(
    user_id: int, session: UUID, activity_id: int, played: Iterable[Stretch], *, position: float, duration: float
) -> Watched:
    """Take what a page has played so far, in seconds: stretches from and to, where it is, and how long the whole is.

    Stretches that were reported before may be among them. Raises `Refused` for numbers that are none.
    """
    stretches = _checked(list(played), position, duration)
    place = places.seat(user_id, session, activity_id, *_KINDS)
    if not place.is_open:
        committing.keep_aside(place, {"played": stretches, "position": position, "duration": duration})
        return Watched(is_open=False)
    bookmark = bookmarks.read(place)
    before = _stretches(bookmark)
    duration = max(duration, _number(bookmark.get("duration")))
    after = merged(before, stretches, _allowed(place, bookmark))
    known = {"played": after, "position": position, "duration": duration, "heard": place.now.timestamp()}
    return _write(place, bookmark | known)


def merged(before: Sequence[Stretch], reported: Iterable[Stretch], allowed: float) -> list[Stretch]:
    """The union of stretches, to which the reported ones add at most `allowed` seconds, the first ones first."""
    known = _union(before)
    for begin, end in sorted(reported):
        for gap_begin, gap_end in _gaps(known, begin, end):
            taken = min(gap_end - gap_begin, allowed)
            if taken > 0:
                known = _union([*known, (gap_begin, gap_begin + taken)])
                allowed -= taken
    return sorted(sorted(known, key=_length, reverse=True)[:_MOST_STRETCHES])


def _write(place: Place, bookmark: dict[str, Any], *, decides: bool = True) -> Watched:
    played, duration = _stretches(bookmark), _number(bookmark.get("duration"))
    progress = min(100.0, 100.0 * sum(map(_length, played)) / duration) if duration else 0.0
    is_enough = _asks_to_be_played(place) and progress >= (place.activity.played_per_cent or ENOUGH)
    status = Status.COMPLETED if is_enough and decides else Status.ACTIVE
    committing.write(place, Work(status=status, progress=progress, state=bookmarks.dumped(bookmark)))
    return Watched(
        is_open=True,
        played=played,
        position=_number(bookmark.get("position")),
        progress=progress,
        is_complete=is_enough or place.is_complete,
    )


def _asks_to_be_played(place: Place) -> bool:
    """Whether playing completes it; else that it was opened, or the learner's word (`reading_pages.py`)."""
    return place.activity.completes in ("", Completes.PLAYED)


def _allowed(place: Place, bookmark: dict[str, Any]) -> float:
    """How many seconds can have been played since the last report, in this session."""
    assert place.began_at is not None
    heard = max(_number(bookmark.get("heard")), place.began_at.timestamp())
    passed = place.now.timestamp() - heard
    return max(0.0, min(passed, LONGEST_SILENCE)) * FASTEST + SLACK


def _checked(played: list[Stretch], position: float, duration: float) -> list[Stretch]:
    numbers = [position, duration, *(number for stretch in played for number in stretch)]
    if not all(math.isfinite(number) and 0 <= number <= LONGEST for number in numbers) or duration <= 0:
        raise Refused(_("Stretches, position and duration are seconds, up to a day."))
    if any(begin > end for begin, end in played) or len(played) > _MOST_STRETCHES:
        raise Refused(_("A stretch goes from an earlier second to a later one; at most 500 at a time."))
    return [(round(begin, 2), round(min(end, duration), 2)) for begin, end in played if begin < duration]


def _stretches(bookmark: dict[str, Any]) -> list[Stretch]:
    """What a bookmark has, if the player wrote it."""
    try:
        found = [(float(begin), float(end)) for begin, end in bookmark.get("played", ())]
    except (TypeError, ValueError):
        return []
    return [(begin, end) for begin, end in found if 0 <= begin < end <= LONGEST]


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) and value >= 0 else 0.0


def _union(stretches: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for begin, end in sorted(stretches):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > begin:
            found.append((begin, end))
    return found


def _gaps(known: Sequence[Stretch], begin: float, end: float) -> list[Stretch]:
    """The parts of a stretch that are not known yet. `known` is a union."""
    gaps = []
    for known_begin, known_end in known:
        if known_end <= begin or known_begin >= end:
            continue
        if begin < known_begin:
            gaps.append((begin, known_begin))
        begin = max(begin, known_end)
    if begin < end:
        gaps.append((begin, end))
    return gaps


def _length(stretch: Stretch) -> float:
    return stretch[1] - stretch[0]
