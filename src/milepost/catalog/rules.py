"""What rules content can have: when it opens, and when an activity counts as complete.

Here they are checked and kept. What they mean for a learner stands in `records/access.py` and `records/committing.py`.
Whatever would never open for anybody is refused: things that wait for each other.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import NotFound, Refused
from milepost.base.texts import line
from milepost.catalog import lookup
from milepost.catalog.models import (
    Activity,
    ActivityKind,
    ActivityPrerequisite,
    Completes,
    Course,
    CoursePrerequisite,
    Program,
    ProgramCourse,
)

LONGEST_WAIT = 3650
LONGEST_STAY = 360_000
MOST_PREREQUISITES = 50

# What can complete an activity of each kind, besides the kind's own way.
WAYS: dict[str, tuple[Completes, ...]] = {
    ActivityKind.PAGE: (Completes.OPENED, Completes.CONFIRMED),
    ActivityKind.EBOOK: (Completes.OPENED, Completes.CONFIRMED),
    ActivityKind.PDF: (Completes.OPENED, Completes.CONFIRMED),
    ActivityKind.LINK: (Completes.OPENED, Completes.CONFIRMED),
    ActivityKind.VIDEO: (Completes.PLAYED, Completes.OPENED, Completes.CONFIRMED),
    ActivityKind.AUDIO: (Completes.PLAYED, Completes.OPENED, Completes.CONFIRMED),
    ActivityKind.FORM: (Completes.SUBMITTED,),
    ActivityKind.EXAM: (Completes.PASSED, Completes.SUBMITTED),
    ActivityKind.ASSIGNMENT: (Completes.SUBMITTED, Completes.STAFF),
    ActivityKind.DISCUSSION: (Completes.SUBMITTED, Completes.STAFF),
    ActivityKind.PRACTICAL: (Completes.STAFF,),
    ActivityKind.LIVE_SESSION: (Completes.STAFF,),
    ActivityKind.CERTIFICATE: (Completes.CONFIRMED,),
    ActivityKind.PACKAGE: (),
}


class Opening(TypedDict, total=False):
    """From which day on something is open, and how many days after the enrolment; both have to have come."""

    opens_on: dt.date | None
    opens_after_days: int | None


class Completion(TypedDict, total=False):
    """When an activity counts as complete.

    `completes`: a word of `Completes`, or empty for the kind's own way. `played_per_cent`: of a video or audio, 1 to
    100. `min_seconds`: so long somebody has to have been in it; None: however long.
    """

    completes: str
    played_per_cent: int
    min_seconds: int | None


def opening(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an `Opening`, checked. Raises `Refused`."""
    values = {name: fields[name] for name in ("opens_on", "opens_after_days") if name in fields}
    day, days = values.get("opens_on"), values.get("opens_after_days")
    if day is not None and not clock.is_day(day):
        raise Refused(_("The day on which it opens lies between the years %(first)s and %(last)s.") % clock.YEARS)
    if days is not None and not 1 <= days <= LONGEST_WAIT:
        raise Refused(_("It opens 1 to %(days)s days after the enrolment.") % {"days": LONGEST_WAIT})
    return values


