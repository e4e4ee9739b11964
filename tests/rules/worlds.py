"""Small random worlds, rules about them, and what each rule means in plain Python.

A rule is drawn as a pair: its text, and a function that says of one person whether it holds. The function looks at
local calendar days of plain objects; it shares nothing with the SQL.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from milepost.catalog.models import Course, Program
from milepost.people.models import Group, Role, Tag, User
from milepost.records.models import (
    ActivityRecord,
    CourseRecord,
    Enrolment,
    ProgramEnrolment,
    ProgramRecord,
)
from tests.support.world import activity, course

ZONE = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2025, 3, 31, 12, 0, tzinfo=ZONE)  # the day before has 23 hours
TAGS, GROUPS, ROLES = ("New hires", "active"), ("Site 7", "Süd"), ("Learner", "Reporter")
COURSES, PROGRAMS = ("SAFETY", "FIRE-2"), ("onboarding",)
# The last day that is longer ago than that, by hand.
AGO = {
    "more than 1 day ago": dt.date(2025, 3, 29),
    "more than 30 days ago": dt.date(2025, 2, 28),
    "more than 1 month ago": dt.date(2025, 2, 27),
    "more than 13 months ago": dt.date(2024, 2, 28),
    "more than 1 year ago": dt.date(2024, 3, 30),
}
DAYS = sorted({*AGO.values(), dt.date(2024, 2, 29), dt.date(2025, 3, 30), dt.date(2025, 3, 31)})
COMPLETE = ("completed", "passed")


# --- people ---------------------------------------------------------------------------------------
@dataclass
class Attempt:
    """A learning record; `work`: status and score of the one activity of its course, if there is any."""

    status: str
    score: float | None
    completed_at: dt.datetime | None
    fate: str = ""  # voided or erased; superseded is every one but the last
    work: tuple[str, float | None] | None = None


@dataclass
class Place:
    """An enrolment. `latest`: whether the last attempt is current."""

    enrolled_at: dt.datetime | None
    ended: bool
    due_at: dt.datetime | None
    attempts: list[Attempt]
    latest: bool

    @property
    def current(self) -> Attempt | None:
        standing = self.attempts[-1:] if self.latest else []
        return next((attempt for attempt in standing if not attempt.fate), None)


@dataclass
class Person:
    login_id: str
    active: bool
    role: str | None
    tags: set[str]
    groups: set[str]
    places: dict[tuple[str, str], Place] = field(default_factory=dict)


# Moments at and around the beginnings of local days.
_STEPS = (dt.timedelta(microseconds=-1), dt.timedelta(), dt.timedelta(microseconds=1), dt.timedelta(hours=15))
MOMENTS = [
    dt.datetime.combine(day, dt.time(), tzinfo=ZONE).astimezone(dt.UTC) + step
    for day in [*DAYS, DAYS[-1] + dt.timedelta(days=1)]
    for step in _STEPS
]
_moments = st.sampled_from(MOMENTS)
_scores = st.none() | st.sampled_from((0.0, 49.5, 50.0, 50.01, 100.0))


@st.composite
def _attempt(draw: st.DrawFn, in_course: bool) -> Attempt:
    fate = draw(st.sampled_from(("", "", "", "", "voided", "erased")))
    if fate == "erased":
        return Attempt("erased", None, None, fate)
    status = draw(st.sampled_from(("started", "active", "failed", *COMPLETE)))
    completed_at = draw(_moments) if status in COMPLETE else None
    work = st.none() | st.tuples(st.sampled_from(("started", "active", "failed", *COMPLETE)), _scores)
    return Attempt(status, draw(_scores), completed_at, fate, draw(work) if in_course else None)


def _place(in_course: bool) -> st.SearchStrategy[Place]:
    return st.builds(
        Place,
        enrolled_at=st.none() | _moments,
        ended=st.sampled_from((False, False, True)),
        due_at=st.none() | _moments | st.sampled_from([NOW, NOW + dt.timedelta(days=1)]),
        attempts=st.lists(_attempt(in_course), max_size=3),
        latest=st.sampled_from((True, True, False)),
    )


_PLACES = [("course", code) for code in COURSES] + [("program", code) for code in PROGRAMS]

people = st.lists(
    st.builds(
        Person,
        login_id=st.just(""),
        active=st.booleans(),
        role=st.none() | st.sampled_from(ROLES),
        tags=st.sets(st.sampled_from(TAGS)),
        groups=st.sets(st.sampled_from(GROUPS)),
        places=st.fixed_dictionaries({}, optional={key: _place(key[0] == "course") for key in _PLACES}),
    ),
    min_size=1,
    max_size=6,
).map(lambda found: [_named(person, number) for number, person in enumerate(found)])


def _named(person: Person, number: int) -> Person:
    person.login_id = f"p{number}"
    return person


# --- rules ----------------------------------------------------------------------------------------
Holds = Callable[[Person], bool]
Drawn = tuple[str, Holds]


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZONE).date()


Within = Callable[[dt.datetime], bool]


def _times() -> Iterator[tuple[str, Within]]:
    """Every way to name a span of time with the days above, and whether a moment lies in it."""
    for day in DAYS:
        yield f"before {day}", lambda moment, day=day: _day(moment) < day
        yield f"after {day}", lambda moment, day=day: _day(moment) > day
        yield f"on {day}", lambda moment, day=day: _day(moment) == day
        for last in DAYS:
            if day <= last:
                yield f"between {day} and {last}", lambda moment, day=day, last=last: day <= _day(moment) <= last
    for words, last in AGO.items():
        yield words, lambda moment, last=last: _day(moment) <= last


TIMES = list(_times())
_when = st.sampled_from([("", lambda moment: True), *TIMES])


@st.composite
def _enrolled(draw: st.DrawFn) -> Drawn:
    (kind, code), (words, within) = draw(st.sampled_from(_PLACES)), draw(_when)

    def holds(person: Person) -> bool:
        place = person.places.get((kind, code))
        if place is None or place.ended:
            return False
        return not words or (place.enrolled_at is not None and within(place.enrolled_at))

    return draw(st.sampled_from((f"enrolled in {kind} {code} {words}", f"{kind} {code} enrolled {words}"))), holds


@st.composite
def _completed(draw: st.DrawFn) -> Drawn:
    (kind, code), (words, within) = draw(st.sampled_from(_PLACES)), draw(_when)
    currently = draw(st.booleans())

    def holds(person: Person) -> bool:
        place = person.places.get((kind, code))
        if place is None:
            return False
        counted = [place.current] if currently else [attempt for attempt in place.attempts if not attempt.fate]
        return any(
            each is not None and each.completed_at is not None and within(each.completed_at) for each in counted
        )

    return f"{kind} {code} {'currently ' if currently else ''}completed {words}", holds


def _stands(place: Place | None, word: str, status: str | None) -> bool:
    """`status`: of the current record or of the work in it; None if there is no current record."""
    if place is None:
        return False
    if word == "not started":
        return not place.ended and status in (None, "not_started", "started")
    if word == "overdue":
        return not place.ended and place.due_at is not None and place.due_at < NOW and status not in COMPLETE
    return status in {"in progress": ("active",), "completed": COMPLETE, "failed": ("failed",)}[word]


@st.composite
def _standing(draw: st.DrawFn) -> Drawn:
    kind, code = draw(st.sampled_from(_PLACES))
    word = draw(st.sampled_from(("not started", "in progress", "completed", "failed", "overdue")))

    def holds(person: Person) -> bool:
        place = person.places.get((kind, code))
        current = place.current if place else None
        return _stands(place, word, current.status if current else None)

    return f"{kind} {code} is {word}", holds


@st.composite
def _standing_of_activity(draw: st.DrawFn) -> Drawn:
    code = draw(st.sampled_from(COURSES))
    word = draw(st.sampled_from(("not started", "in progress", "completed", "failed")))

    def holds(person: Person) -> bool:
        place = person.places.get(("course", code))
        current = place.current if place else None
        return _stands(place, word, (current.work[0] if current.work else "not_started") if current else None)

    return f"activity {code}/exam is {word}", holds


@st.composite
def _scored(draw: st.DrawFn) -> Drawn:
    kind, code = draw(st.sampled_from(_PLACES))
    side, number = draw(st.sampled_from(("below", "above"))), draw(st.sampled_from(("0", "49.5", "50", "99.99")))
    of_activity = kind == "course" and draw(st.booleans())

    def holds(person: Person) -> bool:
        place = person.places.get((kind, code))
        current = place.current if place else None
        if current is None:
            return False
        score = (current.work[1] if current.work else None) if of_activity else current.score
        return score is not None and (score < float(number) if side == "below" else score > float(number))

    return f"{f'activity {code}/exam' if of_activity else f'{kind} {code}'} score {side} {number}", holds


def _simple() -> st.SearchStrategy[Drawn]:
    found: list[Drawn] = [("active", lambda p: p.active), ("deactivated", lambda p: not p.active)]
    found += [(f'tag "{name}"', lambda p, name=name: name in p.tags) for name in TAGS]
    found += [(f"GROUP “{name}”", lambda p, name=name: name in p.groups) for name in GROUPS]
    found += [(f"role {name}", lambda p, name=name: p.role == name) for name in ROLES]
    found += [("learner p0", lambda p: p.login_id == "p0")]
    return st.sampled_from(found)


def _joined(inner: st.SearchStrategy[Drawn]) -> st.SearchStrategy[Drawn]:
    return (
        st.builds(lambda a: (f"not ({a[0]})", lambda p: not a[1](p)), inner)
        | st.builds(lambda a, b: (f"({a[0]}) and ({b[0]})", lambda p: a[1](p) and b[1](p)), inner, inner)
        | st.builds(lambda a, b: (f"({a[0]}) OR ({b[0]})", lambda p: a[1](p) or b[1](p)), inner, inner)
    )


predicates = _simple() | _enrolled() | _completed() | _standing() | _standing_of_activity() | _scored()
rules = st.recursive(predicates, _joined, max_leaves=6)


# --- into the database ----------------------------------------------------------------------------
def furnish() -> None:
    """What every world has: tags, groups, courses with one activity each, a program."""
    for name in TAGS:
        Tag.objects.create(name=name)
    for name in GROUPS:
        Group.objects.create(name=name)
    for code in COURSES:
        activity(course(code, activities=[]), "exam", asset_id="exam")
    for code in PROGRAMS:
        Program.objects.create(asset_id=code, title=code.title())


def write(world: Sequence[Person]) -> None:
    """The people of a world and what they did."""
    roles = {role.name: role for role in Role.objects.all()}
    tags = {tag.name: tag for tag in Tag.objects.all()}
    groups = {group.name: group for group in Group.objects.all()}
    for person in world:
        role = roles[person.role] if person.role else None
        user = User.objects.create(login_id=person.login_id, role=role, is_active=person.active, password="!")
        user.tags.set(tags[name] for name in person.tags)
        user.groups.set(groups[name] for name in person.groups)
        for (kind, code), place in person.places.items():
            _write_place(user, kind, code, place)


def _write_place(user: User, kind: str, code: str, place: Place) -> None:
    content = (Course if kind == "course" else Program).objects.get(asset_id=code)
    owners = {"user_id": user.pk, kind: content}
    enrolment = (Enrolment if kind == "course" else ProgramEnrolment).objects.create(
        enrolled_at=place.enrolled_at, ended_at=NOW if place.ended else None, due_at=place.due_at, **owners
    )
    for number, attempt in enumerate(place.attempts, start=1):
        last = number == len(place.attempts) and place.latest
        record = (CourseRecord if kind == "course" else ProgramRecord).objects.create(
            enrolment=enrolment,
            number=number,
            opened_by="launch",
            status=attempt.status,
            score=attempt.score,
            completed_at=attempt.completed_at,
            completed_by="rule" if attempt.completed_at else "",
            superseded_at=None if last or attempt.fate == "voided" else NOW,
            voided_at=NOW if attempt.fate == "voided" else None,
            erased_at=NOW if attempt.fate == "erased" else None,
            **owners,
        )
        if attempt.work is not None:
            status, score = attempt.work
            ActivityRecord.objects.create(
                record=record, activity=content.activities.get(), status=status, score=score, completed_by=""
            )
