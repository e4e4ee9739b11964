"""A CSV file with a heading, read as it is: encoding, delimiter and line ends are recognised and kept for the report.

Rows are numbered as a spreadsheet numbers them: the heading is row 1, and a quoted line break does not count.
"""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from milepost.base.errors import Refused
from milepost.uploads.cells import unescape

MAX_BYTES = 512 * 1024 * 1024
MAX_ROWS = 1_048_576
ERROR_COLUMN = "Error"
_DELIMITERS = {",": gettext_noop("comma"), ";": gettext_noop("semicolon"), "\t": gettext_noop("tab")}


@dataclass(frozen=True)
class Table:
    """A CSV file. `columns` maps each expected column's heading to its place, 0-based.

    `width` is the number of columns of the heading, a report's Error column left out.
    """

    path: Path
    has_bom: bool
    delimiter: str
    newline: str
    heading: Sequence[str]
    columns: Mapping[str, int]

    @property
    def error_place(self) -> int | None:
        """Where the Error column of an earlier report stands, if it is still there."""
        folded = [name.strip().casefold() for name in self.heading]
        return folded.index(ERROR_COLUMN.casefold()) if ERROR_COLUMN.casefold() in folded else None

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Each row below the heading with its number, cells as they stand in the file.

        Raises `Refused` for a row with more cells than the heading, and for what is no CSV.
        """
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            next(reader)
            row = 1
            try:
                for row, cells in enumerate(reader, start=2):
                    self._check(row, cells)
                    yield row, cells
            except csv.Error as error:
                raise Refused(
                    _("Row %(row)s cannot be read as CSV (%(error)s). Look for a quotation mark that is not closed.")
                    % {"row": row + 1, "error": error}
                ) from error

    def values(self, names: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """The number of each row that is not empty, and its cells of the named columns, unescaped.

        A column that the file does not have is empty in each row.
        """
        places = [self.columns.get(name) for name in names]
        for row, cells in self.records():
            if any(cell.strip() for cell in cells):
                yield (
                    row,
                    [unescape(cells[place]) if place is not None and place < len(cells) else "" for place in places],
                )

    def _check(self, row: int, cells: Sequence[str]) -> None:
        if len(cells) > len(self.heading) and any(cell.strip() for cell in cells[len(self.heading) :]):
            raise Refused(
                _(
                    "Row %(row)s has %(cells)s cells, but the heading has %(columns)s. "
                    "Put a text with a %(mark)s in it into quotation marks."
                )
                % {
                    "row": row,
                    "cells": len(cells),
                    "columns": len(self.heading),
                    "mark": _(_DELIMITERS[self.delimiter]),
                }
            )
        if row > MAX_ROWS:
            raise Refused(_("The file has more than %(rows)s rows. Divide it.") % {"rows": MAX_ROWS})


def open_table(path: Path, expected: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Recognise a file and its heading, which must have the expected columns and may have the optional ones.

    Raises `Refused`, naming what is missing, for anything else.
    """
    has_bom = _check_bytes(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
    if not first.strip():
        raise Refused(_("The file “%(file)s” is empty. Begin with the template.") % {"file": path.name})
    newline = "\r\n" if first.endswith("\r\n") else "\n"
    candidates = [(delimiter, _heading(path, delimiter)) for delimiter in _DELIMITERS]
    delimiter, heading = max(candidates, key=lambda found: len(_places(found[1], expected)))
    columns = _places(heading, expected)
    missing = [name for name in expected if name not in columns]
    if missing:
        raise Refused(
            _("The file “%(file)s” has no column “%(columns)s”. Its first row must name the columns %(expected)s.")
            % {"file": path.name, "columns": ", ".join(missing), "expected": ", ".join(expected)}
        )
    return Table(path, has_bom, delimiter, newline, heading, columns | _places(heading, optional))


def _check_bytes(path: Path) -> bool:
    """Whether the file begins with a byte order mark; `Refused` if it is missing, too large, or not UTF-8."""
    if not path.is_file():
        raise Refused(_("There is no file “%(file)s”.") % {"file": path})
    if path.stat().st_size > MAX_BYTES:
        raise Refused(_("The file is larger than %(size)s MB. Divide it.") % {"size": MAX_BYTES // 1024 // 1024})
    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    with path.open("rb") as file:
        has_bom = file.read(3) == codecs.BOM_UTF8
        file.seek(0)
        try:
            for raw in file:
                decoder.decode(raw)
                line += 1
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise Refused(
                _("Line %(line)s of “%(file)s” is not UTF-8. Save the file as “CSV UTF-8” and hand it in again.")
                % {"line": line, "file": path.name}
            ) from error
    return has_bom


def _heading(path: Path, delimiter: str) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            return next(csv.reader(file, delimiter=delimiter), [])
        except csv.Error:
            return []


def _places(heading: Sequence[str], expected: Sequence[str]) -> dict[str, int]:
    """Where the expected columns stand; `Refused` if one is there twice."""
    folded = [name.strip().casefold() for name in heading]
    for name in expected:
        if folded.count(name.casefold()) > 1:
            raise Refused(_("The column “%(column)s” is there twice. Delete one of the two.") % {"column": name})
    return {name: folded.index(name.casefold()) for name in expected if name.casefold() in folded}
