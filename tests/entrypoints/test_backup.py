"""`milepost backup` and `milepost restore`: everything comes back, on either database, or nothing happens at all."""

import sqlite3
import stat
import zipfile
from pathlib import Path

import psycopg
import pytest

from tests.entrypoints import backups
from tests.support.elsewhere import rows, vendors
from tests.support.world import course, enrol, learner, record

ON_EACH = pytest.mark.parametrize("to", vendors())


@pytest.fixture(scope="module")
def organisation(elsewhere_for_all):
    """The demo organisation on the run's own database, with a reset, a mark and an undo more, and its backup."""
    site = elsewhere_for_all(vendors()[0])
    site.env["SERVE"] = "no"
    site.run("demo", check=0)
    [(login,)] = site.sql("SELECT min(login_id) FROM people_user WHERE role_id = 5 AND is_active")
    contents = [f"course:{asset}" for (asset,) in site.sql("SELECT asset_id FROM catalog_course ORDER BY id LIMIT 4")]
    for command in ("complete", "reset"):
        site.run(command, "--learner", login, "--content", *contents, "--reason", "tab\tand \\N", "--yes", check=0)
    site.run("undo", site.run("operations", "--json").json["operations"][0]["operation"], "--yes", check=0)
    (site.folder / "data" / "reports" / "émpty").mkdir(parents=True)
    (site.folder / "data" / "reports" / "émpty" / "名.csv").write_bytes(b"\x00\xff" * 300_000)
    site.run("verify-log", check=0)  # seals what there is
    site.run("backup", backup_of(site), check=0)
    site.learner, site.content = login, contents[0]
    return site


def backup_of(site):
    return site.folder / "backup.zip"


def exports(site):
    """What programs read of the operations, byte by byte; files in the data folder are named by where they are now."""
    listed = site.run("operations", "--json", check=0)
    ids = [each["operation"] for each in listed.json["operations"]]
    assert any(each["report"] and Path(each["report"]).is_file() for each in listed.json["operations"])
    shown = [site.run("operations", each, "--items", "--json", check=0) for each in ids]
    return [each.out.replace(str(site.folder / "data"), "DATA") for each in (listed, *shown)]


def files(site):
    base = site.folder / "data"
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in base.rglob("*")
        if path.is_file() and path.parent != base
    }


@pytest.fixture(scope="module", params=vendors())
def moved(request, organisation, elsewhere_for_all):
    """The organisation's backup, restored into a new database of either kind; nothing may change it."""
    target = elsewhere_for_all(request.param)
    target.restored = target.run("restore", backup_of(organisation), "--yes", "--json", check=0).json
    return target


# --- everything comes back -----------------------------------------------------------------------
def test_everything_comes_back_on_either_database(organisation, moved):
    assert moved.restored["database"] == organisation.vendor
    assert moved.restored["rows"] > 100_000
    backups.assert_same_rows(organisation, moved)
    assert files(moved) == files(organisation)
    assert exports(moved) == exports(organisation)
    backups.assert_content(moved)


def test_it_leads_back_and_work_goes_on(organisation, moved, elsewhere):
    moved.run("backup", backup_of(moved), "--overwrite", check=0)
    differ = backups.hashes(backup_of(moved)).items() ^ backups.hashes(backup_of(organisation)).items()
    assert {name for name, _ in differ} == {"tables/ledger_epoch.tsv"}

    back = elsewhere(organisation.vendor)
    back.run("migrate", check=0)
    back.run("restore", backup_of(moved), "--yes", check=0)
    backups.assert_same_rows(organisation, back)
    assert files(back) == files(organisation)
    assert_that_commands_work(back, organisation)


def assert_that_commands_work(site, organisation):
    [(before,)] = site.sql("SELECT count(*) FROM progress_operation")
    one = (
        "--learner",
        organisation.learner,
        "--content",
        organisation.content,
        "--reason",
        "Again",
        "--json",
        "--yes",
    )
    reset = site.run("reset", *one, check=0).json
    assert reset["outcomes"] == {"done": 1}
    assert site.run("undo", reset["operation"], "--yes", "--json", check=0).json["outcomes"] == {"done": 1}
    assert site.sql("SELECT count(*) FROM progress_operation") == [(before + 2,)]
    # Its transactions are numbered anew, twice by now.
    [(epochs, newest)] = site.sql("SELECT count(*), max(number) FROM ledger_epoch")
    assert (epochs, newest) == (2, 2)
    [(kept,)] = site.sql("SELECT count(*) FROM ledger_event WHERE epoch = 0")
    [(newer,)] = site.sql("SELECT count(*) FROM ledger_event WHERE epoch = 2")
    assert kept == organisation.sql("SELECT count(*) FROM ledger_event")[0][0]
    assert newer >= 2
    backups.assert_content(site)


