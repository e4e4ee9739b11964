"""`milepost import oulad` once more: what is there is recognised, and left exactly as it is."""

import time

import psycopg
import pytest

from tests.entrypoints.imported import LINES, RECORDS, contents, write


@pytest.fixture
def folder(tmp_path):
    """The made-up files, in a folder."""
    return write(tmp_path / "oulad", LINES)


def test_a_second_import_changes_nothing_and_says_so(site, folder):
    first = site.run("import", "oulad", folder, "--json", check=0).json
    before = contents(site)
    second = site.run("import", "oulad", folder, "--json", check=0).json
    assert first == {
        "users": 6,
        "courses": 2,
        "activities": 5,
        "enrolments": 7,
        "results": 6,
        "records": 6,
        "completed": 2,
        "changed": 6 + 2 + 5 + 7 + 6 + 6,
    }
    assert second == first | {"changed": 0}
    assert site.run("import", "oulad", folder, check=0).out.endswith("\nNothing has changed.\n")
    assert contents(site) == before


def test_a_second_import_does_not_reopen_what_was_reset(site, folder):
    site.run("import", "oulad", folder, check=0)
    for learner in ("01", "02"):
        site.run("reset", "--learner", learner, "--content", "course:AAA-2013J", "--yes", check=0)
    before = contents(site)
    assert site.sql("SELECT count(*) FROM records_courserecord WHERE superseded_at IS NOT NULL") == [(2,)]
    second = site.run("import", "oulad", folder, "--json", check=0).json
    assert (second["changed"], second["records"], second["results"]) == (0, 6, 6)
    assert contents(site) == before


def test_it_adds_what_is_new_and_leaves_bystanders_alone(site, tmp_path):
    site.run("import", "oulad", write(tmp_path / "a", LINES), check=0)
    before = contents(site)
    more = LINES | {
        "studentInfo.csv": [*LINES["studentInfo.csv"], "BBB,2014B,07,0,Pass"],
        "studentAssessment.csv": [*LINES["studentAssessment.csv"], "21,07,4,0,10", "12,02,4,0,99"],
    }
    run = site.run("import", "oulad", write(tmp_path / "b", more), check=0)
    after = contents(site)
    added = {table: after[table][len(rows) :] for table, rows in before.items()}
    assert {table: after[table][: len(rows)] for table, rows in before.items()} == before
    assert {table: len(rows) for table, rows in added.items() if rows} == {
        "people_user": 1,
        "records_enrolment": 1,
        "records_courserecord": 1,
        "records_activityrecord": 1,
        "ledger_event": 1,
    }
    assert "Users: 7, new: 1\n" in run.out
    assert run.out.endswith("Results left out, because their learning record was there before: 1\n")


def test_banked_results_can_be_left_out(site, folder):
    first = site.run("import", "oulad", folder, "--without-banked", "--json", check=0).json
    assert (first["results"], first["records"], first["enrolments"]) == (5, 5, 7)
    assert ("06", "BBB-2014B") not in [row[:2] for row in site.sql(RECORDS)]
    assert site.run("import", "oulad", folder, "--without-banked", "--json", check=0).json["changed"] == 0
    whole = site.run("import", "oulad", folder, "--json", check=0).json
    assert (whole["results"], whole["records"], whole["changed"]) == (6, 6, 2)


def test_two_imports_at_once_add_everything_once(site, folder):
    runs = [site.start("import", "oulad", folder) for _ in range(2)]
    said = [run.communicate(timeout=60) for run in runs]
    statuses = sorted(run.returncode for run in runs)
    assert statuses in ([0, 0], [0, 1])
    assert ("Somebody else added the same learners" in "".join(err for _, err in said)) == (statuses == [0, 1])
    counts = {table: len(found) for table, found in contents(site).items()}
    assert (counts["people_user"], counts["records_courserecord"], counts["ledger_event"]) == (6, 6, 6)


def test_an_import_that_is_overtaken_changes_nothing(site, folder):
    if site.vendor == "sqlite":
        pytest.skip("SQLite has one writer: an import waits for its turn and then sees what the other one did")
    with psycopg.connect(site.url) as other:
        other.execute(
            """INSERT INTO people_user (uuid, login_id, password, email, display_name, is_active, language, time_zone,
                                        created_at)
               VALUES (gen_random_uuid(), '03', '!', '', 'Somebody', true, '', '', now())"""
        )
        run = site.start("import", "oulad", folder)
        deadline = time.monotonic() + 60
        while not site.sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
            assert time.monotonic() < deadline
            assert run.poll() is None
    _, err = run.communicate(timeout=60)
    assert run.returncode == 1
    assert err.endswith("at the same moment. Nothing was changed. Run the command again.\n")
    assert site.sql("SELECT login_id FROM people_user") == [("03",)]
    assert site.run("import", "oulad", folder, check=0).out.startswith("Users: 6, new: 5\n")
