"""Each invariant holds in a sound world, and `milepost doctor` names it, and the row, when one row breaks it."""

import contextlib
import json
import re
from pathlib import Path

import pytest
from django.db import connection, transaction

from milepost.checks import doctor, sentences
from milepost.cli.main import main
from tests.entrypoints.sound import sound_world
from tests.entrypoints.unsound import UNSOUND, WAYS
from tests.support.databases import unguarded

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "invariants.md"


@pytest.fixture(scope="module")
def sound_keys(django_db_setup, django_db_blocker):
    """The keys of the rows of a sound world, made once; what a test breaks in it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = sound_world()
        assert doctor.examine() == []
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def keys(sound_keys, db):
    """The same, for a test with the database."""
    return sound_keys


def broken_by(statement: str, capsys) -> tuple[int, dict]:
    """Exit status and report after a statement that the database would not let stand; it is rolled back."""
    connection.check_constraints()  # on PostgreSQL: so that nothing is left to check when a table is altered
    with transaction.atomic():
        is_guarded = re.match("(UPDATE|DELETE FROM) ledger_", statement)
        guard = unguarded() if is_guarded else contextlib.nullcontext()
        with guard, connection.cursor() as cursor, not_checked(cursor):
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
