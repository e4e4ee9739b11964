"""The little world of the model: who there is, and what can be learnt. Nothing here changes; the model copies it."""

import datetime as dt
from dataclasses import dataclass, field

LONG_AGO = dt.datetime(2024, 3, 1, 9, 0, tzinfo=dt.UTC)
# When the first action of each run takes place.
BEGINNING = dt.datetime(2025, 6, 2, 8, 0, tzinfo=dt.UTC)

SCORED_BY_MARK = frozenset({"form", "exam", "certificate"})


@dataclass(frozen=True, slots=True)
class Learner:
    """A person; `is_active` is False for somebody deactivated (R41)."""

    key: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing to do. `key` is its asset id, unique in the whole little world."""

    key: str
    kind: str = "page"
    required: bool = True
    weight: float = 1.0
    legacy: bool = False
    created_at: dt.datetime = LONG_AGO
    retired_at: dt.datetime | None = None
    opens_on: dt.date | None = None

    def is_locked(self, now: dt.datetime) -> bool:
        """Learners cannot open it before its day; commands do not ask (R26)."""
        return self.opens_on is not None and now.date() < self.opens_on

    @property
    def is_passed_over(self) -> bool:
        """Legacy activities are, legacy e-books are not (R23)."""
        return self.legacy and self.kind != "ebook"

    @property
    def score_by_mark(self) -> float | None:
        """The score that a mark gives (R20)."""
        return 100.0 if self.kind in SCORED_BY_MARK else None


@dataclass(frozen=True, slots=True)
class Course:
    """A course; `policy` is empty where the organisation's holds (R1)."""

    key: str
    activities: tuple[Activity, ...] = ()
    policy: str = ""
    is_archived: bool = False

    def activity(self, key: str) -> Activity:
        """The activity with that key. Raises `KeyError`."""
        return {each.key: each for each in self.activities}[key]

    @property
    def in_use(self) -> tuple[Activity, ...]:
        """The activities that are not retired."""
        return tuple(each for each in self.activities if each.retired_at is None)


@dataclass(frozen=True, slots=True)
class Program:
    """An ordered list of courses."""

    key: str
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything there is before anybody does anything."""

    learners: tuple[Learner, ...]
    courses: tuple[Course, ...]
    programs: tuple[Program, ...] = field(default=())

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every learner with every course."""
        return [(learner.key, course.key) for learner in self.learners for course in self.courses]


WORLD = World(
    learners=(Learner("ada"), Learner("bob"), Learner("eve", is_active=False)),
    courses=(
        Course(
            "safety",
            (
                Activity("intro", "page", weight=0.0),
                Activity("test", "exam", weight=3.0),
                Activity("survey", "form", required=False),
                Activity("essay", "assignment"),
            ),
        ),
        Course("relics", (Activity("old-page", legacy=True), Activity("old-book", "ebook", legacy=True))),
        Course(
            "mixed",
            (
                Activity("relic", "page", legacy=True),
                Activity("film", "video"),
                Activity("proof", "certificate"),
                Activity("notes", "page", required=False),
            ),
            policy="erase",
        ),
        Course("short", (Activity("quiz", "exam"),)),
        Course("empty"),
        Course("closed", (Activity("gone"),), is_archived=True),
    ),
    programs=(Program("basics", ("safety", "short")), Program("everything", ("short", "mixed", "empty"))),
)
