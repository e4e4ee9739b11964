"""Reading a CSV file: its encoding, delimiter and line ends are recognised.

Rows are numbered as a spreadsheet numbers them: the heading is row 1, and a quoted line break does not count.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from milepost.uploads.parsing.found import MAX_ROWS, Found
from milepost.uploads.parsing.heading import Wanted
from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.parsing.text import Encoding, as_text, recognise

_DELIMITERS = (",", ";", "\t")
_MOST_CELLS = 16_384  # of a row, as in a spreadsheet
_BLOCK = 1 << 16
_LETTER = re.compile(r'[^\s,;"]')  # what makes a line say something


@dataclass(frozen=True, slots=True)
class _First:
    """The first record as it is with that delimiter, and how its line ends; `is_faulty`: it is no CSV then."""

    delimiter: str
    heading: list[str]
    newline: str
    is_faulty: bool


def read(handle: int, wanted: Wanted) -> Found:
    """Recognise an open file and its heading. Raises `Refusal`, also while its rows are read."""
    encoding = recognise(handle)
    tries = [_first_record(handle, encoding, delimiter) for delimiter in _DELIMITERS]
    first = max(tries, key=lambda one: (wanted.fits(one.heading), len(one.heading)))
    heading = first.heading
    if len(heading) < 2 and any(one.is_faulty for one in tries):
        raise Refusal("bad_csv", row=1)
    if not any(name.strip() for name in heading):
        raise Refusal("no_heading" if _says_something(handle, encoding) else "empty")
    about = {
        "format": "csv",
        "codec": encoding.codec,
        "mark": "\ufeff" if encoding.mark else "",
        "delimiter": first.delimiter,
        "newline": first.newline,
    }
    return Found(
        heading,
        wanted.places(heading),
        about,
        _rows(handle, encoding, first.delimiter, len(heading)),
        [("legacy_encoding", {})] if encoding.is_legacy else (),
    )


def _first_record(handle: int, encoding: Encoding, delimiter: str) -> _First:
    heading: list[str] = []
    last, is_faulty = "", False

    def lines() -> Iterator[str]:
        nonlocal last
        while last := text.readline():
            yield last

    with as_text(handle, encoding) as text:
        try:
            heading = next(csv.reader(lines(), delimiter=delimiter, strict=True), [])
        except csv.Error:
            is_faulty = True
    newline = next((end for end in ("\r\n", "\n", "\r") if last.endswith(end)), "\r\n")
    return _First(delimiter, heading, newline, is_faulty)


def _says_something(handle: int, encoding: Encoding) -> bool:
    with as_text(handle, encoding) as text:
        return any(map(_LETTER.search, iter(lambda: text.read(_BLOCK), "")))


def _rows(handle: int, encoding: Encoding, delimiter: str, width: int) -> Iterator[list[str]]:
    with as_text(handle, encoding) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        row = 1
        try:
            next(reader)
            for row, cells in enumerate(reader, start=2):
                if len(cells) > width and (len(cells) > _MOST_CELLS or any(cell.strip() for cell in cells[width:])):
                    raise Refusal("too_many_cells", row=row, cells=len(cells), columns=width, mark=delimiter)
                if row > MAX_ROWS:
                    raise Refusal("too_many_rows", rows=MAX_ROWS)
                yield cells
        except csv.Error as error:
            raise Refusal("bad_csv", row=row + 1) from error
