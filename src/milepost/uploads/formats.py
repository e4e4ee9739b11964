"""The files that people fill in (docs/upload-format.md): their columns, and an empty one to begin with."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from milepost.progress.api import Kind, Row
from milepost.uploads.table import Table

CONTENT_TYPE = "Content type"
ACTIVITY = "Activity"


@dataclass(frozen=True)
class Format:
    """The columns of one kind of file, in the order of a row's fields."""

    learner: str
    content: str
    wanted: str

    @property
    def columns(self) -> Sequence[str]:
        """The headings that must be there."""
        return (self.learner, self.content, self.wanted)

    @property
    def optional(self) -> Sequence[str]:
        """The headings that may be there: what the content is (a course if the cell is empty), and its activity."""
        return (CONTENT_TYPE, ACTIVITY)

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table as the heart takes them."""
        for line, (learner, content, wanted, kind, activity) in table.values((*self.columns, *self.optional)):
            yield Row(line, learner, content, wanted, kind=_kind(kind, activity), activity=activity)

    def template(self) -> str:
        """An empty file: nothing but the heading."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(self.columns)
        return text.getvalue()


FORMATS = {
    Kind.RESET: Format("Learner", "Content", "Reset required"),
    Kind.MARK_COMPLETE: Format("Learner", "Content", "Mark complete"),
}


def _kind(text: str, activity: str) -> str:
    """What a row's content is. In English or German; a row that names an activity means that."""
    word = text.strip().casefold()
    if not word:
        return "activity" if activity.strip() else "course"
    return {"kurs": "course", "aktivität": "activity", "programm": "program", "lernprogramm": "program"}.get(
        word, word
    )
