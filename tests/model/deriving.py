"""From facts to states: what is shown of an activity, what the works in a record amount to."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tests.model.records import Record, State, Waiver
from tests.model.world import Activity, Course


@dataclass(frozen=True, slots=True)
class Shown:
    """What people see of one activity in one record."""

    status: str = "not_started"
    score: float | None = None
    progress: float = 0.0
    seconds: int = 0
    manually: bool = False
    completed_at: dt.datetime | None = None


def is_covered(activity: Activity, record: Record) -> bool:
    """Whether a mark of the whole course covers the activity: it existed, is in use, and is not legacy (R20, R23)."""
    return (
        record.waiver is not None
        and activity.retired_at is None
        and activity.created_at <= record.waiver.at
        and not activity.is_passed_over
    )


def is_spoken_for(activity: Activity, record: Record) -> bool:
    """Whether a mark of the whole course says how an activity is shown: it was not complete by then (R20, R22)."""
    if not is_covered(activity, record):
        return False
    work = record.work_in(activity.key)
    own = work.shown if work else None
    return own is None or not own.is_complete or own.completed_at > record.waiver.at


def shown(activity: Activity, record: Record) -> Shown:
    """The state of an activity as it is shown in a record (R20 to R22)."""
    work = record.work_in(activity.key)
    own = work.shown if work else None
    seconds = work.seconds if work else 0
    if work and work.waiver:
        seconds += work.waiver.seconds or 0
    if is_spoken_for(activity, record):
        mark = record.waiver.state
        return Shown(
            "completed", activity.score_by_mark, 100.0, seconds, mark.completed_by == "staff", mark.completed_at
        )
    if own is None:
        return Shown(seconds=seconds)
    return Shown(own.status, own.score, own.progress, seconds, own.completed_by == "staff", own.completed_at)


def spelled_out(activity: Activity, record: Record) -> Waiver | None:
    """What the mark of the whole course says of one activity, as a mark of its own; None if it says nothing."""
    if not is_spoken_for(activity, record):
        return None
    work = record.work_in(activity.key)
    if work is not None and work.waiver is not None:
        return None
    return replace(record.waiver, state=replace(record.waiver.state, score=activity.score_by_mark), seconds=None)


def mean(pairs: Iterable[tuple[float | None, float]]) -> float | None:
    """The weighted mean of scores, given with their weights; those without a score are passed over."""
    known = [(score, weight) for score, weight in pairs if score is not None]
    total = sum(weight for _, weight in known)
    return sum(score * weight for score, weight in known) / total if total > 0 else None


def marked_score(course: Course, record: Record) -> float | None:
    """The score of a marked course: the mean of what its activities then show."""
    return mean((shown(activity, record).score, activity.weight) for activity in course.in_use)


def rolled_up(course: Course, record: Record) -> State:
    """What the works in a record amount to, marks of single activities included, the course's own mark not.

    It is complete from the latest of its required activities' dates.
    """
    states = {activity: record.work_in(activity.key) for activity in course.in_use}
    works = {activity: work.shown for activity, work in states.items() if work and work.shown}
    required = [works.get(activity) for activity in course.in_use if activity.required]
    score = mean((state.score, activity.weight) for activity, state in works.items())
    progress = sum(state.progress for state in required if state) / len(required) if required else 0.0
    if required and all(state and state.is_complete for state in required):
        passed = any(state.status == "passed" for state in works.values())
        at = max(state.completed_at for state in required)
        return State("passed" if passed else "completed", progress, score, at, "rule")
    if any(state and state.status == "failed" for state in required):
        return State("failed", progress, score)
    return State("active" if works else "started", progress, score)
