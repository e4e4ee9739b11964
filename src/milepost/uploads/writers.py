"""Writing a table, row by row, in the way another file was written."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from milepost.uploads.cells import escape_once
from milepost.uploads.parsing.found import Cell

_LONGEST = 32_767  # characters of a cell of a workbook
_FIRST_YEAR = 1900
_WIDTH, _WIDE = 24, 80
_SHEET_NAME = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")


@dataclass(frozen=True)
class Writer:
    """A file that is being written: the `heading` first, then each `row` with its error, or many `faultless` ones."""

    path: Path
    heading: Callable[[Sequence[str]], None]
    row: Callable[[Sequence[Cell], str], None]
    faultless: Callable[[Iterable[Sequence[Cell]]], None]


@contextmanager
def writer_like(about: Mapping[str, str], folder: Path) -> Iterator[Writer]:
    """A writer into a folder of its own, which may hold temporary files; `about` as `Sheet` has it.

    What a spreadsheet would run as a formula is escaped. The file is complete when the block has ended.
    """
    writing = _xlsx if about["format"] == "xlsx" else _csv
    with writing(about, folder) as writer:
        yield writer


@contextmanager
def _csv(about: Mapping[str, str], folder: Path) -> Iterator[Writer]:
    path = folder / "report.csv"
    # A sentence may have a letter that an old encoding lacks; the cells of the file itself have none.
    with path.open("w", encoding=about["codec"], newline="", errors="replace") as file:
        file.write(about["mark"])
        table = csv.writer(file, delimiter=about["delimiter"], lineterminator=about["newline"])

        def heading(cells: Sequence[str]) -> None:
            table.writerow([*map(escape_once, cells)])

        def row(cells: Sequence[Any], error: str) -> None:
            table.writerow([*map(escape_once, cells), error])

        def faultless(rows: Iterable[Sequence[Any]]) -> None:
            table.writerows([*map(escape_once, cells), ""] for cells in rows)

        yield Writer(path, heading, row, faultless)


@contextmanager
def _xlsx(about: Mapping[str, str], folder: Path) -> Iterator[Writer]:
    path = folder / "report.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(folder)}) as book:
        sheet = book.add_worksheet(about["sheet"] if _SHEET_NAME.fullmatch(about["sheet"]) else None)
        bold = book.add_format({"bold": True})
        days = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        next_row = 0

        def heading(cells: Sequence[str]) -> None:
            nonlocal next_row
            sheet.set_column(0, len(cells) - 2, _WIDTH)
            sheet.set_column(len(cells) - 1, len(cells) - 1, _WIDE)
            for place, cell in enumerate(cells):
                sheet.write_string(0, place, escape_once(cell), bold)
            next_row = 1

        def row(cells: Sequence[Cell], error: str) -> None:
            nonlocal next_row
            for place, cell in enumerate(cells):
                if cell != "":
                    _write(sheet, next_row, place, cell, days)
            if error:
                sheet.write_string(next_row, len(cells), error[:_LONGEST])
            next_row += 1

        def faultless(rows: Iterable[Sequence[Cell]]) -> None:
            for cells in rows:
                row(cells, "")

        yield Writer(path, heading, row, faultless)


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, days: tuple[Any, Any]) -> None:
    """A cell as what it is; a day as one, where a workbook can hold it."""
    if isinstance(cell, str):
        sheet.write_string(row, place, escape_once(cell)[:_LONGEST])
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, float):
        sheet.write_number(row, place, cell)
    else:
        moment = dt.datetime.fromisoformat(cell[0])
        if moment.year < _FIRST_YEAR:
            sheet.write_string(row, place, cell[0])
        else:
            sheet.write_datetime(row, place, moment, days[len(cell[0]) > len("2026-11-20")])
