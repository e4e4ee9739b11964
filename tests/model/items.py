"""Operations and their items, as the model remembers them."""

import datetime as dt
from dataclasses import dataclass

from tests.model.records import Record, Work


@dataclass(frozen=True, slots=True)
class Detail:
    """What a row of a mark says besides (MP-08). With `seconds` it is imported work (R21)."""

    completed_at: dt.datetime | None = None
    score: float | None = None
    seconds: int | None = None


@dataclass(slots=True, repr=False, eq=False)
class Item:
    """One learner and one target; what an undo needs to know is remembered here.

    - `is_wanted`: False for a row with FALSE, which is not looked at further (R44).
    - `is_promised`: the same operation names a program that the course belongs to.
    - `position`: the place among the operation's items, as the database gave it; `sequence`: the place among all items
      that were applied, 0 before.
    - `was_enrolled`: False if there was no enrolment at all when the operation was confirmed: one that is made while
      it runs comes too late for it.
    - `undoes`: for an item of an undo, the item that it takes back.
    - `due_before`: the due date that the reset replaced.
    - `line`: the row that it comes from; `detail`: what that says besides.
    """

    learner: str
    kind: str
    content: str
    course: str = ""
    outcome: str = ""
    is_wanted: bool = True
    position: int = 0
    sequence: int = 0
    erases: bool = False
    is_promised: bool = False
    record: Record | None = None
    work: Work | None = None
    following: Record | None = None
    undoes: "Item | None" = None
    due_before: dt.datetime | None = None
    is_undone: bool = False
    is_nameless: bool = False
    was_enrolled: bool = True
    line: int = 0
    detail: Detail = Detail()

    @property
    def name(self) -> tuple[str, str, str]:
        """By which the items of the model and of the database find each other."""
        if self.is_nameless:
            return "", "", ""
        return self.learner, self.kind, self.content

    def __repr__(self) -> str:
        return f"{self.learner} {self.kind} {self.content}: {self.outcome or 'open'}"


@dataclass(slots=True, repr=False, eq=False)
class Operation:
    """A command. `state`: previewed, running, done, cancelled, or undone."""

    key: int
    kind: str
    items: list[Item]
    policy: str = ""
    completed_on: dt.date | None = None
    enrol_missing: bool = False
    due_on: dt.date | None = None
    undo_of: "Operation | None" = None
    state: str = "previewed"
    confirmed_at: dt.datetime | None = None
    cancel_requested: bool = False

    @property
    def standing(self) -> list[Item]:
        """The items that were applied and not taken back. An undo only takes away; nothing of it stands."""
        if self.kind == "undo":
            return []
        return [item for item in self.items if item.outcome == "done" and not item.is_undone]

    @property
    def left(self) -> list[Item]:
        """The items that nobody has applied yet, in the order in which that is to happen."""
        return sorted((item for item in self.items if not item.sequence), key=lambda item: item.position)

    def __repr__(self) -> str:
        items = ", ".join(map(repr, self.items))
        return f"operation {self.key}: {self.kind}, {self.state} ({items})"
