"""An uploaded file, CSV or XLSX, as rows below a heading. What it is, is told by its content, never by its name."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.uploads import process, refusals
from milepost.uploads.formats import REASON, SCORE, Format
from milepost.uploads.parsing.heading import place_of
from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.places import printable, reading

MAX_BYTES = 512 * 1024 * 1024
ERROR_COLUMN = "Error"


@dataclass(frozen=True)
class Sheet:
    """A file that is being read; its `rows` can be read once.

    - `columns`: the place of each column of the format that is there, from 0.
    - `about`: how the file was written: `format` (csv, xlsx); of CSV `codec`, `mark`, `delimiter` and `newline`, of
      XLSX `sheet`.
    - `notes`: sentences that whoever handed the file in should see.
    """

    name: str
    heading: Sequence[str]
    columns: Mapping[str, int]
    about: Mapping[str, str]
    notes: Sequence[str]
    _batches: Iterator[Any]

    @property
    def error_place(self) -> int | None:
        """Where the Error column of an earlier report stands, if it is still there."""
        return place_of(ERROR_COLUMN, self.heading)

    def rows(self) -> Iterator[list[Any]]:
        """The rows below the heading, once.

        If the file was opened whole: the cells of each row, as they stand there (`Cell`); the first of them is row 2.
        Else: of each row that is not blank its number, then its cells of the columns of the format, those that must be
        there and those that may, as text and unescaped.

        Raises `Refused`, also for what is wrong with the file further down.
        """
        try:
            for batch in self._batches:
                if isinstance(batch, list):
                    yield from batch
        except Refusal as refusal:
            raise refusals.refused(refusal, self.name) from refusal


@contextmanager
def opened(path: Path, form: Format, *, name: str = "", whole: bool = False) -> Iterator[Sheet]:
    """Recognise a file and its heading; it is read within the block, by a process that ends with it.

    - `name`: what people call the file; else the path's own name.
    - `whole`: for a report: all columns and all rows; numbers, truth and days of an XLSX stay what they are.

    Raises `Refused` for what is no upload file of that format.
    """
    name = printable(name or path.name)
    request = {
        "wanted": {
            "expected": form.columns,
            "optional": form.optional,
            "ids": form.ids,
            "percent": SCORE,
            "text": REASON,
            "beside": ERROR_COLUMN,
        },
        "take": [] if whole else [*form.columns, *form.optional],
        "keep_types": whole,
    }
    with readable(path) as file, process.answers(file, request) as messages:
        yield _begun(messages, name)


def readable(path: Path) -> IO[bytes]:
    """A file that is handed in, open. Raises `Refused` for what is none, is too large, or cannot be read."""
    with reading(path):
        if not path.is_file():
            raise Refused(_("There is no file “%(file)s”.") % {"file": printable(str(path))})
        if path.stat().st_size > MAX_BYTES:
            raise refusals.refused(Refusal("too_large", size=MAX_BYTES // 1024 // 1024), path.name)
        return path.open("rb")


def _begun(messages: Iterator[Any], name: str) -> Sheet:
    """The sheet that the process has found."""
    try:
        found = next(messages)
    except Refusal as refusal:
        raise refusals.refused(refusal, name) from refusal
    notes = [printable(refusals.note(code, details)) for code, details in found["notes"]]
    return Sheet(name, found["heading"], found["columns"], found["about"], notes, messages)
