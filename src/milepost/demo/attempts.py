"""One attempt at a course, as a learner makes it: lesson after lesson, over days. No database here.

What an attempt amounts to is rolled up by the same rules as a commit's (`records/sql/learner.sql`).
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from milepost.catalog.models import ActivityKind
from milepost.demo.courses import Lesson, Outline
from milepost.demo.people import Site
from milepost.records.models import CompletedBy, OpenedBy, Status

COMPLETE = (Status.COMPLETED, Status.PASSED)

# How a learner goes about it, and how many of a hundred do: to the end; somewhere stuck; down at a test; only a look.
MOODS = {"finish": 83, "stop": 10, "fail": 5, "look": 2}


@dataclass
class Work:
    """What was done in one lesson. `progress` and `score` in per cent, `seconds` of time spent."""

    lesson: Lesson
    started_at: dt.datetime | None
    changed_at: dt.datetime
    seconds: int
    status: str
    progress: float
    score: float | None = None
    completed_at: dt.datetime | None = None


@dataclass
class Attempt:
    """One learning record in the making. `sessions`: when the player was opened and closed."""

    opened_at: dt.datetime | None
    opened_by: str = OpenedBy.LAUNCH
    works: list[Work] = field(default_factory=list)
    sessions: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)
    status: str = Status.STARTED
    progress: float = 0.0
    success: str = ""
    score: float | None = None
    completed_at: dt.datetime | None = None
    completed_by: str = ""
    superseded_at: dt.datetime | None = None


def at_work(site: Site, day: dt.date, hour: float) -> dt.datetime:
    """A moment of a working day at a site, in UTC; a weekend becomes the Monday after it."""
    if day.weekday() >= 5:
        day += dt.timedelta(days=7 - day.weekday())
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    return midnight + dt.timedelta(seconds=round((hour - site.utc_offset) * 3600))


def attempt(
    rng: random.Random, outline: Outline, site: Site, day: dt.date, until: dt.datetime, mood: str
) -> Attempt | None:
    """An attempt begun on a day and cut off at `until`; None if it would only begin after that."""
    moment = at_work(site, day, rng.uniform(8, 15))
    if moment >= until:
        return None
    made = Attempt(opened_at=moment)
    began = moment
    lessons = outline.lessons
    stuck_at = rng.randrange(len(lessons)) if mood == "stop" else None
    for place, lesson in enumerate([] if mood == "look" else lessons):
        if not lesson.required and rng.random() < 0.6:
            continue
        if rng.random() < 0.3 and moment > began:
            made.sessions.append((began, moment))
            pause = dt.timedelta(days=1 + int(rng.expovariate(0.2)))
            began = moment = at_work(site, moment.date() + pause, rng.uniform(8, 15))
        work = _work(rng, lesson, moment, fails=mood == "fail", stuck=place == stuck_at)
        if work.changed_at >= until:
            break
        made.works.append(work)
        moment = work.changed_at
        if work.status not in COMPLETE:
            break
        moment += dt.timedelta(seconds=rng.randrange(5, 40))
    if began < until:
        made.sessions.append((began, min(moment + dt.timedelta(seconds=20), until)))
    roll_up(made, outline)
    return made


def imported(rng: random.Random, outline: Outline, moment: dt.datetime, known_since: dt.datetime) -> Attempt:
    """A completion that was brought in from the system before: its date and the results of its tests are known."""
    made = Attempt(opened_at=None, opened_by=OpenedBy.IMPORT)
    for lesson in outline.lessons:
        if lesson.kind == ActivityKind.EXAM:
            seconds, mark = round(lesson.minutes * 60), _mark(rng, lesson)
            made.works.append(Work(lesson, None, known_since, seconds, Status.COMPLETED, 100.0, mark, moment))
    made.status, made.progress, made.score = Status.COMPLETED, 100.0, _weighted(made.works)
    made.completed_at, made.completed_by = moment, CompletedBy.IMPORT
    return made


def _work(rng: random.Random, lesson: Lesson, began: dt.datetime, *, fails: bool, stuck: bool) -> Work:
    seconds = round(lesson.minutes * 60 * rng.uniform(0.7, 1.5))
    if stuck:
        seconds //= 3
        done = float(rng.randrange(5, 60, 5))
        return Work(lesson, began, began + dt.timedelta(seconds=seconds), seconds, Status.ACTIVE, done)
    ended = began + dt.timedelta(seconds=seconds)
    if lesson.pass_mark is None:
        score = 100.0 if lesson.kind == ActivityKind.CERTIFICATE else None
        return Work(lesson, began, ended, seconds, Status.COMPLETED, 100.0, score, ended)
    if fails and lesson.weight > 0:
        score = float(rng.randrange(int(lesson.pass_mark) - 35, int(lesson.pass_mark)))
        return Work(lesson, began, ended, seconds, Status.FAILED, 50.0, score)
    return Work(lesson, began, ended, seconds, Status.PASSED, 100.0, _mark(rng, lesson), ended)


def _mark(rng: random.Random, lesson: Lesson) -> float:
    """A passing score: most lie in the eighties."""
    return float(min(100, max(round(lesson.pass_mark or 0), round(rng.gauss(83, 8)))))


def roll_up(made: Attempt, outline: Outline) -> None:
    """Status, progress and score of the record, from the work in it."""
    required = sum(lesson.required for lesson in outline.lessons)
    counted = [work for work in made.works if work.lesson.required]
    done = [work.completed_at for work in counted if work.completed_at is not None]
    passed = any(work.status == Status.PASSED for work in made.works)
    made.progress = sum(work.progress for work in counted) / required
    made.score = _weighted(made.works)
    if len(done) == required:
        made.status = Status.PASSED if passed else Status.COMPLETED
        made.success = "passed" if passed else ""
        made.completed_at, made.completed_by = max(done), CompletedBy.RULE
    elif any(work.status == Status.FAILED for work in counted):
        made.status, made.success = Status.FAILED, "failed"
    elif made.works:
        made.status = Status.ACTIVE


def _weighted(works: list[Work]) -> float | None:
    """The mean of the scores by weight; none where nothing is weighed."""
    marks = [(work.lesson.weight, work.score) for work in works if work.score is not None]
    weight = sum(share for share, _ in marks)
    return sum(share * score for share, score in marks) / weight if weight > 0 else None
