"""What cells of the upload look like in its report, and in what is said of them."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from milepost.progress.api import Fault, Kind, Request
from milepost.uploads import api as uploads
from milepost.uploads.formats import FORMATS
from milepost.uploads.report import write_report
from milepost.uploads.templates import as_xlsx
from tests.commands.acting import STAFF
from tests.uploads.making import DETAILS, MARK, RESET, csv_file, read, xlsx_file
from tests.uploads.styles import number_formats


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("inside", ["\r", "\n", "\r\n"])
def test_a_line_break_of_another_kind_in_a_cell_does_not_tear_its_row(tmp_path, newline, inside):
    path, target = tmp_path / "upload.csv", tmp_path / "report.csv"
    torn = f"x{inside}y"
    lines = ["Learner,Content,Reset required", "ada,safety,TRUE", f'bob,"{torn}",TRUE', f'eve,"{torn}",FALSE', "z,z,1"]
    path.write_bytes(newline.join([*lines, ""]).encode())
    write_report(path, FORMATS[Kind.RESET], [Fault(3, "content", "unknown_content")], target)
    heading, *rows = csv.reader(io.StringIO(target.read_bytes().decode(), newline=""))
    assert heading == [*RESET, "Error"]
    assert [row[:3] for row in rows] == [
        ["ada", "safety", "TRUE"],
        ["bob", torn, "TRUE"],
        ["eve", torn, "FALSE"],
        ["z", "z", "1"],
    ]
    assert [row[3][:15] for row in rows] == ["", "unknown_content", "", ""]
    assert read(target) == read(path)
    assert target.read_bytes().endswith(f"{newline}z,z,1,{newline}".encode())


def test_a_line_break_in_the_heading_does_not_tear_it(tmp_path):
    path, target = tmp_path / "upload.csv", tmp_path / "report.csv"
    path.write_bytes(b'"My\rnote",Learner,Content,Reset required\nx,ada,safety,TRUE\n')
    write_report(path, FORMATS[Kind.RESET], [], target)
    heading, row = csv.reader(io.StringIO(target.read_bytes().decode(), newline=""))
    assert (heading, row) == (["My\rnote", *RESET, "Error"], ["x", "ada", "safety", "TRUE", ""])


def test_texts_of_a_workbook_stay_text_when_somebody_mends_them(tmp_path):
    """What is typed into a cell with the format @ stays as it was typed: 00000005 and not 5."""
    path, target = tmp_path / "upload.xlsx", tmp_path / "report.xlsx"
    heading = ["Error", "Note", *MARK, "Content type", *DETAILS]
    rows = [
        ["old", "00042", "00000005", "safety", "TRUE", "", "", 85.5, "1:30", "On paper"],
        ["old", 12.5, 5, "", True, "", "20.11.2026", "", "", ""],
    ]
    xlsx_file(path, [heading, *rows])
    write_report(path, FORMATS[Kind.MARK_COMPLETE], [Fault(3, "learner", "unknown_learner")], target)
    columns, cells = number_formats(target)
    text, general = "@", "General"
    #        Note     Learner Content Mark    Type   Date     Score    Time     Reason Error
    assert columns[:10] == [general, text, text, general, text, general, general, general, text, general]
    assert [cells[f"{letter}2"] for letter in "ABCDHI"] == [text, text, text, text, text, text]
    assert (cells["G2"], cells["A3"], cells["D3"], cells["F3"]) == (general, general, general, text)
    assert cells["B3"] == text, "a number that should be an id: what is typed in its place stays"
    first, *written = CalamineWorkbook.from_path(target).get_sheet_by_index(0).iter_rows()
    assert first == [*heading[1:], "Error"]
    assert [row[:-1] for row in written] == [row[1:] for row in rows]
    assert read(target, Kind.MARK_COMPLETE) == read(path, Kind.MARK_COMPLETE)


def test_the_template_of_which_that_is_a_copy(tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(as_xlsx(FORMATS[Kind.MARK_COMPLETE]))
    columns, _cells = number_formats(path)
    assert columns == ["@"] * 7


@pytest.mark.django_db
def test_what_would_steer_the_terminal_is_not_said_and_stands_in_the_report(school):
    evil = "\x1b]0;pwned\x07\x1b[2J\u202eeve\nRow 9"
    path = csv_file(school.folder / "upload.csv", [RESET, [evil, "safety", "TRUE"]])
    submitted = uploads.submit_file(STAFF, Request(kind=Kind.RESET, source="file"), path)
    [said] = submitted.faults
    assert said.isprintable()
    assert "“\ufffd]0;pwned\ufffd\ufffd[2J\ufffdeve\ufffdRow 9”" in said
    report = uploads.report_file(STAFF, submitted.operation.uuid).path.read_bytes().decode()
    assert next(iter(csv.reader(io.StringIO(report.partition("\r\n")[2], newline=""))))[0] == evil
