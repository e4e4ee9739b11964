"""Reading a CSV file: its encoding, delimiter and line ends are recognised.

Rows are numbered as a spreadsheet numbers them: the heading is row 1, and a quoted line break does not count.
"""

import csv
from collections.abc import Iterator

from milepost.uploads.parsing.found import MAX_ROWS, Found
from milepost.uploads.parsing.heading import Wanted
from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.parsing.text import Encoding, as_text, recognise

_DELIMITERS = (",", ";", "\t")
_MOST_CELLS = 16_384  # of a row, as in a spreadsheet


def read(handle: int, wanted: Wanted) -> Found:
    """Recognise an open file and its heading. Raises `Refusal`, also while its rows are read."""
    encoding = recognise(handle)
    delimiter, heading, newline = max(
        (_first_record(handle, encoding, delimiter) for delimiter in _DELIMITERS), key=lambda one: wanted.fits(one[1])
    )
    if not any(name.strip() for name in heading):
        raise Refusal("empty")
    about = {
        "format": "csv",
        "codec": encoding.codec,
        "mark": "\ufeff" if encoding.mark else "",
        "delimiter": delimiter,
        "newline": newline,
    }
    return Found(
        heading,
        wanted.places(heading),
        about,
        _rows(handle, encoding, delimiter, len(heading)),
        [("legacy_encoding", {})] if encoding.is_legacy else (),
    )


def _first_record(handle: int, encoding: Encoding, delimiter: str) -> tuple[str, list[str], str]:
    """The heading as it is with that delimiter, and how its line ends."""
    last = ""

    def lines() -> Iterator[str]:
        nonlocal last
        while last := text.readline():
            yield last

    with as_text(handle, encoding) as text:
        try:
            heading = next(csv.reader(lines(), delimiter=delimiter, strict=True), [])
        except csv.Error:
            heading = []
    newline = next((end for end in ("\r\n", "\n", "\r") if last.endswith(end)), "\r\n")
    return delimiter, heading, newline


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
            raise Refusal("bad_csv", row=row + 1, error=str(error)) from error
