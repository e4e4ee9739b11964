"""Every fault of a row (R44) in both formats, on its row, in column order; and the mended report is accepted."""

import csv
import io

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from milepost.people.models import User
from milepost.progress.api import Kind, Request, State
from milepost.records.models import CourseRecord
from milepost.uploads import api as uploads
from tests.commands.acting import STAFF, apply
from tests.support.world import activity, snapshot
from tests.uploads.making import DETAILS, MARK, RESET, csv_file, xlsx_file

pytestmark = pytest.mark.django_db

HEADING = ["Learner", "Content type", "Content", "Activity", "Mark complete", *DETAILS]
# Each row with the codes that it is to have.
ROWS = [
    (["ada", "", "safety", "", "FALSE", "never", "no", "long", ""], []),
    (["", "", "", "", "", "", "", "", ""], None),
    (["", "", "safety", "", "TRUE", "", "", "", ""], ["missing_value"]),
    (["ada", "", "", "", "", "", "", "", ""], ["missing_value", "missing_value"]),
    (["nobody", "", "nothing", "", "MAYBE", "", "", "", ""], ["unknown_learner", "unknown_content", "bad_value"]),
    (["ada", "planet", "safety", "", "TRUE", "", "", "", ""], ["bad_value"]),
    (["ada", "activity", "safety", "nothing", "TRUE", "", "", "", ""], ["unknown_content"]),
    (["{ambiguous}", "", "safety", "", "TRUE", "", "", "", ""], ["ambiguous_learner"]),
    (["ada", "", "safety", "", "TRUE", "soon", "101", "1:30", "x" * 2_001], ["bad_value"] * 4),
    (["1E+05", "", "00000005", "", "TRUE", "", "", "", ""], ["unknown_learner", "unknown_content"]),
    (["ada@nordwerk.example", "", "{course}", "", "TRUE", "2025-01-31", "80", "60", "paper"], ["duplicate_row"]),
]


def make(folder, file_format, rows):
    write = csv_file if file_format == "csv" else xlsx_file
    return write(folder / f"upload.{file_format}", rows)


def cells_of(path, file_format):
    if file_format == "csv":
        return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
    return list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


@pytest.fixture
def rows(school):
    User.objects.create_user(str(school.ada.uuid))
    known = {"{ambiguous}": str(school.ada.uuid), "{course}": str(school.course.uuid)}
    return [([known.get(cell, cell) for cell in cells], codes) for cells, codes in ROWS]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_every_fault_is_reported_on_its_row_in_column_order(school, rows, file_format):
    path = make(school.folder, file_format, [HEADING, *(cells for cells, _codes in rows)])
    before = snapshot(school.ada)
    submitted = uploads.submit_file(STAFF, Request(kind=Kind.MARK_COMPLETE, source="file"), path, name="Liste.x")

    assert submitted.operation.state == State.REFUSED
    assert submitted.operation.faults == len([codes for _cells, codes in rows if codes])
    report = uploads.report_file(STAFF, submitted.operation.uuid)
    assert (report.name, report.media_type) == (f"Liste-report.{file_format}", uploads.MEDIA_TYPES[file_format])
    heading, *written = cells_of(report.path, file_format)
    assert heading == [*HEADING, "Error"]
    for (cells, codes), (*again, error) in zip(rows, written, strict=True):
        assert again == cells
        assert [part.partition(":")[0] for part in error.split("; ") if part] == (codes or [])
    assert len(submitted.faults) == 9
    assert submitted.faults[0].startswith("Row 4  missing_value: “Learner” is empty.")
    assert snapshot(school.ada) == before
    assert school.kept() == {f"{folder}/{submitted.operation.uuid}.{file_format}" for folder in ("reports", "uploads")}


