"""What has happened, as the model remembers it. States are derived from these facts (deriving.py), never stored.

Compared with the database the model thinks the other way round: a record holds what the learner's own work amounts to
(`own`) and, beside it, the mark (`waiver`), and what is shown is worked out when somebody asks.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from tests.model.world import BEGINNING, Activity, Course, Program, World

COMPLETE = frozenset({"completed", "passed"})


@dataclass(frozen=True, slots=True)
class State:
    """How far something is: a course, an activity or a program."""

    status: str = "started"
    progress: float = 0.0
    score: float | None = None
    completed_at: dt.datetime | None = None
    completed_by: str = ""

    @property
    def is_complete(self) -> bool:
        return self.status in COMPLETE


@dataclass(frozen=True, slots=True)
class Waiver:
    """A mark: by which operation, when it was recorded, and what it says."""

    operation: int
    at: dt.datetime
    state: State


@dataclass(slots=True)
class Closing:
    """A record was superseded: by an operation, or (None) by a launch with the restart setting."""

    operation: int | None
    at: dt.datetime
    acknowledged: bool = False


@dataclass(slots=True)
class Work:
    """An activity record. `own` is None where a mark made the row and nobody has worked in it."""

    activity: str
    number: int
    own: State | None = None
    seconds: int = 0
    waiver: Waiver | None = None
    superseded_by: int | None = None
    is_voided: bool = False
    is_carried: bool = False

    @property
    def is_current(self) -> bool:
        return self.superseded_by is None and not self.is_voided

    @property
    def shown(self) -> State | None:
        """What the row itself says, its own mark included."""
        return self.waiver.state if self.waiver else self.own


@dataclass(slots=True)
class Record:
    """A learning record of a course or of a program: attempt `number`."""

    number: int
    opened_by: str
    opened_at: dt.datetime
    own: State = field(default_factory=State)
    waiver: Waiver | None = None
    closing: Closing | None = None
    is_voided: bool = False
    erased_by: int | None = None
    works: list[Work] = field(default_factory=list)
    has_been_launched: bool = False

    @property
    def is_current(self) -> bool:
        return self.closing is None and not self.is_voided

    @property
    def shown(self) -> State:
        """What people see: the mark, else what the learner's own work amounts to."""
        if self.erased_by is not None:
            return State("erased")
        return self.waiver.state if self.waiver else self.own

    def work_in(self, activity: str) -> Work | None:
        """The activity record that a commit writes into."""
        return next((work for work in self.works if work.activity == activity and work.is_current), None)

    def next_work(self, activity: str) -> Work:
        """A new activity record with the next number."""
        work = Work(activity, 1 + max((w.number for w in self.works if w.activity == activity), default=0))
        self.works.append(work)
        return work


@dataclass(slots=True)
class Enrolment:
    """A learner in a course or in a program, with the records."""

    restarts: bool = False
    has_ended: bool = False
    enrolled_by: int | None = None
    records: list[Record] = field(default_factory=list)

    @property
    def current(self) -> Record | None:
        """The one record that is neither superseded nor voided."""
        return next((record for record in self.records if record.is_current), None)

    @property
    def standing(self) -> list[Record]:
        """The records that no undo has taken back, by number."""
        return [record for record in self.records if not record.is_voided]

    @property
    def unread(self) -> list[Record]:
        """The records whose reset the learner has not acknowledged (R13)."""
        return [
            record
            for record in self.standing
            if record.closing and record.closing.operation is not None and not record.closing.acknowledged
        ]

    def open(self, opened_by: str, now: dt.datetime) -> Record:
        """The next record; only numbering counts the voided ones."""
        record = Record(len(self.records) + 1, opened_by, now)
        self.records.append(record)
        return record


@dataclass(slots=True, repr=False)
class Session:
    """One launch of the player on one record."""

    learner: str
    course: str
    record: Record
    is_closed: bool = False
    is_forgotten: bool = False
    late_commits: int = 0

    @property
    def is_open(self) -> bool:
        return not self.is_closed and self.record.is_current

    def __repr__(self) -> str:
        return f"session of {self.learner} in {self.course} on record {self.record.number}"


@dataclass(slots=True, repr=False)
class Item:
    """One learner and one target; what an undo needs to know is remembered here.

    `is_promised`: the same operation names a program that the course belongs to.
    """

    learner: str
    kind: str
    content: str
    course: str = ""
    outcome: str = ""
    erases: bool = False
    is_promised: bool = False
    enrolled_by: int | None = None
    record: Record | None = None
    work: Work | None = None
    following: Record | None = None
    is_undone: bool = False
    is_nameless: bool = False

    @property
    def name(self) -> tuple[str, str, str]:
        """By which the items of the model and of the database find each other."""
        if self.is_nameless:
            return "", "", ""
        return self.learner, self.kind, self.content

    def __repr__(self) -> str:
        return f"{self.learner} {self.kind} {self.content}: {self.outcome or 'open'}"


@dataclass(slots=True, repr=False)
class Operation:
    """A command. `sequence` is its place among all that were applied; 0 before."""

    key: int
    kind: str
    items: list[Item]
    policy: str = ""
    completed_on: dt.date | None = None
    enrol_missing: bool = False
    undo_of: "Operation | None" = None
    sequence: int = 0

    @property
    def standing(self) -> list[Item]:
        """The items that were applied and not taken back. An undo only takes away; nothing of it stands."""
        if self.kind == "undo":
            return []
        return [item for item in self.items if self.sequence and item.outcome == "done" and not item.is_undone]

    def __repr__(self) -> str:
        items = ", ".join(map(repr, self.items))
        return f"operation {self.key}: {self.kind} ({items})"


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
    events: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def enrolment(self, learner: str, course: str) -> Enrolment | None:
        """The enrolment, unless it has ended."""
        found = self.enrolments.get((learner, course))
        return None if found is None or found.has_ended else found

    def program_enrolment(self, learner: str, program: str) -> Enrolment | None:
        """The enrolment in a program, unless it has ended."""
        found = self.program_enrolments.get((learner, program))
        return None if found is None or found.has_ended else found

    def current(self, learner: str, course: str) -> Record | None:
        """The current record of a learner in a course."""
        found = self.enrolments.get((learner, course))
        return found.current if found else None

    def activity(self, course: str, activity: str) -> Activity:
        """An activity by its keys."""
        return self.courses[course].activity(activity)

    def tell(self, kind: str, learner: str, course: str) -> None:
        """Write an event."""
        self.events[learner, course, kind] += 1


def beginning(world: World) -> Facts:
    """The facts before anybody has done anything."""
    return Facts(
        now=BEGINNING,
        courses={course.key: course for course in world.courses},
        programs={program.key: program for program in world.programs},
    )
