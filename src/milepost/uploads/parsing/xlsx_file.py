"""Reading an XLSX file: the first sheet that has the heading.

The library reads a whole sheet at once, as a rectangle from A1 to its last cell: so the process that this runs in has
a limit, and dies of a sheet that goes beyond it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from milepost.uploads.parsing.cells import letters, text_of, typed
from milepost.uploads.parsing.found import MAX_ROWS, Cell, Found
from milepost.uploads.parsing.heading import Wanted
from milepost.uploads.parsing.number_formats import OTHERWISE
from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.parsing.xlsx_looks import PERCENT, Marks, look
from milepost.uploads.parsing.xlsx_package import Package


def read(file: BinaryIO, wanted: Wanted, *, keep_types: bool) -> Found:
    """Find the sheet and its heading. Raises `Refusal`, also while its rows are read.

    With `keep_types` numbers, truth and days are handed on as such, else as text. What is shown as per cent (85%), and
    an id that is shown with zeros before it (00000005), is always text.
    """
    package = Package(file)
    try:
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        sheet = _sheet(workbook, names, wanted)
    except CalamineError as error:
        raise Refusal("broken") from error
    rows = sheet.iter_rows()
    heading = [text_of(cell) for cell in next(rows)]
    columns = wanted.places(heading)
    marks = _look_closer(package, sheet, columns, wanted)
    return Found(
        heading,
        columns,
        {"format": "xlsx", "sheet": sheet.name},
        _rows(_as_shown(rows, marks) if marks else rows, typed if keep_types else text_of),
        [("one_sheet", {"sheet": sheet.name})] if len(names) > 1 else (),
    )


def _sheet(workbook: CalamineWorkbook, names: Sequence[str], wanted: Wanted) -> CalamineSheet:
    """The first sheet that has all the columns that must be there; else the one that lacks the fewest."""
    best: tuple[int, CalamineSheet] | None = None
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        heading = [text_of(cell) for cell in next(sheet.iter_rows(), [])]
        fits = wanted.fits(heading)
        if fits == len(wanted.expected):
            return sheet
        if any(cell.strip() for cell in heading) and (best is None or fits > best[0]):
            best = (fits, sheet)
    if best is None:
        raise Refusal("empty" if all(_is_empty(workbook.get_sheet_by_name(name)) for name in names) else "no_heading")
    return best[1]


def _is_empty(sheet: CalamineSheet) -> bool:
    return not any(text_of(cell).strip() for cells in sheet.iter_rows() for cell in cells)


def _look_closer(package: Package, sheet: CalamineSheet, columns: Mapping[str, int], wanted: Wanted) -> Marks:
    """Refuse what the cells alone do not tell; returns which of them read unlike their numbers.

    Nobody means to change learners whom a filter hides. A merged cell has its value in its first row only.
    """
    for (top, _left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > 0:
            raise Refusal("merged", row=max(top, 1) + 1)
    return look(
        package,
        package.sheet_part(sheet.name),
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
