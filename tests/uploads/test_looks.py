"""XLSX: what the cells alone do not tell, and what would be read as empty or as another number."""

import datetime as dt
import re

import pytest

from milepost.base.errors import Refused
from milepost.progress.api import Fault, Kind
from milepost.uploads.formats import FORMATS
from milepost.uploads.report import write_report
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
    xlsx_file,
)

pytestmark = pytest.mark.usefixtures("way")

ADA = f'<row r="2">{cell("A2", "ada")}{cell("B2", "safety")}{cell("C2", "TRUE")}</row>'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload.xlsx"


def of(path, rows):
    """A workbook with these rows below the heading."""
    return archive(path, parts(worksheet(HEADING_ROW + rows)))


def refusal(path, kind=Kind.RESET):
    with pytest.raises(Refused) as refused:
        read(path, kind)
    return str(refused.value)


def scores(path, *cells):
    who = ["ada", "safety", "TRUE", ""]
    xlsx_file(path, [[*MARK, *DETAILS[:2]], *([*who, each] for each in cells)])
    return [row.score for row in read(path, Kind.MARK_COMPLETE)]


# --- errors and formulas -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "bad",
    [
        '<c r="B3" t="e"><v>#N/A</v></c>',
        "<c r='B3' t='e'><v>#N/A</v></c>",
        '<c t = "e" s="0" r = "B3"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="B3"><f>B2</f></c>',
        '<c r="B3"><f>B2</f><v></v></c>',
        '<c r="B3"><f>B2</f><v/></c>',
        '<c r="B3" t="n">\n  <f>B2</f>\n  <v />\n</c>',
        '<c r="B3"><f t="shared" ref="B3:B9" si="0">B2</f></c>',
        '<c r="B3"><f t="shared" si="0"/></c>',
        '<c r="B3"><f/></c>',
        '<c r="B3" t="str"><f>B2</f></c>',
        '<c r="b3" t="b"><f>B2</f><v></v></c>',
    ],
)
def test_a_cell_with_an_error_or_a_formula_without_result_is_not_empty(path, bad):
    of(path, f'{ADA}<row r="3">{cell("A3", "bob")}{bad}{cell("C3", "TRUE")}</row>')
    assert refusal(path) == (
        "Cell B3 shows an error or a formula without a result. Correct it, or save the file in a spreadsheet program."
    )


def test_an_error_in_a_column_that_may_be_missing(path):
    """Read as empty it would mean: the whole course."""
    heading = [*RESET, "Content type", "Activity"]
    row = "".join(cell(f"{'ABCDE'[place]}1", heading[place]) for place in range(5))
    error = ADA.replace("</row>", '<c r="E2" t="e"><v>#N/A</v></c></row>')
    archive(path, parts(worksheet(f'<row r="1">{row}</row>{error}')))
    assert "Cell E2 shows an error" in refusal(path)


def test_an_error_in_a_column_that_is_not_read_does_not_matter(path):
    of(path, ADA.replace("</row>", '<c r="D2" t="e"><v>#N/A</v></c><c r="AA2"><f>B2</f></c></row>'))
    assert [row.learner for row in read(path)] == ["ada"]


@pytest.mark.parametrize("prefix", ["x", "x-y.z", "ü"])
def test_a_sheet_whose_tags_have_a_prefix(path, prefix):
    for good, said in ((True, ""), (False, "Cell B2 shows an error or a formula without a result")):
        formula = f'<c r="B2"><f>1</f>{"<v>1</v>" if good else ""}</c>'
        text = worksheet(f'{HEADING_ROW}<row r="2">{cell("A2", "ada")}{formula}</row>')
        text = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}:", text)
        archive(path, parts(text.replace("xmlns=", f"xmlns:{prefix}=")))
        assert [row.content for row in read(path)] == ["1"] if good else said in refusal(path)