@ON_EACH
def test_a_number_that_was_given_out_is_not_given_out_again(site, elsewhere, to):
    with site.inside():
        numbers = [learner().pk, learner().pk]
    site.sql("DELETE FROM people_user WHERE id = %s", [max(numbers)])
    site.run("backup", backup_of(site), check=0)
    target = elsewhere(to)
    target.run("restore", backup_of(site), "--yes", check=0)
    target.run("createadmin", "--login", "next", "--email", "next@example.org", check=0)
    [(number,)] = target.sql("SELECT id FROM people_user WHERE login_id = 'next'")
    assert number == max(numbers) + 1


@ON_EACH
def test_what_keeps_the_ledger_append_only_is_there_after_a_restore(site, elsewhere, to):
    site.run("backup", backup_of(site), check=0)
    target = elsewhere(to)
    target.run("restore", backup_of(site), "--yes", check=0)
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RestrictViolation), match="append-only"):
        target.sql("DELETE FROM ledger_epoch")


def test_seals_hold_also_where_transactions_ended_in_another_order(site, elsewhere):
    """On PostgreSQL the event that comes first in the ledger may be the one that was written last."""
    backups.events_out_of_order(site)
    site.run("verify-log", check=0)  # seals them
    site.run("backup", backup_of(site), check=0)
    for vendor in vendors():
        target = elsewhere(vendor)
        target.run("restore", backup_of(site), "--yes", check=0)
        assert target.run("verify-log", "--json").json["broken"] == []


def test_odd_values_come_back(site, elsewhere):
    with site.inside():
        for number, text in enumerate(backups.ODD_TEXTS):
            learner(f"odd-{number}", display_name=text)
        content = course("odd", title="\\N")
        for number, value in enumerate(backups.ODD_FLOATS):
            record(enrol(learner(), content), score=value, opened_at=None if number % 2 else backups.ODD_MOMENT)
    site.run("backup", backup_of(site), check=0)
    for vendor in vendors():
        target = elsewhere(vendor)
        target.run("restore", backup_of(site), "--yes", check=0)
        backups.assert_same_rows(site, target)


# --- while Milepost is in use --------------------------------------------------------------------
def test_a_backup_of_a_running_operation_is_one_moment_of_it(site, elsewhere):
    factory = backups.factory(site)
    running = site.start("reset", "--file", factory, "--yes")
    backup = backups.begin_while_some_are_applied(site, running, "backup", backup_of(site))
    for each in (backup, running):
        each.communicate()
        assert each.returncode == 0

    for vendor in vendors():
        target = elsewhere(vendor)
        target.run("restore", backup_of(site), "--yes", check=0)
        [(state, owner, applied, last)] = target.sql(
            "SELECT state, lease_owner, applied_to, last_position FROM progress_operation"
        )
        assert (state, owner) == ("running", "")
        assert 0 < applied < last == backups.LEARNERS
        assert target.sql("SELECT count(*) FROM ledger_event") == [(applied,)]
        assert target.run("worker", "--once", "--json", check=0).json["finished"] == 1
        assert target.sql("SELECT count(*), count(DISTINCT user_id) FROM ledger_event") == [(last, last)]
        backups.assert_content(target)


def test_a_writer_who_does_not_end_holds_no_backup_up(site):
    with backups.somebody_writing(site):
        site.run("backup", backup_of(site), check=0)
    assert backups.manifest(backup_of(site))["tables"]


# --- the file ------------------------------------------------------------------------------------
def test_the_file_is_for_its_owner_alone_and_not_replaced_unasked(site):
    site.run("backup", backup_of(site), check=0)
    assert stat.S_IMODE(backup_of(site).stat().st_mode) == 0o600
    first = backup_of(site).read_bytes()
    refused = site.run("backup", backup_of(site), "--json", check=2)
    assert "exists already" in refused.json["error"]
    assert backup_of(site).read_bytes() == first
    site.run("backup", backup_of(site), "--overwrite", check=0)
    assert backup_of(site).read_bytes() != first
    assert [path.name for path in site.folder.glob(".*")] == []


def test_the_file_holds_neither_the_secret_key_nor_backups_nor_links(site):
    data = site.folder / "data"
    (data / "secret-key").write_text("the secret key")
    (data / "reports").mkdir()
    (data / "reports" / "one.csv").write_text("Learner\n")
    (data / "reports" / "link.csv").symlink_to(data / "secret-key")
    (data / "nightly").mkdir()
    for name in ("monday.zip", "tuesday.zip"):
        site.run("backup", data / "nightly" / name, check=0)
    with zipfile.ZipFile(data / "nightly" / "tuesday.zip") as archive:
        assert [name for name in archive.namelist() if name.startswith("files/")] == ["files/reports/one.csv"]


