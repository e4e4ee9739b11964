"""`milepost doctor`: each invariant holds in a sound world, and is named when one row breaks it."""

import contextlib
import json
import re
from pathlib import Path

import pytest
from django.db import connection, transaction

from milepost.checks import doctor, sentences
from milepost.cli.main import main
from tests.entrypoints.unsound import UNSOUND, WAYS, sound_world
from tests.support import world

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "invariants.md"


@pytest.fixture
def keys(db):
    """The keys of the rows of a world in which everything has happened that can happen, and all is sound."""
    found = sound_world()
    assert doctor.examine() == []
    return found


def broken_by(statement: str, capsys) -> tuple[int, dict]:
    """Exit status and report after a statement that the database would not let stand; it is rolled back."""
    connection.check_constraints()  # on PostgreSQL: so that nothing is left to check when a table is altered
    with transaction.atomic():
        with connection.cursor() as cursor, not_checked(cursor):
            cursor.execute(statement)
            assert cursor.rowcount in (1, -1), f"{cursor.rowcount} rows: {statement}"
        capsys.readouterr()
        status = main(["doctor", "--json"])
        transaction.set_rollback(True)
    return status, json.loads(capsys.readouterr().out)


@contextlib.contextmanager
def not_checked(cursor):
    """On SQLite: what a CHECK forbids is let in. Foreign keys are looked at by COMMIT, which does not come."""
    switch = "PRAGMA ignore_check_constraints = {}" if connection.vendor == "sqlite" else "SELECT 1 -- {}"
    cursor.execute(switch.format("ON"))
    yield
    cursor.execute(switch.format("OFF"))


def names_row(report: dict, invariant: str, table: str, row: str) -> bool:
    return any((each["invariant"], each["table"], each["row"]) == (invariant, table, row) for each in report["broken"])


@pytest.mark.parametrize("invariant", doctor.names())
def test_it_names_the_invariant_and_the_row_that_breaks_it(keys, capsys, invariant):
    breaks = [UNSOUND[connection.vendor]] if invariant == "database_is_sound" else WAYS[invariant]
    for way in breaks:
        statement, table, row = (text.format(**keys) for text in way)
        status, report = broken_by(statement, capsys)
        assert status == 1, statement
        assert report["content"] is False
        assert report["counts"][invariant] >= 1, statement
        assert names_row(report, invariant, table, row), (statement, report["broken"])


# --- the program ---------------------------------------------------------------------------------
def test_a_sound_database_is_content(site):
    content, spoken = site.run("doctor", "--json", check=0), site.run("doctor", check=0)
    invariants = len(doctor.names())
    assert content.json == {"content": True, "invariants": invariants, "broken": [], "counts": {}}
    assert spoken.out == f"All {invariants} invariants hold.\n"


def test_it_names_some_rows_and_counts_all(site):
    with site.inside():
        course = world.course("safety")
        for user in world.many_learners(25):
            world.record(world.enrol(user, course), "started")
    site.run("doctor", check=0)
    site.sql("UPDATE records_courserecord SET progress = 5")

    found = site.run("doctor", "--json", check=1).json
    rows = [key for (key,) in site.sql("SELECT id FROM records_courserecord ORDER BY id LIMIT 20")]
    assert found["content"] is False
    assert found["counts"] == {"work_adds_up": 25}
    assert [each["row"] for each in found["broken"]] == [f"id {key}" for key in rows]

    lines = site.run("doctor", check=1).out.splitlines()
    assert lines[0].startswith(
        f"work_adds_up: records_courserecord id {rows[0]}: Status, progress and score of a record"
    )
    assert lines[20] == "work_adds_up: 20 of 25 rows are shown."
    assert lines[21] == f"1 of {len(doctor.names())} invariants are broken."
    assert len(lines) == 22


def test_without_its_tables_it_names_the_migrations_alone(site):
    site.sql("DELETE FROM django_migrations")
    found = site.run("doctor", "--json", check=1).json
    assert set(found["counts"]) == {"migrations_applied"}
    assert {"records 0001_initial", "progress 0001_initial"} <= {each["row"] for each in found["broken"]}


def test_it_changes_nothing(keys, rows_written):
    with rows_written() as written:
        doctor.examine()
    assert written.count == 0


# --- everything is there -------------------------------------------------------------------------
def test_every_invariant_has_a_case():
    assert {*WAYS, "database_is_sound"} == set(doctor.names())


def test_every_invariant_has_a_sentence_and_a_reason():
    assert list(sentences.SENTENCES) == list(doctor.names())
    page = DOCS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", page, re.MULTILINE)
    documented = [row for row in rows if row[0] not in ("content", "invariants", "broken", "counts")]
    assert documented == [(name, str(sentence)) for name, sentence in sentences.SENTENCES.items()]
    assert f"\nAll {len(documented)} invariants hold.\n" in page
