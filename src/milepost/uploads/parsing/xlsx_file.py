"""Reading an XLSX file: the first sheet that has the heading.

The library reads a whole sheet at once, as a rectangle from A1 to its last cell: so a large one is cut in pieces, and
the process that this runs in has a limit, and dies of a sheet that goes beyond it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from milepost.uploads.parsing.cells import letters, text_of, typed
from milepost.uploads.parsing.found import MAX_ROWS, Cell, Found
from milepost.uploads.parsing.heading import Wanted
from milepost.uploads.parsing.number_formats import OTHERWISE
from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.parsing.xlsx_looks import PERCENT, Marks, look
from milepost.uploads.parsing.xlsx_package import Package
from milepost.uploads.parsing.xlsx_pieces import cells_of, refuse_merged, rows_of


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet: its heading, and the rows below it. `whole`: what the library has read; None if it reads in pieces."""

    name: str
    heading: list[str]
    rows: Iterator[list[Any]]
    whole: CalamineSheet | None


class _Book:
    """The file as the library has it, which is not open while a sheet is read in pieces, since each is a workbook."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._book: CalamineWorkbook | None = None

    def names(self) -> list[str]:
        """The sheets that people see."""
        return [
            sheet.name
            for sheet in self._open().sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]

    def sheet(self, name: str) -> CalamineSheet:
        """A sheet, read whole."""
        return self._open().get_sheet_by_name(name)

    def close(self) -> None:
        """Forget the file; it is opened again when that is needed."""
        self._book = None

    def _open(self) -> CalamineWorkbook:
        if self._book is None:
            self._file.seek(0)
            self._book = CalamineWorkbook.from_filelike(self._file)
        return self._book


def read(file: BinaryIO, wanted: Wanted, *, keep_types: bool) -> Found:
    """Find the sheet and its heading. Raises `Refusal`, also while its rows are read.

    With `keep_types` numbers, truth and days are handed on as such, else as text. What is shown as per cent (85%), and
    an id that is shown with zeros before it (00000005), is always text.
    """
    package, book = Package(file), _Book(file)
    try:
        names = book.names()
        table = _table(package, book, names, wanted, keep_width=keep_types)
    except CalamineError as error:
        raise Refusal("broken") from error
    columns = wanted.places(table.heading)
    marks = _look_closer(package, table, columns, wanted)
    return Found(
        table.heading,
        columns,
        {"format": "xlsx", "sheet": table.name},
        _rows(_as_shown(table.rows, marks) if marks else table.rows, typed if keep_types else text_of),
        [("one_sheet", {"sheet": table.name})] if len(names) > 1 else (),
    )


def _table(package: Package, book: _Book, names: Sequence[str], wanted: Wanted, *, keep_width: bool) -> _Table:
    """The first sheet that has all the columns that must be there; else the one that lacks the fewest."""
    best: tuple[int, _Table] | None = None
    for name in names:
        table = _opened(package, book, name, keep_width=keep_width)
        fits = wanted.fits(table.heading)
        if fits == len(wanted.expected):
            return table
        if any(cell.strip() for cell in table.heading) and (best is None or fits > best[0]):
            best = (fits, table)
    if best is None:
        raise Refusal("empty" if all(_is_empty(book.sheet(name)) for name in names) else "no_heading")
    return best[1]


def _opened(package: Package, book: _Book, name: str, *, keep_width: bool) -> _Table:
    rows, whole = rows_of(package, name, keep_width=keep_width), None
    if rows is None:
        whole = book.sheet(name)
        rows = cells_of(whole)
    else:
        book.close()
    return _Table(name, [text_of(cell) for cell in next(rows, [])], rows, whole)


def _is_empty(sheet: CalamineSheet) -> bool:
    return not any(text_of(cell).strip() for cells in sheet.iter_rows() for cell in cells)


def _look_closer(package: Package, table: _Table, columns: Mapping[str, int], wanted: Wanted) -> Marks:
    """Refuse what the cells alone do not tell; returns which of them read unlike their numbers.

    Nobody means to change learners whom a filter hides.
    """
    if table.whole is not None:
        refuse_merged(table.whole)
    return look(
        package,
        package.sheet_part(table.name),
        columns.values(),
        [columns[name] for name in wanted.ids if name in columns],
        columns.get(wanted.percent),
    )


def _rows(rows: Iterator[list[Any]], convert: Callable[[Any], Cell]) -> Iterator[list[Cell]]:
    for row, cells in enumerate(rows, start=2):
        if row > MAX_ROWS:
            raise Refusal("too_many_rows", rows=MAX_ROWS)
        yield [cell if type(cell) is str else convert(cell) for cell in cells]


def _as_shown(rows: Iterator[list[Any]], marks: Marks) -> Iterator[list[Any]]:
    """The rows, with the numbers that are marked as text. Raises `Refusal` for an id that is not just its digits."""
    for row, cells in enumerate(rows, start=2):
        for column, of_rows in marks.items():
            if mark := of_rows[min(row, MAX_ROWS)]:
                cells[column] = _number(cells[column], mark, f"{letters(column)}{row}")
        yield cells


def _number(value: Any, mark: int, cell: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, float | int):
        return value
    if mark == PERCENT:
        return f"{value * 100:.10g}%"
    if mark != OTHERWISE and value >= 0 and float(value).is_integer():
        return str(int(value)).zfill(mark)
    raise Refusal("shown_otherwise", cell=cell, value=text_of(value))
