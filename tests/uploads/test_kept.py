"""Uploads and reports are kept for a set time; what an erase concerns goes at once (R3)."""

import datetime as dt
import os

import pytest

from milepost.base import clock
from milepost.base.errors import BeyondReach, NotFound, NotPermitted, Refused
from milepost.people.actors import by_login
from milepost.progress.api import Kind, Operation, Request, State, find, report
from milepost.uploads import api as uploads
from milepost.uploads import kept
from tests.commands.acting import STAFF, apply, stage
from tests.support.world import group, learner, limited_staff
from tests.uploads.making import DETAILS, MARK, RESET, csv_file

pytestmark = pytest.mark.django_db

FAULTY = [RESET, ["nobody", "safety", "TRUE"], ["ada", "safety", "TRUE"]]


@pytest.fixture
def submit(school):
    def submit(rows=FAULTY, kind=Kind.RESET, actor=STAFF, policy="", **options):
        path = csv_file(school.folder / "upload.csv", rows)
        return uploads.submit_file(actor, Request(kind=kind, source="file", policy=policy), path, **options)

    return submit


def age(path, days):
    then = (clock.now() - dt.timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def test_the_upload_is_kept_as_it_was_and_the_original_is_left_alone(school, submit):
    submitted = submit([RESET, ["ada", "safety", "TRUE"]])
    assert submitted.operation.state == State.PREVIEWED
    assert school.kept() == {f"uploads/{submitted.operation.uuid}.csv"}
    copy = school.data / "uploads" / f"{submitted.operation.uuid}.csv"
    assert copy.read_bytes() == (school.folder / "upload.csv").read_bytes()
    with pytest.raises(NotFound, match="has no validation report"):
        uploads.report_file(STAFF, submitted.operation.uuid)


def test_what_is_older_goes_and_the_operation_says_so(school, submit, settings):
    settings.KEEP_UPLOADS_DAYS = 30
    old, new = submit().operation, submit().operation
    for folder in ("uploads", "reports"):
        age(school.data / folder / f"{old.uuid}.csv", 31)
        age(school.data / folder / f"{new.uuid}.csv", 29)
    half_written, being_written = (school.data / "reports" / name for name in (".dead.csv.x", ".alive.csv.x"))
    for folder in (half_written, being_written):
        folder.mkdir()
        (folder / "report.csv").write_text("half")
    age(half_written, 2)

    assert kept.remove_old(clock.now()) == 3
    assert school.kept() == {f"uploads/{new.uuid}.csv", f"reports/{new.uuid}.csv", "reports/.alive.csv.x/report.csv"}
    assert report(find(old.uuid))["report"] is None
    assert report(find(new.uuid))["report"] is not None
    with pytest.raises(NotFound):
        uploads.report_file(STAFF, old.uuid)
    assert kept.remove_old(clock.now()) == 0


def test_nothing_is_there_to_remove_at_first(data_folder):
    assert kept.remove_old(clock.now()) == 0


def test_an_erase_takes_the_upload_that_told_of_it(school, submit):
    row = ["ada", "safety", "TRUE", "2025-01-31", "73.8125", "60", "MARMALADE"]
    marked = submit([[*MARK, *DETAILS], row], kind=Kind.MARK_COMPLETE)
    apply(marked.operation)
    other = submit([RESET, ["nobody", "safety", "TRUE"]])
    refused = submit(FAULTY)
    assert len(school.kept()) == 5
    apply(stage("reset", [("ada", "safety")], policy="erase"))
    assert school.kept() == {f"uploads/{other.operation.uuid}.csv", f"reports/{other.operation.uuid}.csv"}
    assert report(find(refused.operation.uuid))["report"] is None


def test_an_erase_that_was_asked_for_by_a_file_takes_that_file_too(school, submit):
    """It may be an export, with dates and scores in columns that nobody looks at."""
    rows = [[*RESET, "Score"], ["ada", "safety", "TRUE", "73.8125"]]
    erasing = submit(rows, policy="erase").operation
    assert school.kept() == {f"uploads/{erasing.uuid}.csv"}
    apply(erasing)
    assert school.kept() == set()


def test_who_may_not_is_refused_before_the_file_is_opened(school):
    with pytest.raises(NotPermitted):
        uploads.submit_file(by_login("ada"), Request(kind=Kind.RESET, source="file"), school.folder / "nowhere.csv")
    assert school.kept() == set()


def test_a_report_with_rows_beyond_reach_is_not_handed_out(school, submit):
    bob, eve = learner("bob"), learner("eve")
    mine = limited_staff("lena", "Training manager", [group("Kassel", bob)])
    theirs = limited_staff("theo", "Training manager", [group("Trier", eve)])
    own = submit([RESET, ["bob", "safety", "TRUE"], ["ada", "safety", "TRUE"]], actor=mine)
    assert [fault[:22] for fault in own.faults] == ["Row 3  unknown_learner"]
    assert uploads.report_file(mine, own.operation.uuid).path.is_file()
    with pytest.raises(NotFound):
        uploads.report_file(theirs, own.operation.uuid)
    shared = submit([RESET, ["bob", "safety", "TRUE"], ["ada", "safety", "MAYBE"]])
    with pytest.raises(BeyondReach):
        uploads.report_file(mine, shared.operation.uuid)


@pytest.mark.parametrize(
    "rows", [[RESET], [RESET, ["", "", ""]], [["Learner"], ["ada"]], [RESET, ["ada", "safety", "TRUE", "x"]]]
)
def test_of_what_is_no_upload_file_nothing_is_left(school, submit, rows):
    with pytest.raises(Refused):
        submit(rows)
    assert school.kept() == set()
    assert not Operation.objects.exists()


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(school):
    path = csv_file(school.folder / os.fsdecode(b"list\xff\n.csv"), FAULTY)
    operation = uploads.submit_file(STAFF, Request(kind=Kind.RESET, source="file"), path).operation
    operation.refresh_from_db()
    assert operation.file_name == "list\ufffd\ufffd.csv"


def test_long_names_and_names_with_a_path_are_only_shown(school, submit):
    operation = submit(name="../" * 100 + "Liste.csv").operation
    assert operation.file_name.endswith("/Liste.csv")
    assert len(operation.file_name) <= 250
    assert uploads.report_file(STAFF, operation.uuid).name == "Liste-report.csv"
