"""An uploaded file, CSV or XLSX, as rows below a heading. What it is, is told by its content, never by its name."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.base.places import printable, reading
from milepost.uploads import process, refusals, turns
from milepost.uploads.formats import REASON, SCORE, Format
from milepost.uploads.parsing.heading import place_of
from milepost.uploads.parsing.refusal import Refusal

MAX_BYTES = 512 * 1024 * 1024
ERROR_COLUMN = "Error"


@dataclass(frozen=True)
class Sheet:
    """A file that is being read; its `rows` can be read once.

    - `columns`: the place of each column of the format that is there, from 0.
    - `about`: how the file was written: `format` (csv, xlsx); of CSV `codec`, `mark`, `delimiter` and `newline`, of
      XLSX `sheet`.
    - `notes`: sentences that whoever handed the file in should see.
    - `names`: of a file that is not opened whole, the names of each kind (`Format.names`), each a text, or its cells
      if it has several. Those of a batch are there as soon as the batch is; one may be there twice.
    """

    name: str
    heading: Sequence[str]
    columns: Mapping[str, int]
    about: Mapping[str, str]
    notes: Sequence[str]
    names: Sequence[list[Any]]
    _messages: Iterator[Any]

    @property
    def error_place(self) -> int | None:
        """Where the Error column of an earlier report stands, if it is still there."""
        return place_of(ERROR_COLUMN, self.heading)

    def rows(self) -> Iterator[list[Any]]:
        """The rows below the heading of a file that was opened whole, once: their cells, as they stand there (`Cell`).

        The first of them is row 2. Raises `Refused`, also for what is wrong with the file further down.
        """
        for batch in self._read():
            yield from batch

    def batches(self) -> Iterator[list[Sequence[Any]]]:
        """The rows of any other file that are not blank, some at a time and column by column, once.

        Their numbers; the places of their names in `names`; their cells of the other columns of the format, which are
        empty where the file does not have them; as text and unescaped. Raises `Refused` as `rows` does.
        """
        for message in self._read():
            if "names" in message:
                self.names[message["kind"]].extend(message["names"])
            else:
                yield message["columns"]

    def _read(self) -> Iterator[Any]:
        try:
            yield from self._messages
        except Refusal as refusal:
            raise refusals.refused(refusal, self.name) from refusal


@contextmanager
def opened(path: Path, form: Format, *, name: str = "", whole: bool = False) -> Iterator[Sheet]:
    """Recognise a file and its heading; it is read within the block, by a process that ends with it.

    - `name`: what people call the file; else the path's own name.
    - `whole`: for a report: all columns and all rows; numbers, truth and days of an XLSX stay what they are.

    Raises `Refused` for what is no upload file of that format, and `Busy` where too many are being read already.
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
        "take": [] if whole else [*chain(*form.names), form.learner, *form.details],
        "names": [len(columns) for columns in form.names],
        "keep_types": whole,
    }
    with readable(path) as file, turns.turn(), process.answers(file, request) as messages:
        yield _begun(messages, name, [[] for _kind in form.names])


def readable(path: Path) -> IO[bytes]:
    """A file that is handed in, open. Raises `Refused` for what is none, is too large, or cannot be read."""
    with reading(path):
        if not path.is_file():
            raise Refused(_("There is no file “%(file)s”.") % {"file": printable(str(path))})
        if path.stat().st_size > MAX_BYTES:
            raise refusals.refused(Refusal("too_large", size=MAX_BYTES // 1024 // 1024), path.name)
        return path.open("rb")


def _begun(messages: Iterator[Any], name: str, names: Sequence[list[Any]]) -> Sheet:
    """The sheet that the process has found."""
    try:
        found = next(messages)
    except Refusal as refusal:
        raise refusals.refused(refusal, name) from refusal
    notes = [printable(refusals.note(code, details)) for code, details in found["notes"]]
    return Sheet(name, found["heading"], found["columns"], found["about"], notes, names, messages)