@pytest.mark.parametrize("place", ["no/such/folder.zip", "data"])
def test_a_place_that_cannot_be_written_is_refused(site, place):
    refused = site.run("backup", site.folder / place, check=2)
    assert "name a file in a folder that exists" in refused.err


def test_a_database_that_is_not_up_to_date_is_not_backed_up(elsewhere):
    site = elsewhere(vendors()[0])
    failed = site.run("backup", backup_of(site), check=1)
    assert "milepost migrate" in failed.err
    assert list(site.folder.glob("*.zip*")) == list(site.folder.glob(".*")) == []


# --- nothing happens -----------------------------------------------------------------------------
def test_it_asks_before_it_loads(organisation, elsewhere):
    target = elsewhere(vendors()[0])
    asked = target.run("restore", backup_of(organisation), check=3)
    assert "Confirm with --yes" in asked.err
    assert "rows in" in asked.err
    backups.assert_nothing(target)


def test_a_database_that_holds_anything_is_refused(organisation, site):
    with site.inside():
        learner("somebody")
    before = rows(site)
    refused = site.run("restore", backup_of(organisation), "--yes", check=2)
    assert "not empty: the table people_user has rows" in refused.err
    assert rows(site) == before
    assert files(site) == {}


def test_edited_roles_are_not_lost(organisation, site):
    site.sql("DELETE FROM people_rolepermission WHERE code = 'reports.view'")
    refused = site.run("restore", backup_of(organisation), "--yes", check=2)
    assert "not empty: the table people_role has rows" in refused.err


def test_another_file_in_the_place_of_one_is_refused_and_the_same_one_is_not(organisation, elsewhere):
    target = elsewhere(vendors()[0])
    taken = target.folder / "data" / "reports" / "émpty" / "名.csv"
    taken.parent.mkdir(parents=True)
    taken.write_text("mine")
    refused = target.run("restore", backup_of(organisation), "--yes", check=2)
    assert "something else in the place of" in refused.err
    assert files(target) == {"reports/émpty/名.csv": b"mine"}
    backups.assert_no_tables(target)
    taken.write_bytes(files(organisation)["reports/émpty/名.csv"])
    target.run("restore", backup_of(organisation), "--yes", check=0)
    assert files(target) == files(organisation)


def test_a_restore_that_is_killed_leaves_nothing(organisation, elsewhere):
    target = elsewhere(vendors()[0])
    target.run("migrate", check=0)
    before = rows(target)
    process = target.start("restore", backup_of(organisation), "--yes")
    while "being loaded" not in process.stderr.readline():
        assert process.poll() is None
    process.kill()
    process.communicate()
    assert rows(target) == before
    target.run("restore", backup_of(organisation), "--yes", check=0)
    backups.assert_same_rows(organisation, target)
    assert files(target) == files(organisation)


@pytest.mark.parametrize("damage", backups.DAMAGES)
def test_a_file_that_is_not_whole_or_not_ours_is_refused(small_backup, untouched, damage, tmp_path):
    file = tmp_path / "damaged.zip"
    words = damage(small_backup, file)
    refused = untouched.run("restore", file, "--yes", "--json", check=2)
    assert words in refused.json["error"]
    assert "Traceback" not in refused.err
    backups.assert_nothing(untouched)


def test_rows_that_the_database_refuses_are_refused_with_a_sentence(small_backup, site, tmp_path):
    before = rows(site)
    for number, (table, line, words) in enumerate(backups.UNFIT):
        file = tmp_path / f"unfit-{number}.zip"
        backups.with_line(small_backup, file, table, line)
        refused = site.run("restore", file, "--yes", check=2)
        assert words in refused.err
        assert "Traceback" not in refused.err
        assert rows(site) == before
        assert files(site) == {}


@pytest.fixture(scope="module")
def untouched(elsewhere_for_all):
    """A new database without tables, which stays so."""
    return elsewhere_for_all(vendors()[0])


@pytest.fixture(scope="module")
def small_backup(elsewhere_for_all):
    """The backup of a Milepost that has a user and a file."""
    site = elsewhere_for_all(vendors()[0])
    site.run("migrate", check=0)
    site.run("createadmin", "--login", "ada", "--email", "ada@example.org", check=0)
    (site.folder / "data" / "reports").mkdir()
    (site.folder / "data" / "reports" / "one.csv").write_text("Learner\n" * 1_000)
    site.run("backup", backup_of(site), check=0)
    return backup_of(site)