@pytest.mark.parametrize("way", ["whole"], indirect=True)
def test_formulas_wherever_a_piece_of_the_text_ends(path):
    """A sheet is searched in pieces of a megabyte."""
    rows = [
        f'<row r="{row}"><c r="A{row}"><f>A{row - 1}+1</f><v>{row}</v></c>'
        f'<c r="B{row}" t="str"><f>"x"</f><v>x</v></c></row>'
        for row in range(2, 40_000)
    ]
    for shift in range(0, 110, 10):
        of(path, " " * shift + "".join(rows))
        assert len(read(path)) == len(rows)
    of(path, "".join(rows) + '<row r="40000"><c r="A40000"><f>1</f></c></row>' + " " * 3_000_000)
    assert "Cell A40000" in refusal(path)


@pytest.mark.parametrize("way", ["whole"], indirect=True)
def test_what_follows_the_rows_may_be_long(path):
    links = "".join(f'<hyperlink ref="D{row}" location="x"/>' for row in range(200_000))
    archive(
        path,
        parts(worksheet(HEADING_ROW + ADA).replace("</sheetData>", f"</sheetData><hyperlinks>{links}</hyperlinks>")),
    )
    assert [row.learner for row in read(path)] == ["ada"]


@pytest.mark.parametrize("way", ["whole"], indirect=True)
def test_a_cell_without_end(path):
    of(path, f'<row r="2">{cell("A2", "x" * 7_000_000)}</row>')
    assert "is damaged" in refusal(path)


# --- ids that are numbers ----------------------------------------------------------------------------
def test_an_id_has_the_zeros_that_its_cell_shows(path):
    rows = [
        [Formatted(5, "00000000"), Formatted(12, "000"), 1],
        [Formatted(123_456_789, "00000000"), "5", 1],
        [5, Formatted(5, "0"), Formatted(1, "00")],
    ]
    xlsx_file(path, [RESET, *rows])
    assert [(row.learner, row.content, row.wanted) for row in read(path)] == [
        ("00000005", "012", "1"),
        ("123456789", "5", "1"),
        ("5", "5", "1"),
    ]


def test_zeros_in_a_table_that_begins_in_another_column(path):
    xlsx_file(path, [["", *RESET], ["", Formatted(5, "00000000"), Formatted(7, "000"), 1]])
    assert [(row.learner, row.content) for row in read(path)] == [("00000005", "007")]


def test_the_report_has_the_zeros_too(path):
    xlsx_file(path, [RESET, [Formatted(5, "00000000"), "safety", "TRUE"]])
    target = path.with_name("report.xlsx")
    [told] = write_report(path, FORMATS[Kind.RESET], [Fault(2, "learner", "unknown_learner")], target, telling=1)
    assert "“00000005”" in told
    assert [row.learner for row in read(target)] == ["00000005"]


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (1234, "#,##0", "1234"),
        (5, "0.00", "5"),
        (12345, "00-000", "12345"),
        (5, '"P"00000', "5"),
        (0.05, "0%", "0.05"),
        (1.5, "000", "1.5"),
        (-5, "000", "-5"),
    ],
)
def test_an_id_that_is_not_just_its_digits_is_refused(path, value, code, said):
    xlsx_file(path, [RESET, ["ada", "safety", "TRUE"], ["bob", Formatted(value, code), "TRUE"]])
    assert refusal(path) == (
        f"Cell B3 holds the number {said}, but shows it in another form. "
        "Format the column as text, then enter the whole id again."
    )


def test_formats_of_text_and_of_days_and_of_other_columns_do_not_matter(path):
    with_format = '<c r="A2" s="1" t="inlineStr"><is><t>ada</t></is></c><c r="B2" s="1"/>'
    package = parts(worksheet(f'{HEADING_ROW}<row r="2">{with_format}<c r="C2" s="1"><v>1</v></c></row>'))
    archive(path, styled(package, "0.00"))
    assert [(row.learner, row.content, row.wanted) for row in read(path)] == [("ada", "", "1")]
    xlsx_file(path, [RESET, [dt.date(2026, 5, 1), 1.5, 1]])
    assert [(row.learner, row.content) for row in read(path)] == [("2026-05-01", "1.5")]


