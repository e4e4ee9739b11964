"""Records and what is in them, as the model remembers them. States are derived from these facts (deriving.py).

Compared with the database the model thinks the other way round: a record holds what the learner's own work amounts to
(`own`) and, beside it, the mark (`waiver`), and what is shown is worked out when somebody asks.
"""

import datetime as dt
from dataclasses import dataclass, field

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
    """A mark: by which operation, when it was recorded, and what it says; the time that was imported with it."""

    operation: int
    at: dt.datetime
    state: State
    seconds: int | None = None


@dataclass(slots=True, eq=False)
class Closing:
    """A record was superseded: by an operation, or (None) by a launch with the restart setting.

    `follows`: it is a program's, which nobody named; a course of it was reset (R15).
    """

    operation: int | None
    at: dt.datetime
    acknowledged: bool = False
    follows: bool = False


@dataclass(slots=True, eq=False)
class Work:
    """An activity record. `own` is None where a mark made the row and nobody has worked in it.

    `written_at`: when a session last wrote into it.
    """

    activity: str
    number: int
    own: State | None = None
    seconds: int = 0
    written_at: dt.datetime | None = None
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


@dataclass(slots=True, eq=False)
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
    erased_at: dt.datetime | None = None
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


@dataclass(slots=True, eq=False)
class Enrolment:
    """A learner in a course or in a program, with the records."""

    restarts: bool = False
    has_ended: bool = False
    due: dt.datetime | None = None
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
