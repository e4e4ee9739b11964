"""A report that somebody wants at a place of their own: kept as ever, and copied there besides."""

import os
import shutil

import pytest
from python_calamine import CalamineWorkbook

from milepost.base.errors import NotFound, Refused
from milepost.progress.api import Kind, Operation, Request, State
from milepost.uploads import api as uploads
from tests.commands.acting import STAFF
from tests.support.world import group, learner, limited_staff
from tests.uploads.making import RESET, csv_file, xlsx_file

pytestmark = pytest.mark.django_db

FAULTY = [RESET, ["nobody", "safety", "TRUE"], ["ada", "safety", "TRUE"]]
ASKED = Request(kind=Kind.RESET, source="file")


@pytest.fixture
def submit(school):
    def submit(report, rows=FAULTY, actor=STAFF):
        path = csv_file(school.folder / "upload.csv", rows)
        return uploads.submit_file(actor, ASKED, path, report=report).operation

    return submit


def test_it_is_kept_and_copied_whatever_becomes_of_the_rows(school, submit):
    target = school.folder / "asked" / "for" / "report.csv"
    for rows in (FAULTY, [RESET, ["ada", "safety", "TRUE"]]):
        operation = submit(target, rows)
        kept = school.data / "reports" / f"{operation.uuid}.csv"
        assert uploads.report_file(STAFF, operation.uuid).path == kept
        assert target.read_bytes() == kept.read_bytes()
        assert list(target.parent.iterdir()) == [target]
    assert operation.state == State.PREVIEWED


@pytest.mark.requirement("LW-02")
def test_nobody_gets_the_report_of_another_operation_that_stands_at_the_same_place(school, submit):
    """R40: lena's reach is bob, and never was the second list hers."""
    bob, _eve = learner("bob"), learner("eve")
    lena = limited_staff("lena", "Training manager", [group("Kassel", bob)])
    target = school.folder / "errors.csv"
    first = submit(target, [RESET, ["bob", "safety", "MAYBE"]])
    second = submit(target, [RESET, ["eve", "safety", "MAYBE"]])
    with pytest.raises(NotFound):
        uploads.report_file(lena, second.uuid)
    handed_out = uploads.report_file(lena, first.uuid)
    assert b"bob" in handed_out.path.read_bytes()
    assert b"eve" in target.read_bytes()


def test_what_was_noted_elsewhere_by_earlier_versions_is_not_handed_out(school, submit):
    operation = submit(None)
    kept = uploads.report_file(STAFF, operation.uuid).path
    for place in (school.folder / "errors.csv", kept.with_name("named.csv"), kept.parent / ".." / "errors.csv"):
        shutil.copyfile(kept, place)
        Operation.objects.filter(pk=operation.pk).update(report=str(place))
        with pytest.raises(NotFound, match="has no validation report"):
            uploads.report_file(STAFF, operation.uuid)


def test_an_ending_that_is_not_the_one_of_the_file_is_refused(school):
    table, book = csv_file(school.folder / "list.csv", FAULTY), xlsx_file(school.folder / "list.xlsx", FAULTY)
    for path, name, right in ((table, "errors.XLSX", ".csv"), (book, "errors.csv", ".xlsx")):
        with pytest.raises(Refused, match=rf"/{name}” must end with {right}"):
            uploads.submit_file(STAFF, ASKED, path, report=school.folder / name)
        assert not (school.folder / name).exists()
    assert not Operation.objects.exists()
    assert school.kept() == set()
    for path, name in ((table, "errors.CSV"), (book, "errors.xlsx"), (table, "errors"), (table, "errors.txt")):
        uploads.submit_file(STAFF, ASKED, path, report=school.folder / name)
    assert (school.folder / "errors").read_bytes() == (school.folder / "errors.CSV").read_bytes()
    assert len(CalamineWorkbook.from_path(school.folder / "errors.xlsx").get_sheet_by_index(0).to_python()) == 3


def test_a_place_where_no_report_can_stand_is_refused_before_anything_is_staged(school, submit):
    (school.folder / "file").write_text("mine")
    os.mkfifo(school.folder / "pipe")
    (school.folder / "link.csv").symlink_to(school.folder / "upload.csv")
    for target, said in (
        (school.folder / "upload.csv", "is the file itself"),
        (school.folder / "data" / ".." / "upload.csv", "is the file itself"),
        (school.folder / "link.csv", "is the file itself"),
        (school.folder, "is no file that could be replaced"),
        (school.folder / "pipe", "is no file that could be replaced"),
        (school.folder / "file" / "report.csv", "cannot be written: "),
        (school.folder / ("x" * 300 + ".csv"), "cannot be written: File name too long"),
        (school.data / "reports" / "mine.csv", "Milepost keeps its own files"),
        (school.data / "uploads" / ".." / "reports" / "mine.csv", "Milepost keeps its own files"),
    ):
        with pytest.raises(Refused) as refused:
            submit(target)
        assert said in str(refused.value)
    assert not Operation.objects.exists()
    assert school.kept() == set()
    assert len((school.folder / "upload.csv").read_text().splitlines()) == 3
    assert (school.folder / "file").read_text() == "mine"
