"""A large sheet is read in pieces; that gives what reading it whole does, and what cannot be cut is read whole."""

import datetime as dt

import pytest

from milepost.progress.api import Kind
from milepost.uploads import sheet as sheets
from milepost.uploads.formats import FORMATS
from milepost.uploads.parsing import xlsx_file, xlsx_pieces
from milepost.uploads.parsing.heading import Wanted
from milepost.uploads.parsing.refusal import Refusal
from milepost.uploads.parsing.xlsx_package import Package
from tests.uploads.making import (
    DETAILS,
    HEADING_ROW,
    MARK,
    RESET,
    SHEET,
    Formatted,
    Percent,
    archive,
    cell,
    parts,
    read,
    worksheet,
)
from tests.uploads.making import (
    xlsx_file as write,
)

HEADING = HEADING_ROW.replace("'", '"')
WHO = ["ada", "safety", "TRUE"]
ROWS = [
    [
        Formatted(5, "00000000"),
        "=1+1",
        True,
        dt.date(2026, 11, 20),
        Percent(0.855),
        dt.timedelta(minutes=90),
        "jörg ☃",
    ],
    [],
    ["", "", "", "", "", "", "sparse"],
    [*WHO, dt.datetime.fromisoformat("2026-11-20 10:30"), 85.5, 5400, '"quoted" <tags> & such'],
    *[[*WHO, "", "", "", ""]] * 5,
    [],
    ["x" * 500, 1.5, False, 46346, "85,5 %", "1:30:00", " blanks "],
    ["b", "", "", "", "", "", "", "", "far right"],
    [*WHO, "", "", "", "!?"],
]
ROW = f'<row r="2">{cell("A2", "ada")}</row>'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload.xlsx"


@pytest.fixture
def found(path, monkeypatch):
    """What the reader finds in the file when it reads it whole, or in pieces, or why it refuses it."""

    def find(heading, *, in_pieces, keep_types=True):
        monkeypatch.setattr(xlsx_pieces, "_PIECE", 1)
        monkeypatch.setattr(xlsx_pieces, "_LARGE", 0 if in_pieces else 1 << 40)
        wanted = Wanted(heading, DETAILS, ["Learner", "Content"], "Score", "Reason", "Error")
        with path.open("rb") as file:
            try:
                found = xlsx_file.read(file, wanted, keep_types=keep_types)
                return found.heading, found.columns, found.about, list(found.rows)
            except Refusal as refusal:
                return refusal.code, refusal.details

    return find


def number_of_pieces(path):
    with path.open("rb") as file:
        sheet = xlsx_pieces._Sheet(Package(file), SHEET)
        return sum(1 for _piece in sheet.pieces()) if sheet.is_plain() else 0


def test_cells_of_every_type(path, found):
    write(path, [[*MARK, *DETAILS], *ROWS])
    whole = found(MARK, in_pieces=False)
    assert found(MARK, in_pieces=True) == whole
    assert number_of_pieces(path) > 8
    assert len(whole[0]) == 9, "a report keeps what stands right of the heading"
    as_text = [found(MARK, in_pieces=in_pieces, keep_types=False) for in_pieces in (False, True)]
    assert as_text[0][1:3] == as_text[1][1:3]
    assert [trimmed(row) for row in as_text[0][3]] == [trimmed(row) for row in as_text[1][3]]


def trimmed(cells):
    """Without the empty cells at the end."""
    return cells[: max((place for place, text in enumerate(cells, start=1) if text), default=0)]


@pytest.mark.parametrize(
    ("rows", "is_cut"),
    [
        (f'{ROW}<row r="9">{cell("B9", "x")}</row><row r="10"/>', True),
        (f'{ROW}<row r="3" ht="15"></row>\n  <row\tr="4" hidden="0"><c><v>5</v></c></row>', True),
        (f'{ROW}<row spans="1:3" r="3">{cell("A3", "bob")}</row>', False),
        (f"{ROW}<row>{cell('A3', 'bob')}</row>", False),
        (f"{ROW}<row r='3'>{cell('A3', 'bob')}</row>", False),
        (f'{ROW}<!-- <row r="3">{cell("A3", "bob")}</row> -->', False),
        (f'{ROW}<row r="3"><c r="A3" t="inlineStr"><is><t><![CDATA[<row r="4">]]></t></is></c></row>', False),
        (f'{ROW}<?odd <row r="3"> ?>', False),
        (f'<row r="5">{cell("A5", "bob")}</row>{ROW}<row r="7">{cell("A7", "eve")}</row>', False),
        (f"{ROW}{ROW}", False),
    ],
)
def test_text_that_is_not_as_programs_write_it_is_not_cut(path, found, rows, is_cut):
    archive(path, parts(worksheet(HEADING + rows)))
    assert found(RESET, in_pieces=True) == found(RESET, in_pieces=False)
    assert (number_of_pieces(path) > 1) is is_cut


@pytest.mark.parametrize("end", ["", "</sheetData>", "</row></sheetData></worksheet>", '<c r="A3"><v></sheetData>'])
def test_text_without_its_end(path, found, end):
    text = worksheet(HEADING + ROW).replace("</sheetData></worksheet>", end)
    archive(path, parts(text))
    assert found(RESET, in_pieces=True) == found(RESET, in_pieces=False)


def test_a_cell_that_says_that_it_stands_in_another_row(path, found):
    rows = "".join(f'<row r="{row}">{cell(f"A{row + 5}", "ada")}{cell(f"B{row}", "x")}</row>' for row in range(2, 9))
    archive(path, parts(worksheet(HEADING + rows + '<row r="9"><c r="A5"><v>1</v></c></row>')))
    assert found(RESET, in_pieces=True) == ("no_places", {})


def test_a_file_that_is_large_indeed(path):
    """So large that the process that reads it cuts it, with its own limits."""
    text = "x" * 1_900
    rows = "".join(
        f'<row r="{row}">{cell(f"A{row}", f"learner{row}")}{cell(f"B{row}", "safety")}{cell(f"D{row}", text)}</row>'
        for row in range(2, 90_000)
    )
    archive(path, parts(worksheet(HEADING + rows)))
    with path.open("rb") as file:
        assert Package(file).size(SHEET) > xlsx_pieces._LARGE
    found = read(path)
    assert [found[0].learner, found[-1].learner, len(found)] == ["learner2", "learner89999", 89_998]
    with sheets.opened(path, FORMATS[Kind.RESET], whole=True) as sheet:
        assert len(sheet.heading) == 4