def test_sentences_name_the_column_the_value_and_the_remedy(school, rows):
    path = make(school.folder, "csv", [HEADING, *(cells for cells, _codes in rows)])
    submitted = uploads.submit_file(STAFF, Request(kind=Kind.MARK_COMPLETE, source="file"), path)
    said = dict(zip([4, 5, 6, 7, 8, 9, 10, 11, 12], submitted.faults, strict=False))
    assert "“soon” in “Completion date” is no day until today. Write it as 2026-11-20 or 20.11.2026" in said[10]
    assert "“101” in “Score” is no score. Write a number from 0 to 100, such as 85.5" in said[10]
    assert "“1:30” in “Time spent” is no time. Write seconds, or hours, minutes and seconds as 1:30:00" in said[10]
    assert "The text in “Reason” is too long, or has a character that cannot be stored. Shorten it" in said[10]
    assert "“1E+05”. Spreadsheets shorten ids that look like numbers: format the column as text" in said[11]
    assert "“00000005”. Spreadsheets shorten ids that look like numbers" in said[11]
    assert "“planet” in “Content type” is no kind of content. Write course, activity or program" in said[7]
    assert "The course has no activity with the UUID or asset id “nothing”" in said[8]


@pytest.mark.parametrize("kind", ["", "activity", "course", "Kurs"])
def test_who_names_an_activity_means_no_more_than_that(kind, school):
    activity(school.course, "exam")
    rows = [["ada", "safety", kind, each, "TRUE"] for each in ("page-1", "exam-2")]
    path = make(school.folder, "csv", [["Learner", "Content", "Content type", "Activity", "Reset required"], *rows])
    operation = uploads.submit_file(STAFF, Request(kind=Kind.RESET, source="file"), path).operation
    assert (operation.state, operation.targets, operation.items_total) == (State.PREVIEWED, "activity", 2)


def test_an_activity_beside_a_program_is_a_fault_and_so_is_one_that_is_not_there(school):
    rows = [["ada", "induction", "program", "page-1", "TRUE"], ["ada", "safety", "course", "nothing", "TRUE"]]
    path = make(school.folder, "csv", [["Learner", "Content", "Content type", "Activity", "Reset required"], *rows])
    program, missing = uploads.submit_file(STAFF, Request(kind=Kind.RESET, source="file"), path).faults
    assert "bad_value: “page-1” stands in “Activity”, but the row is about a program" in program
    assert "unknown_content: The course has no activity with the UUID or asset id “nothing”" in missing


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_mended_report_is_accepted_with_its_error_column(school, file_format):
    path = make(school.folder, file_format, [RESET, ["nobody", "safety", "TRUE"], ["=ada", "safety", "FALSE"]])
    refused = uploads.submit_file(STAFF, Request(kind=Kind.RESET, source="file"), path)
    report = uploads.report_file(STAFF, refused.operation.uuid)
    heading, first, second = cells_of(report.path, file_format)
    assert second[0] == "'=ada"
    mended = make(school.folder, file_format, [heading, ["ada", *first[1:]], second])
    submitted = uploads.submit_file(STAFF, Request(kind=Kind.RESET, source="file"), mended)
    assert (submitted.operation.state, submitted.faults) == (State.PREVIEWED, ())


@pytest.mark.requirement("MP-08")
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_mark_with_day_score_time_and_reason_in_each_row(school, file_format):
    row = ["ada", "safety", "TRUE", "31.01.2025", "85,5", "1:30:00", "On paper"]
    path = make(school.folder, file_format, [[*MARK, *DETAILS], row])
    submitted = uploads.submit_file(STAFF, Request(kind=Kind.MARK_COMPLETE, source="file"), path)
    assert submitted.operation.has_details
    apply(submitted.operation)
    record = CourseRecord.objects.get(user=school.ada)
    assert (record.completed_at.date().isoformat(), record.score, record.imported_seconds) == (
        "2025-01-31",
        85.5,
        5400,
    )


def test_a_mark_without_these_columns_has_no_details(school):
    path = make(school.folder, "csv", [MARK, ["ada", "safety", "TRUE"]])
    submitted = uploads.submit_file(STAFF, Request(kind=Kind.MARK_COMPLETE, source="file"), path)
    assert not submitted.operation.has_details


def test_sentences_are_in_the_language_of_whoever_reads_them(school):
    path = make(school.folder, "csv", [RESET, ["", "safety", "TRUE"]])
    with translation.override("de"):
        submitted = uploads.submit_file(STAFF, Request(kind=Kind.RESET, source="file"), path)
    [sentence] = submitted.faults
    assert sentence.startswith("Zeile 2  missing_value: ")
