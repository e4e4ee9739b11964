"""What has happened, as the model remembers it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from tests.model.items import Item, Operation
from tests.model.records import Enrolment, Record
from tests.model.world import BEGINNING, Activity, Course, Program, World


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the ledger, with both clocks (R47): when it was true, and when Milepost learnt of it.

    `record` is the number of the record; of an erase, which concerns them all, none is named.
    """

    kind: str
    learner: str
    course: str
    activity: str
    record: int | None
    occurred_at: dt.datetime | None
    recorded_at: dt.datetime

    @property
    def tells_of_an_erase(self) -> bool:
        """Nothing is left to be forgotten."""
        return self.kind in ("erased", "progress.erased")


@dataclass(slots=True, repr=False, eq=False)
class Session:
    """One launch of the player on one record."""

    learner: str
    course: str
    record: Record
    started_at: dt.datetime
    is_closed: bool = False
    is_forgotten: bool = False
    late_commits: Counter[str] = field(default_factory=Counter)

    @property
    def is_open(self) -> bool:
        return not self.is_closed and self.record.is_current

    def __repr__(self) -> str:
        return f"session of {self.learner} in {self.course} on record {self.record.number}"


@dataclass
class Facts:
    """Everything that the model knows."""

    now: dt.datetime
    courses: dict[str, Course]
    programs: dict[str, Program]
    enrolments: dict[tuple[str, str], Enrolment] = field(default_factory=dict)
    program_enrolments: dict[tuple[str, str], Enrolment] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    holds: list[tuple[str, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    applied: int = 0

    def enrolment(self, learner: str, course: str) -> Enrolment | None:
        """The enrolment, unless it has ended."""
        found = self.enrolments.get((learner, course))
        return None if found is None or found.has_ended else found

    def has_been_enrolled(self, item: Item) -> bool:
        """Whether there is an enrolment for the item, even if it has ended."""
        if item.kind == "program":
            return (item.learner, item.content) in self.program_enrolments
        return (item.learner, item.course) in self.enrolments

    def program_enrolment(self, learner: str, program: str) -> Enrolment | None:
        """The enrolment in a program, unless it has ended."""
        found = self.program_enrolments.get((learner, program))
        return None if found is None or found.has_ended else found

    def current(self, learner: str, course: str) -> Record | None:
        """The current record of a learner in a course."""
        found = self.enrolments.get((learner, course))
        return found.current if found else None

    def has_launched_since(self, learner: str, courses: Collection[str], moment: dt.datetime) -> bool:
        """Whether a learner has launched one of the courses since; a session that is forgotten tells nothing."""
        mine = (each for each in self.sessions if each.learner == learner and each.course in courses)
        return any(each.started_at >= moment and not each.is_forgotten for each in mine)

    def activity(self, course: str, activity: str) -> Activity:
        """An activity by its keys."""
        return self.courses[course].activity(activity)

    def tell(
        self,
        kind: str,
        learner: str,
        course: str,
        record: Record | None = None,
        activity: str = "",
        occurred_at: dt.datetime | None = None,
    ) -> None:
        """Write an event; it is true from now on unless another moment is given."""
        number = record.number if record else None
        self.events.append(Event(kind, learner, course, activity, number, occurred_at or self.now, self.now))

    def forget(self, events: Collection[Event]) -> None:
        """Redact events: that there was something, and where, is all that is left of them (R3)."""
        forgotten = set(events)
        self.events = [
            replace(each, kind="erased", occurred_at=None, recorded_at=self.now) if each in forgotten else each
            for each in self.events
        ]


def beginning(world: World) -> Facts:
    """The facts before anybody has done anything."""
    return Facts(
        now=BEGINNING,
        courses={course.key: course for course in world.courses},
        programs={program.key: program for program in world.programs},
    )