def test_the_style_of_cells_that_name_none(path):
    package = parts(worksheet(f'{HEADING_ROW}<row r="2"><c r="A2"><v>5</v></c><c r="B2" s="1"><v>5</v></c></row>'))
    archive(path, styled(package, "General", first="000"))
    assert [(row.learner, row.content) for row in read(path)] == [("005", "5")]


def styled(package, code, *, first="General"):
    """The package with a style 1 that has that format; `first`: the format of style 0."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
    rels, link = "xl/_rels/workbook.xml.rels", f'<Relationship Id="rId2" Type="{relation}" Target="styles.xml"/>'
    return package | {
        rels: package[rels].replace("</Relationships>", f"{link}</Relationships>"),
        "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<numFmts count="2"><numFmt numFmtId="170" formatCode="{first}"/><numFmt numFmtId="171" formatCode="{code}"/>'
        '</numFmts><cellXfs count="2"><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>',
    }


def test_a_long_number_keeps_its_digits(path):
    xlsx_file(path, [RESET, [Formatted(1_234_567_890_123_456, "0"), 999_999_999_999_999, 1]])
    assert [(row.learner, row.content) for row in read(path)] == [("1234567890123456", "999999999999999")]


# --- per cent ----------------------------------------------------------------------------------------
def test_a_per_cent_sign_that_is_mere_text(path):
    cells = [Formatted(85, '0" %"'), Formatted(1, '0" %"'), Formatted(85, "0\\%"), Formatted(85, "0\\ \\%")]
    assert scores(path, *cells) == ["85", "1", "85", "85"]
    assert scores(path, Percent(0.85), Formatted(0.85, "0\\ %"), Formatted(0.5, '0%;"-"')) == ["85", "85", "50"]


def test_per_cent_in_a_cell_that_does_not_say_where_it_stands(path):
    heading = "".join(cell(f"{'ABCD'[place]}1", [*MARK, "Score"][place]) for place in range(4))
    texts = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("ada", "safety", "TRUE"))
    package = parts(worksheet(f'<row r="1">{heading}</row><row>{texts}<c s="1"><v>0.85</v></c></row>'))
    archive(path, styled(package, "0"))
    assert [row.score for row in read(path, Kind.MARK_COMPLETE)] == ["0.85"]
    archive(path, styled(package, "0%"))
    assert "does not say where its rows and cells stand. Open it in a spreadsheet" in refusal(path, Kind.MARK_COMPLETE)


# --- where things stand ------------------------------------------------------------------------------
@pytest.mark.parametrize("row", ['<row hidden="1">', "<row hidden='true' ht='15'>"])
def test_a_hidden_row_without_its_number(path, row):
    of(path, f"{row}{cell('A2', 'ada')}</row>")
    assert "does not say where its rows and cells stand" in refusal(path)


@pytest.mark.parametrize("bad", ['<c t="e"><v>#N/A</v></c>', "<c><f>B2</f></c>"])
def test_an_error_that_does_not_say_where_it_stands(path, bad):
    of(path, f"<row>{bad}</row>")
    assert "does not say where its rows and cells stand" in refusal(path)


def test_parts_are_found_whatever_their_case(path):
    package = parts(worksheet(f'{HEADING_ROW}<row r="7" hidden="1">{cell("A7", "ada")}</row>'))
    rels = package["xl/_rels/workbook.xml.rels"]
    for target in ("worksheets/Sheet1.xml", "/xl/Worksheets/sheet1.XML", "worksheets/sheet1.xml"):
        archive(path, package | {"xl/_rels/workbook.xml.rels": rels.replace("worksheets/sheet1.xml", target)})
        assert "Row 7 is hidden" in refusal(path)


def test_two_parts_that_differ_in_case_alone(path):
    archive(path, parts(worksheet(HEADING_ROW + ADA)) | {SHEET.replace("sheet1", "Sheet1"): worksheet(HEADING_ROW)})
    assert "is damaged" in refusal(path)
