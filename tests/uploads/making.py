"""Files for tests: CSV and XLSX as programs write them, and archives made by hand that no program would write."""

import contextlib
import csv
import datetime as dt
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import xlsxwriter

from milepost.progress.api import Kind, Row
from milepost.uploads import sheet as sheets
from milepost.uploads.formats import FORMATS

RESET = ["Learner", "Content", "Reset required"]
MARK = ["Learner", "Content", "Mark complete"]
DETAILS = ["Completion date", "Score", "Time spent", "Reason"]


@dataclass(frozen=True)
class Percent:
    """A cell that holds 0.85 and reads 85 %."""

    value: float


@dataclass(frozen=True)
class Formatted:
    """A cell that shows a number in that format."""

    value: float
    code: str


def csv_file(
    path: Path, rows: Sequence[Sequence[str]], *, delimiter=",", newline="\r\n", encoding="utf-8", mark=""
) -> Path:
    """A CSV file; the first row is its heading."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    path.write_bytes((mark + text.getvalue()).encode(encoding))
    return path


def xlsx_file(path: Path, *tables: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> Path:
    """A workbook with a sheet for each table; cells are what Excel would make of the value's type."""
    with xlsxwriter.Workbook(path) as book:
        for place, rows in enumerate(tables):
            sheet = book.add_worksheet(names[place] if names else None)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    _write(book, sheet, number, column, cell)
    return path


def _write(book: xlsxwriter.Workbook, sheet: Any, row: int, column: int, cell: Any) -> None:
    match cell:
        case "":
            pass
        case str():
            sheet.write_string(row, column, cell)
        case bool():
            sheet.write_boolean(row, column, cell)
        case Percent(value):
            sheet.write_number(row, column, value, book.add_format({"num_format": "0.0%"}))
        case Formatted(value, code):
            sheet.write_number(row, column, value, book.add_format({"num_format": code}))
        case dt.datetime():
            sheet.write_datetime(row, column, cell, book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))
        case dt.date():
            sheet.write_datetime(row, column, cell, book.add_format({"num_format": "dd.mm.yyyy"}))
        case dt.timedelta():
            sheet.write_datetime(row, column, cell, book.add_format({"num_format": "[h]:mm:ss"}))
        case _:
            sheet.write_number(row, column, cell)


def read(path: Path, kind: Kind = Kind.RESET) -> list[Row]:
    """The rows of a file as the heart would get them."""
    form = FORMATS[kind]
    with sheets.opened(path, form) as sheet:
        rows = form.rows(sheet)
        lines = [line for batch in rows.batches for line in zip(*batch, strict=True)]
    contents = list(rows.contents)
    return [
        Row(line, learner, contents[place][1], rows.answers[answer], contents[place][0], contents[place][2], *more)
        for line, place, answer, learner, *more in lines
    ]


def notes(path: Path, kind: Kind = Kind.RESET) -> Sequence[str]:
    with sheets.opened(path, FORMATS[kind]) as sheet:
        return sheet.notes


# --- archives made by hand ---------------------------------------------------------------------------
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def worksheet(data: str) -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{_SPREADSHEET}"><sheetData>{data}</sheetData></worksheet>'


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADING_ROW = "<row r='1'>" + "".join(cell(f"{'ABC'[n]}1", RESET[n]) for n in range(3)) + "</row>"


def parts(sheet: str) -> dict[str, str]:
    """The parts of the smallest workbook, with that worksheet."""
    return {
        "[Content_Types].xml": '<?xml version="1.0"?><Types '
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{_SPREADSHEET}" xmlns:r="{_RELATIONS}">'
        '<sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        SHEET: sheet,
    }


def archive(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return path


def bomb(path: Path, megabytes: int, piece: str, *, declared: int | None = None) -> Path:
    """A workbook whose sheet unpacks to that much: a piece of text again and again.

    `declared`: the size that the archive claims; the true one if None.
    """
    head, tail = (part.encode() for part in worksheet(HEADING_ROW + "|").split("|"))
    block = (piece * (1_000_000 // len(piece))).encode()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    # After a full flush a deflate stream refers to nothing before it: so the same bytes may follow again and again.
    first = deflate.compress(head) + deflate.flush(zlib.Z_FULL_FLUSH)
    again = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    last = deflate.compress(tail) + deflate.flush(zlib.Z_FINISH)
    archive(path, {name: text for name, text in parts("").items() if name != SHEET})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as file:
        file.writestr(SHEET, first + again * megabytes + last)
    crc = zlib.crc32(head)
    for _ in range(megabytes):
        crc = zlib.crc32(block, crc)
    true_size = len(head) + len(block) * megabytes + len(tail)
    _claim(path, zlib.crc32(tail, crc), true_size if declared is None else declared)
    return path


def _claim(path: Path, crc: int, size: int) -> None:
    """Say of the last entry, which was stored, that it is deflated and unpacks to that size."""
    content = bytearray(path.read_bytes())
    local, central = content.rindex(b"PK\x03\x04"), content.rindex(b"PK\x01\x02")
    for method, checksum, unpacked in (
        (local + 8, local + 14, local + 22),
        (central + 10, central + 16, central + 24),
    ):
        struct.pack_into("<H", content, method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", content, checksum, crc)
        struct.pack_into("<I", content, unpacked, size)
    path.write_bytes(content)


def readers() -> list[psutil.Process]:
    """The processes that read a file for this one."""
    children = psutil.Process().children()
    return [child for child in children if "milepost.uploads.parsing" in child.cmdline()]


@contextlib.contextmanager
def nothing_left_in(*folders: Path):
    """In this block no file and no folder appears there that is still there at its end."""
    before = {path for folder in folders for path in folder.rglob("*")}
    yield
    assert {path for folder in folders for path in folder.rglob("*")} - before == set()
