"""The files that people fill in (docs/upload-format.md): their columns, and an empty one to begin with."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from milepost.progress.api import Kind, Row
from milepost.uploads.table import Table


@dataclass(frozen=True)
class Format:
    """The columns of one kind of file, in the order of a row's fields."""

    learner: str
    content: str
    wanted: str

    @property
    def columns(self) -> Sequence[str]:
        """The headings."""
        return (self.learner, self.content, self.wanted)

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table as the heart takes them."""
        for line, (learner, content, wanted) in table.values(self.columns):
            yield Row(line, learner, content, wanted)

    def template(self) -> str:
        """An empty file: nothing but the heading."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(self.columns)
        return text.getvalue()


FORMATS = {
    Kind.RESET: Format("Learner", "Content", "Reset required"),
    Kind.MARK_COMPLETE: Format("Learner", "Content", "Mark complete"),
}
