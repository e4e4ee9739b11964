"""Writing a table, row by row, in the way another file was written."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from milepost.uploads.cells import escape_once
from milepost.uploads.parsing.found import Cell

_LONGEST = 32_767  # characters of a cell of a workbook
_FIRST_YEAR = 1900
_WIDTH, _WIDE = 24, 80
_CR_LF = "\r\n"
_BATCH = 500  # rows that are looked at together
_SHEET_NAME = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")


@dataclass(frozen=True)
class Writer:
    """A file that is being written: the `heading` first, then each `row` with its error, or many `faultless` ones."""

    path: Path
    heading: Callable[[Sequence[str]], None]
    row: Callable[[Sequence[Cell], str], None]
    faultless: Callable[[Iterable[Sequence[Cell]]], None]


@contextmanager
def writer_like(about: Mapping[str, str], folder: Path, *, texts: Sequence[bool] = ()) -> Iterator[Writer]:
    """A writer into a folder of its own, which may hold temporary files; `about` as `Sheet` has it.

    - `texts`: whether each column, from the first on, is to hold text: in a workbook, what is typed there stays as it
      was typed.

    What a spreadsheet would run as a formula is escaped. The file is complete when the block has ended. Raises
    `OSError` where it cannot be written.
    """
    if about["format"] == "xlsx":
        with _xlsx(about, folder, texts) as writer:
            yield writer
    else:
        with _csv(about, folder) as writer:
            yield writer


@contextmanager
def _csv(about: Mapping[str, str], folder: Path) -> Iterator[Writer]:
    path, delimiter, newline = folder / "report.csv", about["delimiter"], about["newline"]
    # A sentence may have a letter that an old encoding lacks; the cells of the file itself have none.
    with path.open("w", encoding=about["codec"], newline="", errors="replace") as file:
        file.write(about["mark"])
        # Until Python 3.13 a writer puts a cell into quotation marks for the characters of its own line end alone. So
        # one that ends its lines in CR LF has to write what holds the other of the two, which would tear the row.
        quick = csv.writer(file, delimiter=delimiter, lineterminator=newline)
        careful = csv.writer(_Ending(file, newline), delimiter=delimiter, lineterminator=_CR_LF)
        other = _CR_LF.replace(newline, "")

        def heading(cells: Sequence[str]) -> None:
            careful.writerow([*map(escape_once, cells)])

        def row(cells: Sequence[Any], error: str) -> None:
            careful.writerow([*map(escape_once, cells), error])

        def faultless(rows: Iterable[Sequence[Any]]) -> None:
            rest = iter(rows)
            while batch := list(islice(rest, _BATCH)):
                table = careful if other and other in "".join(chain.from_iterable(batch)) else quick
                table.writerows([*map(escape_once, cells), ""] for cells in batch)

        yield Writer(path, heading, row, faultless)


@dataclass(frozen=True)
class _Ending:
    """Writes lines that end in CR LF with another end."""

    file: TextIO
    newline: str

    def write(self, line: str) -> None:
        self.file.write(line.removesuffix(_CR_LF) + self.newline)


@contextmanager
def _xlsx(about: Mapping[str, str], folder: Path, texts: Sequence[bool]) -> Iterator[Writer]:
    path = folder / "report.xlsx"
    with _book(path) as book:
        sheet = book.add_worksheet(about["sheet"] if _SHEET_NAME.fullmatch(about["sheet"]) else None)
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        days = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        next_row = 0

        def heading(cells: Sequence[str]) -> None:
            nonlocal next_row
            sheet.set_column(0, len(cells) - 2, _WIDTH)
            for place in (place for place, is_text in enumerate(texts) if is_text):
                sheet.set_column(place, place, _WIDTH, text)
            sheet.set_column(len(cells) - 1, len(cells) - 1, _WIDE)
            for place, cell in enumerate(cells):
                sheet.write_string(0, place, escape_once(cell), bold)
            next_row = 1

        def row(cells: Sequence[Cell], error: str) -> None:
            nonlocal next_row
            for place, cell in enumerate(cells):
                if cell != "":
                    _write(sheet, next_row, place, cell, text, days)
            if error:
                sheet.write_string(next_row, len(cells), error[:_LONGEST], text)
            next_row += 1

        def faultless(rows: Iterable[Sequence[Cell]]) -> None:
            for cells in rows:
                row(cells, "")

        yield Writer(path, heading, row, faultless)


@contextmanager
def _book(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A workbook row by row; its temporary files stand beside it. What the library wraps is an `OSError` again."""
    try:
        with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
            yield book
    except FileCreateError as error:
        raise error.args[0] from error


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, text: Any, days: tuple[Any, Any]) -> None:
    """A cell as what it is; a day as one, where a workbook can hold it. A number has the format of its column."""
    if isinstance(cell, str):
        sheet.write_string(row, place, escape_once(cell)[:_LONGEST], text)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, float):
        sheet.write_number(row, place, cell)
    else:
        moment = dt.datetime.fromisoformat(cell[0])
        if moment.year < _FIRST_YEAR:
            sheet.write_string(row, place, cell[0], text)
        else:
            sheet.write_datetime(row, place, moment, days[len(cell[0]) > len("2026-11-20")])
