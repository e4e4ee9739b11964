"""Two years at Nordwerk: who was enrolled in what, and what came of it. No database here."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from milepost.demo.attempts import MOODS, Attempt, at_work, attempt, imported
from milepost.demo.courses import Outline
from milepost.demo.people import HISTORY_DAYS, KNOWN, Person
from milepost.demo.seed import chance

# How many of a hundred are enrolled in a course because of what they do.
BY_JOB: dict[str, dict[str, int]] = {
    "production": {"FS-101": 95, "MH-110": 80, "LT-230": 85, "HZ-310": 30, "DP-050": 25, "LS-015": 30},
    "yard": {"FL-204": 70, "FS-101": 95, "YL-120": 75, "MH-110": 70, "WH-215": 30, "SR-330": 50, "LS-015": 30},
    "laboratory": {"FS-101": 95, "HZ-310": 95, "SR-330": 80, "DP-050": 40, "FA-140": 20},
    "office": {"FS-101": 90, "DP-050": 95, "MH-110": 20, "FA-140": 15},
}
BY_TAG: dict[str, dict[str, int]] = {
    "forklift": {"FL-204": 100},
    "crane": {"WH-215": 70, "LT-230": 40},
    "first aider": {"FA-140": 100},
    "safety officer": {"FS-101": 100, "HZ-310": 90, "SR-330": 90, "WH-215": 60},
}
# When people begin to be enrolled in a program, in days from the beginning.
PROGRAM_STARTS = {"P-SAFETY": 300, "P-KASSEL": 1, "P-YARD": 430}

# The courses of each program, by asset ids.
Programs = dict[str, tuple[str, ...]]

_KNOWN = frozenset(login for _, login, _ in KNOWN)


@dataclass
class Enrolled:
    """A learner in a course, with the attempts made so far; all but the last are superseded."""

    person: Person
    outline: Outline
    enrolled_at: dt.datetime
    due_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    attempts: list[Attempt] = field(default_factory=list)


@dataclass
class Life:
    """What one learner went through. `programs`: asset id and moment of enrolment."""

    person: Person
    programs: list[tuple[str, dt.datetime]] = field(default_factory=list)
    enrolments: list[Enrolled] = field(default_factory=list)


@dataclass(frozen=True)
class Calendar:
    """The stretch of time that the history covers: from the first day to the beginning of `today`."""

    today: dt.date

    @property
    def start(self) -> dt.date:
        """The first day."""
        return self.today - dt.timedelta(days=HISTORY_DAYS)

    @property
    def end(self) -> dt.datetime:
        """The moment before which everything has happened: past in every time zone that calls it today."""
        return dt.datetime.combine(self.today, dt.time(), tzinfo=dt.UTC) - dt.timedelta(hours=14)

    def day(self, number: float) -> dt.date:
        """The day that many days after the first."""
        return self.start + dt.timedelta(days=int(number))


def lives(people: list[Person], courses: list[Outline], programs: Programs, today: dt.date) -> Iterator[Life]:
    """The history of each learner, up to the beginning of that day."""
    calendar = Calendar(today)
    by_asset = {course.asset_id: course for course in courses}
    for person in people:
        if person.role == "Learner":
            yield _life(person, by_asset, programs, calendar)


def _life(person: Person, courses: dict[str, Outline], programs: Programs, calendar: Calendar) -> Life:
    rng = chance(f"history of {person.login_id}")
    life = Life(person)
    wanted = _wanted(rng, person, is_new=person.joined > calendar.start)
    days = {asset: _day(rng, person, courses[asset].starts, calendar) for asset in wanted}
    for program in _programs(rng, person):
        day = _day(rng, person, PROGRAM_STARTS[program], calendar)
        if _is_there(person, day, calendar):
            life.programs.append((program, at_work(person.site, day, 7)))
            for asset in programs[program]:
                days[asset] = min(day, days.get(asset, day))
    for asset, day in sorted(days.items()):
        archived = courses[asset].archived
        if _is_there(person, day, calendar) and (archived is None or day < calendar.day(archived - 20)):
            life.enrolments.append(_enrolled(rng, person, courses[asset], day, calendar))
    return life


def _wanted(rng: random.Random, person: Person, *, is_new: bool) -> list[str]:
    """The courses that a learner's job and tags ask for."""
    shares = {"WN-010": 95 if is_new else 25}
    for table in (BY_JOB[person.job], *(BY_TAG.get(tag, {}) for tag in person.tags)):
        for asset, share in table.items():
            shares[asset] = max(share, shares.get(asset, 0))
    return [asset for asset, share in shares.items() if rng.random() * 100 < share]


