"""XLSX: cells of every type, sheets, and what the cells alone do not tell; the report is a workbook again."""

import datetime as dt

import pytest
from python_calamine import CalamineWorkbook

from milepost.base.errors import Refused
from milepost.progress.api import Fault, Kind
from milepost.uploads.formats import FORMATS
from milepost.uploads.report import write_report
from tests.uploads.making import (
    DETAILS,
    HEADING_ROW,
    MARK,
    RESET,
    Percent,
    archive,
    cell,
    notes,
    parts,
    read,
    worksheet,
    xlsx_file,
)

pytestmark = pytest.mark.usefixtures("way")

HALF_PAST_TEN = dt.datetime.fromisoformat("2026-11-20 10:30")


def cells_of(path):
    [*rows] = CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()
    return rows


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload.xlsx"


def test_ids_are_what_the_cell_shows(path):
    xlsx_file(
        path,
        [RESET, ["00000005", 5, True], [100_000.0, 1.5, 1], ["'=a", "jörg ☃", "FALSE"], [dt.date(2026, 5, 1), "", ""]],
    )
    assert [(row.line, row.learner, row.content, row.wanted) for row in read(path)] == [
        (2, "00000005", "5", "TRUE"),
        (3, "100000", "1.5", "1"),
        (4, "=a", "jörg ☃", "FALSE"),
        (5, "2026-05-01", "", ""),
    ]


def test_details(path):
    who = ["ada", "safety", "TRUE"]
    rows = [
        [*who, dt.date(2026, 11, 20), 85.5, 5400, "On paper"],
        [*who, HALF_PAST_TEN, Percent(0.855), dt.timedelta(minutes=90), ""],
        [*who, 46346, Percent(1), dt.timedelta(hours=100, seconds=1), ""],
        [*who, "20.11.2026", "85,5", "1 h 30 min", ""],
        [*who, "", "", "", ""],
    ]
    xlsx_file(path, [[*MARK, *DETAILS], *rows])
    assert [(row.completed_on, row.score, row.seconds, row.reason) for row in read(path, Kind.MARK_COMPLETE)] == [
        ("2026-11-20", "85.5", "5400", "On paper"),
        ("2026-11-20", "85.5", "5400", ""),
        ("2026-11-20", "100", "360001", ""),
        ("2026-11-20", "85.5", "5400", ""),
        ("", "", "", ""),
    ]


def test_the_report_is_the_workbook_again_with_the_errors_at_the_far_right(path):
    heading = [*MARK, "Note", *DETAILS]
    rows = [
        ["nobody", 5, True, "=1+1", dt.date(2026, 11, 20), Percent(0.855), dt.timedelta(minutes=90), ""],
        [],
        ["ada", "safety", "TRUE", 12.5, HALF_PAST_TEN, 85.5, "1:30:00", "x"],
    ]
    xlsx_file(path, [heading, *rows], names=["Liste Kassel"])
    faults = [
        Fault(2, "learner", "unknown_learner"),
        Fault(2, "content", "unknown_content"),
        Fault(4, "score", "bad_value"),
    ]
    target = path.with_name("report.xlsx")
    told = write_report(path, FORMATS[Kind.MARK_COMPLETE], faults, target, telling=1)

    assert CalamineWorkbook.from_path(target).sheet_names == ["Liste Kassel"]
    first, *written = cells_of(target)
    assert first == [*heading, "Error"]
    assert written[0][:-1] == ["nobody", 5.0, True, "'=1+1", dt.date(2026, 11, 20), "85.5%", "1:30:00", ""]
    assert written[0][-1].startswith("unknown_learner: Nobody has")
    assert "; unknown_content: Nothing has the UUID or asset id “5”. Spreadsheets shorten ids" in written[0][-1]
    assert written[1] == [""] * 9
    assert written[2][:-1] == ["ada", "safety", "TRUE", 12.5, HALF_PAST_TEN, 85.5, "1:30:00", "x"]
    assert "“85.5” in “Score” is no score" in written[2][-1]
    assert told == [f"Row 2  {written[0][-1]}"]
    assert read(target, Kind.MARK_COMPLETE) == read(path, Kind.MARK_COMPLETE), "handed in again it means the same"


def test_the_error_column_of_an_earlier_report_is_replaced(path):
    xlsx_file(path, [["Learner", "Error", *RESET[1:]], ["ada", "bad", "safety", "TRUE"]])
    target = path.with_name("report.xlsx")
    write_report(path, FORMATS[Kind.RESET], [Fault(2, "row", "duplicate_row")], target)
    heading, row = cells_of(target)
    assert heading == [*RESET, "Error"]
    assert row[:3] == ["ada", "safety", "TRUE"]
    assert row[3].startswith("duplicate_row: ")


