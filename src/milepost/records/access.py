"""Access rules: when a learner may open a course or an activity (LW-12; docs/decisions/0021-locks.md).

By drip feed (from a day on, some days after the enrolment), one after another, after others; in a course, before a
course, in a program. Marks and resets do not ask for it (R26): what staff mark complete stays closed in the player
until its rule opens it, and counts as complete for what comes after it. Who has completed something by own work may
look at it again, whatever has locked it since.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from milepost.base.errors import Conflict
from milepost.base.sql import SqlFile, moment
from milepost.catalog.models import Activity, Course
from milepost.records.locks import OPEN, Lock, ReasonKind, after, by_days, soonest, together

SQL = SqlFile(__package__, "views.sql", "access.sql")
_ONE_COURSE = SQL.with_fragments(looked_at="%(course)s", activities_looked_at="t.id = %(activity)s")

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Locks:
    """What is locked for one learner, by the keys of courses and activities. What is not there is open."""

    courses: dict[int, Lock] = field(default_factory=dict)
    activities: dict[int, Lock] = field(default_factory=dict)
    done: frozenset[int] = frozenset()

    def of_course(self, course: int) -> Lock:
        """The lock of a course."""
        return self.courses.get(course, OPEN)

    def of_activity(self, course: int, activity: int) -> Lock:
        """The lock of an activity: its own and that of its course."""
        lock = together((self.of_course(course), self.activities.get(activity, OPEN)))
        return lock.opened() if activity in self.done else lock


def locks(user: int, shown_courses: str) -> Locks:
    """The locks of all courses that somebody sees, which the fragment says, and of their activities; one statement."""
    everything = SQL.with_fragments(looked_at=shown_courses, activities_looked_at="1 = 1")
    return _evaluated(everything.dicts("rules", user=user, going_on=0))


def locks_in(user: int, course: int) -> Locks:
    """The locks of one course and all its activities for a learner; one statement."""
    whole = SQL.with_fragments(looked_at="%(course)s", activities_looked_at="1 = 1")
    return _evaluated(whole.dicts("rules", user=user, course=course, going_on=0))


def require_open(user: int, course: Course, activity: Activity | None = None) -> None:
    """Raise `Conflict`, which says why, for a course or an activity of it that a launch would find locked."""
    found = _of_one(user, course.pk, activity, going_on=False)
    if activity is None:
        _require(course.title, found.of_course(course.pk))
    else:
        _require(activity.title, found.of_activity(course.pk, activity.pk))


def require_open_to(session: int, user: int, activity: Activity) -> None:
    """Raise `Conflict` likewise for a commit of a player session into its current record."""
    _require(activity.title, lock_for(session, user, activity))


def lock_for(session: int, user: int, activity: Activity) -> Lock:
    """What keeps an activity closed for a player session.

    A session that has worked in the activity goes on, whatever has locked it meanwhile.
    """
    lock = _of_one(user, activity.course_id, activity, going_on=True).of_activity(activity.course_id, activity.pk)
    if lock.is_locked and SQL.row("has_worked", session=session, activity=activity.pk) is not None:
        return lock.opened()
    return lock


def _of_one(user: int, course: int, activity: Activity | None, *, going_on: bool) -> Locks:
    key = None if activity is None else activity.pk
    return _evaluated(_ONE_COURSE.dicts("rules", user=user, course=course, activity=key, going_on=int(going_on)))


def _require(title: str, lock: Lock) -> None:
    if lock.is_locked:
        raise Conflict(_("“%(title)s” is locked: %(reasons)s.") % {"title": title, "reasons": lock.told})


# --- from rows to locks --------------------------------------------------------------------------
def _evaluated(rows: Iterable[_Row]) -> Locks:
    of_courses, of_activities = defaultdict[int, list[_Row]](list), defaultdict[int, list[_Row]](list)
    for row in rows:
        shelf, key = (of_activities, "activity_id") if row["activity_id"] is not None else (of_courses, "course_id")
        shelf[row[key]].append(row)
    return Locks(
        {key: _course(found) for key, found in of_courses.items()},
        {key: together(map(_activity, found)) for key, found in of_activities.items()},
        frozenset(key for key, found in of_activities.items() if any(row["is_done"] for row in found)),
    )


def _course(rows: list[_Row]) -> Lock:
    """What a course needs, and what the programs say; nothing to who was in the course before it was in them."""
    needs = [_after(row, ReasonKind.AFTER_COURSE) for row in rows if row["program_id"] is None]
    programs = [row for row in rows if row["program_id"] is not None]
    if programs and not all(row["is_older"] for row in programs):
        needs.append(soonest(together((_days(row), _after(row, ReasonKind.AFTER_COURSE))) for row in programs))
    lock = together(needs)
    return lock.opened() if rows[0]["is_done"] else lock


def _activity(row: _Row) -> Lock:
    return together((_days(row), _after(row, ReasonKind.AFTER_ACTIVITY)))


def _days(row: _Row) -> Lock:
    since = None if row["since"] is None else moment(row["since"])
    return by_days(_day(row["opens_on"]), row["after_days"], since)


def _after(row: _Row, kind: ReasonKind) -> Lock:
    if row["uuid"] is None:
        return OPEN
    identifier = row["uuid"]
    return after(kind, identifier if isinstance(identifier, uuid.UUID) else uuid.UUID(identifier), row["title"])


def _day(value: Any) -> dt.date | None:
    """SQLite hands over a text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
