"""Reading an XLSX file: the first sheet that has the heading.

The library reads a whole sheet at once, as a rectangle from A1 to its last cell: so the process that this runs in has
a limit, and dies of a sheet that goes beyond it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from milepost.uploads.parsing.cells import text_of, typed
from milepost.uploads.parsing.found import MAX_ROWS, Cell, Found
from milepost.uploads.parsing.heading import Wanted
from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.parsing.xlsx_package import Package


def read(file: BinaryIO, wanted: Wanted, *, keep_types: bool, percent_column: str) -> Found:
    """Find the sheet and its heading. Raises `Refusal`.

    With `keep_types` numbers, truth and days are handed on as such, else as text. A cell that is shown as per cent in
    the column of that name is always text, such as 85%.
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
    percent = _look_closer(package, sheet, columns.get(percent_column))
    return Found(
        heading,
        columns,
        {"format": "xlsx", "sheet": sheet.name},
        _rows(rows, typed if keep_types else text_of, percent, columns.get(percent_column, 0)),
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
        raise Refusal("empty")
    return best[1]


def _look_closer(package: Package, sheet: CalamineSheet, percent_column: int | None) -> set[int]:
    """Refuse what the cells alone do not tell; returns the rows with per cent in that column.

    Nobody means to change learners whom a filter hides. A merged cell has its value in its first row only.
    """
    for (top, _left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > 0:
            raise Refusal("merged", row=max(top, 1) + 1)
    part = package.sheet_part(sheet.name)
    if part is None:
        return set()
    if row := package.hidden_row(part):
        raise Refusal("hidden", row=row)
    return set() if percent_column is None else package.percent_rows(part, percent_column)


def _rows(
    rows: Iterator[list[Any]], convert: Callable[[Any], Cell], percent: set[int], percent_column: int
) -> Iterator[list[Cell]]:
    for row, cells in enumerate(rows, start=2):
        if row > MAX_ROWS:
            raise Refusal("too_many_rows", rows=MAX_ROWS)
        if row in percent and isinstance(cells[percent_column], float):
            cells[percent_column] = f"{cells[percent_column] * 100:.10g}%"
        yield [cell if type(cell) is str else convert(cell) for cell in cells]