def test_the_first_sheet_with_the_heading_is_read_and_that_is_said(path):
    wanted = [RESET, ["ada", "safety", "TRUE"]]
    xlsx_file(path, [["What this is"], ["A list"]], [], wanted, [RESET, ["bob", "safety", "TRUE"]], names="wxyz")
    assert [row.learner for row in read(path)] == ["ada"]
    assert notes(path) == ["The file has several sheets; only “y” was read."]
    xlsx_file(path, wanted)
    assert notes(path) == []


def test_the_sheet_that_comes_nearest_is_the_one_that_lacks_columns(path):
    xlsx_file(path, [["What"]], [["Learner", "Content"], ["ada", "safety"]])
    with pytest.raises(Refused, match="has no column “Reset required”"):
        read(path)


def test_a_table_that_does_not_begin_in_a1(path):
    xlsx_file(path, [["", *RESET], ["", "ada", "safety", "TRUE"]])
    assert [(row.line, row.learner) for row in read(path)] == [(2, "ada")]
    xlsx_file(path, [[], RESET, ["ada", "safety", "TRUE"]])
    with pytest.raises(Refused, match=r"Row 1 of “upload\.xlsx” is empty; the heading must stand there"):
        read(path)
    xlsx_file(path, [[], []], [["", " "]])
    with pytest.raises(Refused, match=r"The file “upload\.xlsx” is empty"):
        read(path)


def test_a_row_that_only_has_its_old_error_is_empty(path):
    heading = ["Learner", "Error", *RESET[1:], "Note"]
    xlsx_file(path, [heading, ["", "old", "", "", ""], ["ada", "old", "", "", ""], ["", "", "", "", "note"]])
    assert [row.line for row in read(path)] == [3, 4]


def test_formulas_are_their_last_result(path):
    rows = (
        '<row r="2"><c r="A2" t="str"><f>A9</f><v>ada</v></c><c r="B2"><f>2+3</f><v>5</v></c>'
        '<c r="C2" t="b"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>""</f><v></v></c><c r="B3"><f t="shared" si="0"/><v>6</v></c>'
        '<c r="C3" t="b"><f>B3=5</f>\n<v>0</v></c></row>'
    )
    archive(path, parts(worksheet(HEADING_ROW + rows)))
    assert [(row.learner, row.content, row.wanted) for row in read(path)] == [("ada", "5", "TRUE"), ("", "6", "FALSE")]


@pytest.mark.parametrize("hidden", ['hidden="1"', "hidden='true'", 'spans="1:3" ht="15" hidden="1" customHeight="1"'])
def test_nobody_means_learners_whom_a_filter_hides(path, hidden):
    row = f'<row r="7" {hidden}>{cell("A7", "ada")}</row>'
    archive(path, parts(worksheet(HEADING_ROW + f'<row r="6">{cell("A6", "bob")}</row>' + row)))
    with pytest.raises(Refused, match="Row 7 is hidden"):
        read(path)


def test_what_is_hidden_and_empty_does_not_matter(path):
    rows = f'<row r="2">{cell("A2", "ada")}</row><row r="3" hidden="1"/><row r="4" hidden="0">{cell("A4", "b")}</row>'
    archive(
        path, parts(worksheet(HEADING_ROW + rows).replace("<sheetData>", '<cols><col hidden="1"/></cols><sheetData>'))
    )
    assert [row.line for row in read(path)] == [2, 4]


def test_merged_cells_are_refused_below_the_heading_only(path):
    rows = HEADING_ROW + f'<row r="2">{cell("A2", "ada")}</row><row r="3">{cell("B3", "safety")}</row>'
    for merged, is_refused in (("A2:A3", True), ("A1:A2", True), ("D1:E1", False)):
        merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'
        archive(path, parts(worksheet(rows).replace("</sheetData>", merge)))
        if is_refused:
            with pytest.raises(Refused, match="Row 2 has merged cells"):
                read(path)
        else:
            assert len(read(path)) == 2


def test_hidden_sheets_are_not_looked_at(path):
    workbook = parts(worksheet(HEADING_ROW))
    workbook["xl/workbook.xml"] = workbook["xl/workbook.xml"].replace("sheetId=", 'state="hidden" sheetId=')
    archive(path, workbook)
    with pytest.raises(Refused, match="is empty"):
        read(path)
