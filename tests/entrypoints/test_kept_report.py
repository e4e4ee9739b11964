"""A validation report is found again where the data folder has moved to; copies elsewhere are nobody's but theirs."""

import shutil
import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings

from tests.support.world import course, enrol, group, learner, limited_staff


@pytest.fixture
def school(site):
    """A learner in a course, and a file that names somebody who does not exist."""
    with site.inside():
        enrol(learner("ada"), course("safety"))
    site.file = site.folder / "upload.csv"
    site.file.write_text("Learner,Content,Reset required\nnobody,safety,TRUE\nada,safety,TRUE\n")
    return site


def refuse(site, *arguments):
    return site.run("reset", "--file", site.file, "--yes", "--json", *arguments, check=2).json


def shown(site, refused):
    return site.run("operations", refused["operation"], "--json", check=0).json["report"]


def noted(site, refused):
    reports = site.sql("SELECT uuid, report FROM progress_operation")
    return {str(uuid.UUID(str(key))): report for key, report in reports}[refused["operation"]]


def note(site, refused, path):
    """As earlier versions did for `--report`: not what was kept, but the path that was asked for."""
    key = refused["operation"] if site.vendor == "postgresql" else uuid.UUID(refused["operation"]).hex
    site.sql("UPDATE progress_operation SET report = %s WHERE uuid = %s", [str(path), key])


def test_a_report_in_the_data_folder_is_found_when_that_has_moved(school):
    data, moved = school.folder / "data", school.folder / "moved"
    kept = refuse(school)
    assert kept["report"] == shown(school, kept) == str(data / "reports" / f"{kept['operation']}.csv")
    assert noted(school, kept) == f"reports/{kept['operation']}.csv"

    before = (data / "reports" / f"{kept['operation']}.csv").read_bytes()
    data.rename(moved)
    school.env["MILEPOST_DATA_DIR"] = str(moved)
    assert shown(school, kept) == str(moved / "reports" / f"{kept['operation']}.csv")
    assert (moved / "reports" / f"{kept['operation']}.csv").read_bytes() == before


@pytest.mark.parametrize("target", ["beside.csv", "data/mine/../mine.csv"])
def test_a_report_that_was_asked_for_is_a_copy_and_the_kept_one_is_noted(school, target):
    refused = refuse(school, "--report", target)
    kept = school.folder / "data" / "reports" / f"{refused['operation']}.csv"
    assert refused["report"] == shown(school, refused) == str(kept)
    assert noted(school, refused) == f"reports/{kept.name}"
    assert (school.folder / target).read_bytes() == kept.read_bytes()


def test_a_report_that_was_noted_elsewhere_stays_there(school):
    refused = refuse(school)
    note(school, refused, school.folder / "beside.csv")
    school.env["MILEPOST_DATA_DIR"] = str(school.folder / "other")
    assert shown(school, refused) == str(school.folder / "beside.csv")


def test_reports_that_were_noted_by_their_absolute_path(school):
    """As they were before; a backup may have come from another machine since."""
    data, far = school.folder / "data", "/srv/far/reports"
    kept, restored, mine, outside = (refuse(school) for _ in range(4))
    absolute = {
        kept["operation"]: kept["report"],
        restored["operation"]: f"{far}/{restored['operation']}.csv",
        mine["operation"]: str(data / "sub" / "mine.csv"),
        outside["operation"]: f"{far}/list.csv",
    }
    for refused in (kept, restored, mine, outside):
        note(school, refused, absolute[refused["operation"]])
    migration = import_module("milepost.progress.migrations.0004_report_in_data_folder")
    with school.inside(), override_settings(DATA_DIR=data):
        migration.note_anew(apps, connection.schema_editor())
    assert [noted(school, each) for each in (kept, restored, mine, outside)] == [
        f"reports/{kept['operation']}.csv",
        f"reports/{restored['operation']}.csv",
        "sub/mine.csv",
        f"{far}/list.csv",
    ]


def test_an_erase_takes_the_kept_report_and_leaves_what_stands_elsewhere(school):
    """What was written beside the data folder on somebody's word is theirs, however they have spelt it (R3)."""
    reports = school.folder / "data" / "reports"
    kept, named = refuse(school), refuse(school)
    shutil.move(named["report"], reports / "named.csv")
    note(school, named, "reports/named.csv")
    outside = refuse(school, "--report", reports / ".." / ".." / "outside.csv")
    erase = ("reset", "--learner", "ada", "--content", "course:safety", "--policy", "erase", "--yes", "--json")
    school.run("complete", "--learner", "ada", "--content", "course:safety", "--yes", check=0)
    assert school.run(*erase, check=0).json["outcomes"] == {"done": 1}
    assert list(reports.iterdir()) == []
    assert (school.folder / "outside.csv").exists()
    assert [shown(school, each) for each in (kept, named, outside)] == [None] * 3


def test_the_report_of_a_file_on_others_too_is_not_shown(school):
    with school.inside():
        limited_staff("lena", "Administrator", [group("North", learner("nora"))])
    school.file.write_text("Learner,Content,Reset required\nada,safety,TRUE\nnora,safety,TRUE\nnora,safety,TRUE\n")
    refused = refuse(school)
    seen = school.run("operations", refused["operation"], "--items", "--json", "--as", "lena", check=0).json
    assert (seen["report"], seen["faults"]) == (None, 1)
    assert [(item["line"], item["login_id"]) for item in seen["items"]] == [(3, "nora"), (4, "nora")]
