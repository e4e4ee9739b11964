"""How far somebody is, in the order in which a learner asks: what now, what else, what is done. No database here."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from milepost.progress.notices import Told
from milepost.records.reading import NOT_STARTED, RESTARTED, ActivityProgress, CourseProgress, State, Tree

COMPLETE = ("completed", "passed")


@dataclass(frozen=True, slots=True)
class Course:
    """A course as its learner meets it.

    `notice`: the reset that has to be acknowledged first. `programs`: the titles of the programs that it is part of.
    """

    progress: CourseProgress
    notice: Told | None
    programs: tuple[str, ...]
    now: dt.datetime

    @property
    def state(self) -> State:
        """Its state; while a reset waits to be acknowledged it reads Restarted (R12)."""
        if self.notice and self.progress.state.status == NOT_STARTED:
            return replace(self.progress.state, status=RESTARTED)
        return self.progress.state

    @property
    def is_complete(self) -> bool:
        """Nothing is left to do."""
        return self.state.status in COMPLETE and self.notice is None

    @property
    def is_begun(self) -> bool:
        """There is something to continue."""
        return not self.is_complete and self.notice is None and self.state.status not in (NOT_STARTED, RESTARTED)

    @property
    def is_overdue(self) -> bool:
        """The day has passed on which it was due."""
        return not self.is_complete and self.progress.due_at is not None and self.progress.due_at < self.now

    @property
    def done(self) -> int:
        """How many of its activities are complete."""
        return sum(activity.state.status in COMPLETE for activity in self.progress.activities)

    @property
    def next(self) -> ActivityProgress | None:
        """The activity to go on with: the first that is open and not complete, else the first that is open."""
        unlocked = [activity for activity in self.progress.activities if not activity.state.locked]
        to_do = (activity for activity in unlocked if activity.state.status not in COMPLETE)
        return next(to_do, unlocked[0] if unlocked else None)


@dataclass(frozen=True, slots=True)
class Overview:
    """All courses of a learner in three lists. `to_do` is ordered by when it is due, what has no date last."""

    in_progress: list[Course] = field(default_factory=list)
    to_do: list[Course] = field(default_factory=list)
    completed: list[Course] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing is assigned."""
        return not (self.in_progress or self.to_do or self.completed)


def overview(tree: Tree, notices: Mapping[uuid.UUID, Told], now: dt.datetime) -> Overview:
    """The lists. A course of several programs is there once."""
    found = Overview()
    for course in sorted(courses(tree, notices, now), key=_urgency):
        if course.is_complete:
            found.completed.append(course)
        elif course.is_begun:
            found.in_progress.append(course)
        else:
            found.to_do.append(course)
    found.completed.sort(key=_recency, reverse=True)
    return found


def courses(tree: Tree, notices: Mapping[uuid.UUID, Told], now: dt.datetime) -> list[Course]:
    """Each course once, with the programs that it is part of."""
    progress: dict[uuid.UUID, CourseProgress] = {}
    programs: dict[uuid.UUID, list[str]] = {}
    for title, parts in [("", tree.courses), *((program.title, program.courses) for program in tree.programs)]:
        _add(progress, programs, title, parts)
    return [Course(each, notices.get(key), tuple(programs[key]), now) for key, each in progress.items()]


def _add(
    progress: dict[uuid.UUID, CourseProgress],
    programs: dict[uuid.UUID, list[str]],
    title: str,
    parts: Iterable[CourseProgress],
) -> None:
    for part in parts:
        progress.setdefault(part.uuid, part)
        named = programs.setdefault(part.uuid, [])
        if title:
            named.append(title)


def _urgency(course: Course) -> tuple[bool, bool, float, str]:
    due = course.progress.due_at
    return (course.notice is None, due is None, due.timestamp() if due else 0.0, course.progress.title.casefold())


def _recency(course: Course) -> float:
    return course.state.completed_at.timestamp() if course.state.completed_at else 0.0
