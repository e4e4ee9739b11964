"""The files that people fill in (docs/upload-format.md): their columns, and what their rows mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from milepost.progress.api import Kind, Rows
from milepost.uploads import details

CONTENT_TYPE = "Content type"
ACTIVITY = "Activity"
COMPLETION_DATE = "Completion date"
SCORE = "Score"
TIME_SPENT = "Time spent"
REASON = "Reason"

_KINDS = {"kurs": "course", "aktivität": "activity", "programm": "program", "lernprogramm": "program"}


class Read(Protocol):
    """What rows are taken from: a `milepost.uploads.sheet.Sheet` of this format."""

    @property
    def names(self) -> Sequence[list[Any]]:
        """The names of each kind in `Format.names`, all of them once the rows are read."""

    def batches(self) -> Iterator[list[Sequence[Any]]]:
        """Columns: numbers of rows, the places of their names, learners, then those of `Format.details`."""


@dataclass(frozen=True)
class Format:
    """The columns of one kind of file, in the order of a row's fields.

    `details`: those that a row may say more with; a file that has one of them gives details (`Request.has_details`).
    """

    learner: str
    content: str
    wanted: str
    details: Sequence[str] = ()

    @property
    def columns(self) -> Sequence[str]:
        """The headings that must be there."""
        return (self.learner, self.content, self.wanted)

    @property
    def optional(self) -> Sequence[str]:
        """The headings that may be there: kind of content (a course if the cell is empty), activity, details."""
        return (CONTENT_TYPE, ACTIVITY, *self.details)

    @property
    def names(self) -> Sequence[Sequence[str]]:
        """The headings whose cells say the same in many rows: what the content is, and whether it is wanted."""
        return (self.content, CONTENT_TYPE, ACTIVITY), (self.wanted,)

    @property
    def ids(self) -> Sequence[str]:
        """The headings of what holds ids."""
        return (self.learner, self.content, ACTIVITY)

    @property
    def template(self) -> Sequence[str]:
        """The headings of the empty file: those that must be there, and those for details."""
        return (*self.columns, *self.details)

    @property
    def headings(self) -> Mapping[str, str]:
        """The heading of each column that a fault may stand in (`milepost.progress.api.Fault`)."""
        of_details = dict(zip(("completed_on", "score", "seconds", "reason"), self.details, strict=False))
        named = {"learner": self.learner, "content": self.content, "wanted": self.wanted}
        return {**named, "kind": CONTENT_TYPE, "activity": ACTIVITY, **of_details}

    def rows(self, sheet: Read) -> Rows:
        """The rows of a sheet as the heart takes them."""
        contents, answers = sheet.names
        batches = map(_understood, sheet.batches()) if self.details else sheet.batches()
        return Rows(batches, map(_content, contents), answers)


FORMATS = {
    Kind.RESET: Format("Learner", "Content", "Reset required"),
    Kind.MARK_COMPLETE: Format(
        "Learner", "Content", "Mark complete", details=(COMPLETION_DATE, SCORE, TIME_SPENT, REASON)
    ),
}


def _understood(batch: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """With days, scores and times in the one way that the heart understands."""
    *rest, days, scores, times, reasons = batch
    understood = [list(map(details.day, days)), list(map(details.score, scores)), list(map(details.seconds, times))]
    return [*rest, *understood, reasons]


def _content(cells: Sequence[str]) -> tuple[str, str, str]:
    """Kind, content and activity."""
    content, kind, activity = cells
    return _kind(kind, activity), content, activity


def _kind(text: str, activity: str) -> str:
    """What a row's content is. In English or German; who names an activity means that, whether or not a course too."""
    word = text.strip().casefold()
    kind = _KINDS.get(word, word) or "course"
    return "activity" if kind == "course" and activity.strip() else kind
