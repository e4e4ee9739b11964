"""A file is copied before it is looked at: rows, report and kept copy are of one and the same file."""

import contextlib
import csv
import os

import pytest
from django.db import connection

from milepost.base.errors import Refused
from milepost.progress.api import Kind, Operation, Request, State
from milepost.uploads import api as uploads
from milepost.uploads.arriving import blocks
from tests.commands.acting import STAFF
from tests.uploads.making import RESET, csv_file

pytestmark = pytest.mark.django_db

ASKED = Request(kind=Kind.RESET, source="file")


@contextlib.contextmanager
def saved_anew_while_staged(path, rows):
    """A colleague saves another list under that name as soon as the first row of the operation is written."""
    waiting = [rows]

    def save(execute, sql, params, many, context):
        if waiting and "progress_operation" in sql:
            csv_file(path.with_name("saving"), waiting.pop()).replace(path)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(save):
        yield
    assert not waiting


def test_a_list_that_is_saved_anew_meanwhile_is_reported_on_as_it_was_staged(school):
    path = csv_file(school.folder / "list.csv", [RESET, ["nobody", "safety", "TRUE"], ["ada", "safety", "TRUE"]])
    before = path.read_bytes()
    with saved_anew_while_staged(path, [RESET, ["ada", "safety", "TRUE"], ["eve", "safety", "TRUE"]]):
        submitted = uploads.submit_file(STAFF, ASKED, path)
    operation = submitted.operation
    assert "unknown_learner" in submitted.faults[0]
    assert "“nobody”" in submitted.faults[0]
    [_heading, first, second] = csv.reader(uploads.report_file(STAFF, operation.uuid).path.read_text().splitlines())
    assert (first[0], first[3][:15], second) == ("nobody", "unknown_learner", ["ada", "safety", "TRUE", ""])
    assert (school.data / "uploads" / f"{operation.uuid}.csv").read_bytes() == before


def test_a_file_that_changes_while_it_is_copied_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"x" * 3_000_000)
    for size in (3_000_004, 2_000_000):
        copying = blocks(path)
        first = next(copying)
        os.truncate(path, size)
        with pytest.raises(Refused, match=r"list\.csv” was changed while it was copied"):
            list(copying)
        assert first == b"x" * len(first)
    assert b"".join(blocks(path)) == path.read_bytes()


def test_a_file_that_is_too_large_or_none_at_all_is_not_copied(school):
    large = school.folder / "large.csv"
    with large.open("wb") as file:
        file.truncate(uploads.MAX_BYTES + 1)
    os.mkfifo(school.folder / "pipe.csv")
    for path, said in (
        (large, "The file is larger than 512 MB. Divide it."),
        (school.folder, "There is no file"),
        (school.folder / "pipe.csv", "There is no file"),
        (school.folder / "nowhere.csv", "There is no file"),
    ):
        with pytest.raises(Refused, match=said):
            uploads.submit_file(STAFF, ASKED, path)
    assert list(school.data.rglob("*")) in ([], [school.data / "uploads"])


@pytest.mark.parametrize("rows", [[RESET], [["Learner"], ["ada"]], [RESET, ["ada", "safety", "TRUE", "x"]]])
def test_of_a_file_that_is_refused_as_a_whole_no_copy_is_left(school, rows):
    path = csv_file(school.folder / "list.csv", rows)
    with pytest.raises(Refused):
        uploads.submit_file(STAFF, ASKED, path)
    assert school.kept() == set()
    assert list((school.data / "uploads").iterdir()) == []
    assert not Operation.objects.exists()


def test_where_the_file_cannot_be_kept_nothing_is_staged(school):
    path = csv_file(school.folder / "list.csv", [RESET, ["ada", "safety", "TRUE"]])
    school.data.mkdir()
    (school.data / "uploads").write_text("no folder")
    with pytest.raises(Refused, match=r"/data/uploads” cannot be written: File exists\.$"):
        uploads.submit_file(STAFF, ASKED, path)
    assert not Operation.objects.exists()


@pytest.mark.parametrize(("learner", "state"), [("nobody", State.REFUSED), ("ada", State.CANCELLED)])
def test_where_the_report_cannot_be_written_the_operation_is_given_up(school, learner, state):
    """Nobody has been told of it, so nobody could confirm it or look for it."""
    path = csv_file(school.folder / "list.csv", [RESET, [learner, "safety", "TRUE"]])
    school.data.mkdir()
    (school.data / "reports").write_text("no folder")
    with pytest.raises(Refused, match=r"cannot be written: File exists\.$"):
        uploads.submit_file(STAFF, ASKED, path, report=school.folder / "report.csv")
    operation = Operation.objects.get()
    assert operation.state == state
    assert school.kept() == {"reports", f"uploads/{operation.uuid}.csv"}
    assert not (school.folder / "report.csv").exists()
