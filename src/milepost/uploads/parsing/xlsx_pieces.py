"""A large sheet, read in pieces: the library holds every sheet twice, as cells and as a rectangle of them.

Each piece is a workbook in memory that has some of the rows and all that their cells refer to. A sheet whose text is
not as spreadsheet programs write it is never cut: that could be in the middle of something else.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import chain, islice
from operator import lt
from typing import IO, Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.parsing.xlsx_looks import prefix_of, texts
from milepost.uploads.parsing.xlsx_package import Package

_MB = 1 << 20
_LARGE = 160 * _MB  # of text; of the shortest cells the library makes three times that
_PIECE = 48 * _MB
_ASIDE = re.compile(rb"<[!?](?!xml\s)")  # a comment, CDATA, an instruction: whatever looks like a row in it is none


def rows_of(package: Package, name: str, *, keep_width: bool) -> Iterator[list[Any]] | None:
    """The rows of a large sheet, as the library gives them; None for a sheet that is to be read whole.

    They have the width of the sheet with `keep_width`, else at least that of the rows before.
    Raises `Refusal` while they are read, also for cells that are merged below the heading.
    """
    if not package.has_part_larger_than(_LARGE):
        return None
    sheet = _Sheet(package, package.sheet_part(name))
    if package.size(sheet.part) <= _LARGE or not sheet.is_plain():
        return None
    width = sheet.width() if keep_width else 1
    return _rows(sheet.pieces(), name, width) if width else None


def refuse_merged(sheet: CalamineSheet) -> None:
    """Raises `Refusal` for merged cells below the heading: such cells have their value in their first row only."""
    for (top, _left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > 0:
            raise Refusal("merged", row=max(top, 1) + 1)


def cells_of(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows from row 1, each from column A; the library leaves empty columns out that stand before all others."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    return (before + cells for cells in sheet.iter_rows()) if before else sheet.iter_rows()


def _rows(pieces: Iterator[BytesIO], name: str, width: int) -> Iterator[list[Any]]:
    done = 0
    for piece in pieces:
        sheet = _read(piece, name)
        if sheet.start is None or sheet.end is None:  # it has no cells
            continue
        if sheet.start[0] < done:  # some cell says that it stands in another row than its own
            raise Refusal("no_places")
        rows = islice(cells_of(sheet), done, None)  # those before the first of the piece are empty
        done, columns = sheet.end[0] + 1, sheet.end[1] + 1
        width = max(width, columns)
        del sheet
        yield from rows if columns == width else (cells + [""] * (width - columns) for cells in rows)
        del rows


def _read(piece: BytesIO, name: str) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_filelike(piece)
        piece.close()  # the library has a copy
        sheet = workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise Refusal("broken") from error
    refuse_merged(sheet)
    return sheet


class _Piece(BytesIO):
    """A workbook in memory. The library asks for as much again as it has, and would get that as one more copy."""

    def read(self, size: int | None = -1, /) -> bytes:
        """So many of the next bytes, or fewer."""
        return super().read(min(size or 0, _MB))


class _Sheet:
    """The text of a sheet."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self.part = package, part
        self._prefix = prefix_of(package, part)
        self._tag = re.escape(self._prefix)
        self._row = re.compile(rb"<%brow[\s/>](?:r=\"(\d{1,7})\")?" % self._tag)

    def is_plain(self) -> bool:
        """Whether it may be cut before each of its rows.

        It may if it holds nothing but rows and cells, and if each row begins with where it stands, in order.
        """
        last, text = 0, b""
        for text in self._texts():
            numbers = [int(number or 0) for number in self._row.findall(text)]
            if not all(map(lt, [last, *numbers], numbers)) or ((b"!" in text or b"?" in text) and _ASIDE.search(text)):
                return False
            last = [last, *numbers][-1]
        return bool(re.search(rb"</%bsheetData\s*>" % self._tag, text))

    def width(self) -> int:
        """How many columns it has; 0 if some cell, not empty, does not begin with where it stands, or is beyond Z."""
        width = 1
        beyond = self._beyond(width)
        for text in self._texts():
            while cell := beyond.search(text):
                if not cell[1]:
                    return 0
                width = ord(cell[1]) - ord("A") + 1
                beyond = self._beyond(width)
        return width

    def _beyond(self, width: int) -> re.Pattern[bytes]:
        """A cell with anything in it, not in the first so many columns; with its column, if that is one letter."""
        letter = chr(ord("A") + width - 1).encode()
        return re.compile(rb"<%bc(?! r=\"[A-%b]\d|[^<>]*/>|[^\s>])(?: r=\"([A-Z])\d)?" % (self._tag, letter))

    def pieces(self) -> Iterator[BytesIO]:
        """Workbooks with the rows of the sheet, one after another; the last has what follows the rows, too."""
        rest = self._texts(with_rest=True)
        text = next(rest)
        begin = re.search(rb"<%bsheetData(?:\s[^<>]*)?>" % self._tag, text)
        if begin is None:
            raise Refusal("broken")
        head = text[: begin.end()]
        row: bytes | None = text[begin.end() :]
        while row is not None:
            piece = _Piece()
            with self._package.copied(piece, self.part) as sheet:
                sheet.write(head)
                row = self._fill(sheet, chain([row], rest))
            piece.seek(0)
            yield piece

    def _fill(self, sheet: IO[bytes], rest: Iterator[bytes]) -> bytes | None:
        """Write some of the rest, and end the sheet; returns the next row, with what was read behind it."""
        size = 0
        for text in rest:
            if row := self._row.search(text, max(0, _PIECE - size)):
                sheet.write(text[: row.start()])
                sheet.write(b"</%bsheetData></%bworksheet>" % (self._prefix, self._prefix))
                return text[row.start() :]
            size += sheet.write(text)
        return None

    def _texts(self, *, with_rest: bool = False) -> Iterator[bytes]:
        return texts(self._package, self.part, self._prefix, with_rest=with_rest)