def completion(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a `Completion` for an activity of that kind, checked. Raises `Refused`."""
    values = {name: fields[name] for name in ("completes", "played_per_cent", "min_seconds") if name in fields}
    way, share, seconds = values.get("completes"), values.get("played_per_cent"), values.get("min_seconds")
    if way and way not in WAYS[kind]:
        words = {"way": line(way, _("Completion"), 20), "kind": kind, "known": ", ".join(WAYS[kind]) or "–"}
        raise Refused(_("“%(way)s” does not complete an activity of the kind %(kind)s; there are: %(known)s.") % words)
    if share is not None and not 1 <= share <= 100:
        raise Refused(_("What is to be played is per cent, from 1 to 100."))
    if share is not None and Completes.PLAYED not in WAYS[kind]:
        raise Refused(_("Only video and audio are played."))
    if seconds is not None and not 1 <= seconds <= LONGEST_STAY:
        raise Refused(_("The time to be spent is 1 to %(most)s seconds.") % {"most": LONGEST_STAY})
    return values


# --- what needs what -----------------------------------------------------------------------------
def let_activity_need(course: Course, activity: Activity, names: Sequence[str]) -> None:
    """Let an activity need those of its course with these UUIDs or asset ids, and no others. Under the course's lock.

    Raises `NotFound` for one that is not there, `Refused` for one that is retired, and for too many.
    """
    _check_number(names)
    needs = {_needed(course, name).pk for name in names}
    ActivityPrerequisite.objects.filter(activity=activity).exclude(needs__in=needs).delete()
    ActivityPrerequisite.objects.bulk_create(
        (ActivityPrerequisite(activity=activity, needs_id=key) for key in sorted(needs)), ignore_conflicts=True
    )


def let_course_need(course: Course, names: Sequence[str]) -> None:
    """Let a course need those with these UUIDs or asset ids, and no others. Under `lock_ways`.

    Raises `NotFound` for one that is not there, `Refused` for too many, and for courses that wait for each other.
    """
    _check_number(names)
    needs = {lookup.find_course(name).pk for name in names}
    CoursePrerequisite.objects.filter(course=course).exclude(needs__in=needs).delete()
    CoursePrerequisite.objects.bulk_create(
        (CoursePrerequisite(course=course, needs_id=key) for key in sorted(needs)), ignore_conflicts=True
    )
    require_way_to_courses()


def _check_number(names: Sequence[str]) -> None:
    if len(names) > MOST_PREREQUISITES:
        raise Refused(_("At most %(most)s can be needed.") % {"most": MOST_PREREQUISITES})


def _needed(course: Course, name: str) -> Activity:
    for found in lookup.named(course.activities.all(), name):
        if found.retired_at is None:
            return found
        raise Refused(_("“%(title)s” is retired, so nothing can need it.") % {"title": found.title})
    raise NotFound(_("No activity has the UUID or asset id “%(value)s”.") % {"value": name.strip()})


# --- whether everything can be reached -----------------------------------------------------------
def lock_ways() -> None:
    """Who changes what courses wait for waits for who is at it: the oldest course stands for all ways between them."""
    list(Course.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)[:1])


def require_way_through(course: Course) -> None:
    """Raise `Refused`, which names them, for activities of a course that wait for each other."""
    waits: dict[int, set[int]] = {}
    before: int | None = None
    activities = list(course.activities.filter(retired_at=None).order_by("position", "pk"))
    for each in activities:
        waits[each.pk] = {before} if course.sequential and before is not None else set()
        before = each.pk if each.required else before
    needed = ActivityPrerequisite.objects.filter(activity__in=waits, needs__in=waits)
    for activity, needs in needed.values_list("activity", "needs"):
        waits[activity].add(needs)
    _require_order(waits, {each.pk: each.title for each in activities})


def require_way_to_courses() -> None:
    """Raise `Refused` for courses that wait for each other, by themselves or in the order of a sequential program."""
    waits = _needs_of_courses()
    _require_order(waits)
    places = ProgramCourse.objects.filter(program__sequential=True).order_by("program", "position", "pk")
    by_program: dict[int, list[int]] = {}
    for program, course in places.values_list("program", "course"):
        by_program.setdefault(program, []).append(course)
    for courses in by_program.values():
        _require_order(_in_order(waits, courses))


def require_way_through_program(program: Program) -> None:
    """Raise `Refused` for courses that wait for each other in the order of a sequential program."""
    if program.sequential:
        lock_ways()
        places = ProgramCourse.objects.filter(program=program).order_by("position", "pk")
        _require_order(_in_order(_needs_of_courses(), places.values_list("course", flat=True)))


def _needs_of_courses() -> dict[int, set[int]]:
    waits: dict[int, set[int]] = {}
    for course, needs in CoursePrerequisite.objects.values_list("course", "needs"):
        waits.setdefault(course, set()).add(needs)
    return waits


def _in_order(waits: Mapping[int, set[int]], courses: Iterable[int]) -> dict[int, set[int]]:
    """Each course waits for the one before it, too."""
    found = {course: set(needs) for course, needs in waits.items()}
    for before, course in pairwise(courses):
        found.setdefault(course, set()).add(before)
    return found


def _require_order(waits: Mapping[int, set[int]], titles: Mapping[int, str] | None = None) -> None:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        around: list[int] = error.args[1]
        titles = titles or dict(Course.objects.filter(pk__in=around).values_list("pk", "title"))
        named = ", ".join(_("“%(title)s”") % {"title": titles[key]} for key in sorted(set(around)))
        raise Refused(_("These would wait for each other, and never open: %(titles)s.") % {"titles": named}) from error
