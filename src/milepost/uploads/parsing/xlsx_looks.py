"""What the cells of a sheet do not tell: found by searching the text of its part (ECMA-376 part 1, section 18.3.1).

The text is gone through once, in pieces. Most sheets have nothing of what is searched for, so a quick look at each
piece comes first, for the one way in which programs write an attribute.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from milepost.uploads.parsing.cells import letters
from milepost.uploads.parsing.found import MAX_ROWS
from milepost.uploads.parsing.number_formats import is_percent, zeros
from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.parsing.xlsx_package import Package

_BLOCK = 1 << 20
_LONGEST_CELL = 4 << 20  # with its markup; its text has no more than 32,767 characters
_BEGINNING = 4_096

PERCENT = 255  # see `Marks`; any other mark is one of `number_formats.zeros`
# How the cells of a column read, where that is unlike their numbers: a byte for each row, 0 for most.
Marks = Mapping[int, bytearray]

_ROOT = re.compile(rb"<([^\s<>/:?!]+:)?worksheet[\s>]")
_ROW = re.compile(rb"\sr\s*=\s*[\"'](\d+)[\"']")
# Within a start tag: that the cell stands in one of some columns, or does not say where it stands.
_PLACED = rb"(?:(?=[^<>]*\sr\s*=\s*[\"']((?i:%b))(\d+)[\"'])|(?![^<>]*\sr\s*=))"
_QUICK_HIDDEN, _QUICK_ERROR = b"hidden=", b't="e"'


def look(package: Package, part: str, columns: Collection[int], ids: Collection[int], percent: int | None) -> Marks:
    """Look through a sheet: at all `columns` that are read, from 0, those of them with `ids`, and one with per cent.

    Raises `Refusal` for a hidden row that has cells, and for a cell with an error, or with a formula that has no
    result: both would be read as empty. So too for such a row or cell that does not say where it stands.
    """
    prefix = prefix_of(package, part)
    tag = re.escape(prefix)
    formats = list(enumerate(package.number_formats()))
    wanted = [_Style(tag, ids, {style: mark for style, code in formats if (mark := zeros(code))})]
    if percent is not None:
        wanted.append(_Style(tag, [percent], {style: PERCENT for style, code in formats if is_percent(code)}))
    styles = [style for style in wanted if style.is_used]
    faults = _Faults(tag, columns)
    for piece in texts(package, part, prefix):
        is_odd = b"'" in piece and b"='" in piece  # no spreadsheet program writes attributes so
        faults.refuse(piece, is_odd)
        for style in styles:
            style.mark(piece, is_odd)
    return {column: rows for style in styles for column, rows in style.marks.items()}


class _Faults:
    """What a sheet is refused for."""

    def __init__(self, prefix: bytes, columns: Collection[int]) -> None:
        cell = rb"<%bc(?=[\s>])%b" % (prefix, _PLACED % _alternatives(map(_letters, columns)))
        formula = rb"[^<>]*>\s*<%bf(?:\s[^<>]*)?(?:/>|>[^<]*</%bf\s*>)" % (prefix, prefix)
        is_text = rb"[^<>]*\st\s*=\s*[\"']str[\"']"
        value, any_value = rb"\s*<%bv(?:\s[^<>]*)?(?<!/)>\s*[^<\s]" % prefix, rb"\s*<%bv[\s/>]" % prefix
        self._hidden = re.compile(rb"<%brow(?=[^<>]*\shidden\s*=\s*[\"'](?:1|true)[\"'])([^<>]*)(?<!/)>" % prefix)
        self._error = re.compile(rb"%b(?=[^<>]*\st\s*=\s*[\"']e[\"'])" % cell)
        self._quick_formula = re.compile(rb"<%bf[\s/>]" % prefix)
        # A formula may well result in a text without letters; any other value that is empty is none.
        self._formula = re.compile(
            rb"%b(?:(?=%b)%b(?!%b)|(?!%b)%b(?!%b))" % (cell, is_text, formula, any_value, is_text, formula, value)
        )

    def refuse(self, piece: bytes, is_odd: bool) -> None:
        """Raises `Refusal` for the first fault of each kind in a piece."""
        # A single letter is found ten times as fast, and often is not there at all.
        if is_odd or (b"h" in piece and _QUICK_HIDDEN in piece):
            for row in self._hidden.finditer(piece):
                _refuse_hidden(_ROW.search(row[1]))
        if is_odd or (b"e" in piece and _QUICK_ERROR in piece):
            _refuse_cell(self._error.search(piece))
        if b"f" in piece and self._quick_formula.search(piece):
            _refuse_cell(self._formula.search(piece))


class _Style:
    """The cells of some columns that have one of some styles; `styles` says what each of these is marked as."""

    def __init__(self, prefix: bytes, columns: Collection[int], styles: Mapping[int, int]) -> None:
        self._columns = {_letters(column): column for column in columns}
        self._styles = {str(style).encode(): mark for style, mark in styles.items()}
        self.is_used = bool(columns and styles)
        self.marks: dict[int, bytearray] = {}
        numbers, placed = _alternatives(self._styles), _PLACED % _alternatives(self._columns)
        styled, self._quick = rb"(?=[^<>]*\ss\s*=\s*[\"'](%b)[\"'])" % numbers, re.compile(rb" s=\"(?:%b)\"" % numbers)
        if 0 in styles:  # the style of a cell that names none
            styled, self._quick = rb"(?:%b|(?![^<>]*\ss\s*=))" % styled, re.compile(rb"<%bc[\s>]" % prefix)
        self._cell = re.compile(rb"<%bc(?=[\s>])%b%b[^<>]*(?<!/)>" % (prefix, styled, placed))

    def mark(self, piece: bytes, is_odd: bool) -> None:
        """Mark such cells of a piece. Raises `Refusal` for one that does not say where it stands."""
        if not (is_odd or self._quick.search(piece)):
            return
        for style, column_letters, digits in self._cell.findall(piece):
            if not digits:
                raise Refusal("no_places")
            row, column = int(digits[:10]), self._columns[column_letters.upper()]
            if row <= MAX_ROWS:
                if column not in self.marks:
                    self.marks[column] = bytearray(MAX_ROWS + 1)
                self.marks[column][row] = self._styles[style or b"0"]


def _refuse_hidden(row: re.Match[bytes] | None) -> None:
    if row is None:
        raise Refusal("no_places")
    if int(row[1]) > 1:
        raise Refusal("hidden", row=int(row[1]))


def _refuse_cell(cell: re.Match[bytes] | None) -> None:
    if cell is not None:
        if cell[2] is None:
            raise Refusal("no_places")
        raise Refusal("no_result", cell=(cell[1].upper() + cell[2]).decode())


def prefix_of(package: Package, part: str) -> bytes:
    """What stands before the name of each tag of a sheet, such as `x:`; mostly nothing."""
    with package.opened(part) as file:
        root = _ROOT.search(file.read(_BEGINNING))
    return (root[1] if root else None) or b""


def texts(package: Package, part: str, prefix: bytes, *, with_rest: bool = False) -> Iterator[bytes]:
    """The text of a sheet up to the end of its rows, in pieces that are cut before a row or a cell; then the rest."""
    tag = re.escape(prefix)
    begin = re.compile(rb"<%b(?:row|c)[\s/>]" % tag)
    end = re.compile(rb"</%bsheetData\s*>|<%bsheetData(?:\s[^<>]*)?/>" % (tag, tag))
    rest = b""
    with package.opened(part) as file:
        while block := file.read(_BLOCK):
            rest += block
            cut = _last(begin, rest)
            if cut > 0:
                yield rest[:cut]
                rest = rest[cut:]
            elif end.search(rest):
                break
            elif len(rest) > _LONGEST_CELL:
                raise Refusal("broken")
        yield rest
        if with_rest:
            yield from iter(lambda: file.read(_BLOCK), b"")


def _last(tag: re.Pattern[bytes], text: bytes) -> int:
    """Where the last such tag begins; -1 if there is none."""
    place = text.rfind(b"<")
    while place >= 0 and not tag.match(text, place):
        place = text.rfind(b"<", 0, place)
    return place


def _alternatives(texts: Iterable[bytes]) -> bytes:
    return b"|".join(texts)


def _letters(column: int) -> bytes:
    return letters(column).encode()