def _programs(rng: random.Random, person: Person) -> list[str]:
    chosen = []
    if person.login_id in _KNOWN or ("forklift" in person.tags and rng.random() < 0.6):
        chosen.append("P-SAFETY")
    if person.site.name == "Werk Kassel" and rng.random() < 0.85:
        chosen.append("P-KASSEL")
    if person.job == "yard" and rng.random() < 0.4:
        chosen.append("P-YARD")
    return chosen


def _day(rng: random.Random, person: Person, starts: int, calendar: Calendar) -> dt.date:
    """The day of an enrolment: in the course's first weeks, or in the learner's own."""
    return max(calendar.day(starts + rng.randrange(60)), person.joined + dt.timedelta(days=rng.randrange(1, 12)))


def _is_there(person: Person, day: dt.date, calendar: Calendar) -> bool:
    return day < calendar.today - dt.timedelta(days=3) and (person.left is None or day < person.left)


def _enrolled(rng: random.Random, person: Person, outline: Outline, day: dt.date, calendar: Calendar) -> Enrolled:
    made = Enrolled(person, outline, at_work(person.site, day, 7.5))
    if rng.random() < 0.7:
        made.due_at = at_work(person.site, day + dt.timedelta(days=60), 18)
    until = _until(person, outline, calendar)
    leaves = at_work(person.site, day + dt.timedelta(days=rng.randrange(20, 200)), 17)
    if rng.random() < 0.015 and person.login_id not in _KNOWN and leaves < until:
        made.ended_at = until = leaves
    made.attempts = list(_attempts(rng, person, outline, day, until, calendar))
    return made


def _until(person: Person, outline: Outline, calendar: Calendar) -> dt.datetime:
    """When a learner's work in a course ends at the latest: when one of the two is no longer there, else now."""
    ends = [calendar.end]
    if person.left is not None:
        ends.append(at_work(person.site, person.left, 6))
    if outline.archived is not None:
        ends.append(at_work(person.site, calendar.day(outline.archived), 6))
    return min(ends)


def _attempts(
    rng: random.Random, person: Person, outline: Outline, day: dt.date, until: dt.datetime, calendar: Calendar
) -> Iterator[Attempt]:
    """One attempt after the other, as long as one was completed and the course is to be renewed."""
    last = _first(rng, person, outline, day, until, calendar)
    while last is not None:
        again = None
        if outline.renewed is not None and last.completed_at is not None and rng.random() < 0.88:
            due = last.completed_at.date() + dt.timedelta(days=outline.renewed + rng.randrange(-20, 25))
            due = max(due, day + dt.timedelta(days=4))
            again = attempt(rng, outline, person.site, due, until, _mood(rng, person))
        if again is not None:
            last.superseded_at = again.opened_at
        yield last
        last = again


def _first(
    rng: random.Random, person: Person, outline: Outline, day: dt.date, until: dt.datetime, calendar: Calendar
) -> Attempt | None:
    is_new = person.joined > calendar.start
    if outline.asset_id == "FS-101" and not is_new and rng.random() < 0.12:
        known_since = at_work(person.site, day, 7.6)
        earlier = calendar.start - dt.timedelta(days=rng.randrange(20, 330))
        return imported(rng, outline, at_work(person.site, earlier, rng.uniform(8, 15)), known_since)
    if rng.random() < 0.1 and person.login_id not in _KNOWN:
        return None
    begins = day + dt.timedelta(days=int(rng.expovariate(1 / 18)))
    return attempt(rng, outline, person.site, begins, until, _mood(rng, person))


def _mood(rng: random.Random, person: Person) -> str:
    if person.login_id in _KNOWN:
        return "finish"
    [mood] = rng.choices(list(MOODS), list(MOODS.values()))
    return mood
