"""The ledger is append-only in the database itself; one guarded path redacts."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.ledger import schema, sealing
from milepost.ledger.models import Event, Seal, SealedEvent
from milepost.ledger.reading import START, Cursor, read
from tests.support.ledger import erase, raw, write_event
from tests.support.world import LONG_AGO

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("MP-11"),
    pytest.mark.unsound("the ledger alone is looked at: its events tell of nothing that there is"),
]

ANN, SAFETY = 7, 3
TABLES = ("ledger_event", "ledger_seal", "ledger_seal_event", "ledger_epoch")
FIXED = ("id", "tx", "epoch", "operation_id", "user_id", "course_id", "activity_id", "program_id", "record_id")
REDACTED = {
    "kind": "'erased'",
    "occurred_at": "NULL",
    "recorded_at": "'2026-02-01 00:00:00'",
    "data": "'{}'",
    "erased_by_operation": "5",
}


@pytest.fixture
def event():
    """An event that says something, sealed, in a ledger that has an epoch."""
    columns = {"operation_id": 1, "user_id": ANN, "course_id": SAFETY, "activity_id": 4, "program_id": 5}
    made = write_event("course.completed", record_id=6, occurred_at=LONG_AGO, data='{"manually": false}', **columns)
    sealing.seal_pending()
    raw("INSERT INTO ledger_epoch (number, began_at) VALUES (1, %s)", "2026-01-01 00:00:00")
    return made


def refuses(statement: str) -> bool:
    with pytest.raises(DatabaseError, match="the ledger is append-only"), transaction.atomic():
        raw(statement)
    return True


def everything():
    rows = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            rows.append([tuple(map(str, row)) for row in cursor.fetchall()])
    return rows


def redaction(**other: str) -> str:
    return ", ".join(f"{column} = {value}" for column, value in (REDACTED | other).items())


# --- nothing changes -----------------------------------------------------------------------------
@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted(event, table):
    before = everything()
    assert refuses(f"DELETE FROM {table}")
    assert everything() == before


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_replaced_or_truncated(event, table):
    before = everything()
    statements = {
        "sqlite": [
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table}",
        ],
        "postgresql": [f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE"],
    }[connection.vendor]
    assert all(map(refuses, statements))
    assert everything() == before


def test_nothing_is_updated_by_an_insert(event):
    values = (
        f"({event}, {'0' if connection.vendor == 'sqlite' else 'pg_current_xact_id()'}, 0, 'x', '2026-01-01', '{{}}')"
    )
    statement = f"INSERT INTO ledger_event (id, tx, epoch, kind, recorded_at, data) VALUES {values}"
    assert refuses(f"{statement} ON CONFLICT (id) DO UPDATE SET kind = 'y'")


@pytest.mark.parametrize("column", sorted({*FIXED, *REDACTED}))
def test_no_column_of_an_event_is_updated(event, column):
    assert refuses(f"UPDATE ledger_event SET {column} = {column}")


@pytest.mark.parametrize(
    "change",
    ["salt = digest", "digest = salt", "leaf = digest", "seal_id = 2", "event_id = 99", "salt = NULL, leaf = digest"],
)
def test_no_digest_is_updated(event, change):
    assert refuses(f"UPDATE ledger_seal_event SET {change}")


@pytest.mark.parametrize("change", ["ledger_seal SET hash = hash", "ledger_epoch SET number = 0"])
def test_no_seal_and_no_epoch_is_updated(event, change):
    assert refuses(f"UPDATE {change}")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a connection of SQLite cannot say so")
def test_a_connection_that_replays_is_refused_too(event):
    with transaction.atomic():
        raw("SET LOCAL session_replication_role = replica")
        assert refuses("DELETE FROM ledger_event")
        assert refuses("UPDATE ledger_event SET user_id = 1")


def test_triggers_survive_being_made_twice():
    schema.create_triggers()
    schema.create_triggers()
    write_event("note")
    assert refuses("DELETE FROM ledger_event")


# --- the one guarded path ------------------------------------------------------------------------
def test_an_erase_redacts(event):
    note = write_event("note", user_id=ANN, course_id=SAFETY + 1, data='{"kept": true}')
    at = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    assert erase(ANN, SAFETY, operation=9, now=at) == 1
    redacted, told, kept = (Event.objects.get(pk=key) for key in (event, note + 1, note))
    assert (redacted.kind, redacted.occurred_at, redacted.recorded_at, redacted.data) == ("erased", None, at, "{}")
    assert (redacted.user_id, redacted.course_id, redacted.record_id, redacted.operation_id) == (ANN, SAFETY, 6, 1)
    assert (redacted.erased_by_operation, told.kind, kept.data) == (9, "progress.erased", '{"kept": true}')
    assert SealedEvent.objects.get(pk=event).salt is None


@pytest.mark.parametrize("column", FIXED)
def test_a_redaction_leaves_the_fixed_columns(event, column):
    other = "'99'" if column == "tx" else "99"
    assert refuses(f"UPDATE ledger_event SET {redaction(**{column: other})}")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "'course.failed'"),
        ("occurred_at", "'2026-01-01 00:00:00'"),
        ("data", """'{"score": 100}'"""),
        ("erased_by_operation", "NULL"),
    ],
)
def test_a_redaction_says_nothing_else(event, column, value):
    assert refuses(f"UPDATE ledger_event SET {redaction(**{column: value})}")


def test_an_event_is_redacted_once(event):
    assert raw(f"UPDATE ledger_event SET {redaction()}") == 1
    assert refuses(f"UPDATE ledger_event SET {redaction(erased_by_operation='6')}")


def test_what_tells_of_an_erase_stays(event):
    erase(ANN, SAFETY, operation=9)
    assert refuses(f"UPDATE ledger_event SET {redaction()} WHERE kind = 'progress.erased'")
    assert erase(ANN, SAFETY, operation=10) == 0


# --- reading -------------------------------------------------------------------------------------
def test_reading_goes_on_where_it_stopped():
    written = [write_event("note", record_id=number) for number in range(7)]
    place, found = START, []
    while events := read(place, 3):
        found += [event.pk for event in events]
        place = Cursor.of(events[-1])
    assert found == written
    assert read(place, 3) == []


def test_a_new_epoch_follows_the_old_one():
    first = write_event("note")
    raw("INSERT INTO ledger_epoch (number, began_at) VALUES (1, %s)", "2026-01-01 00:00:00")
    second = write_event("note", recorded_at=LONG_AGO)
    assert [(event.pk, event.epoch) for event in read(START, 9)] == [(first, 0), (second, 1)]


# --- sealing -------------------------------------------------------------------------------------
def test_sealing_covers_every_event_once(monkeypatch):
    monkeypatch.setattr(sealing, "STRETCH", 4)
    written = [write_event("note") for _ in range(10)]
    assert sealing.seal_pending() == 10
    assert sealing.seal_pending() == 0
    assert list(Seal.objects.order_by("number").values_list("number", "events")) == [(1, 4), (2, 4), (3, 2)]
    assert list(SealedEvent.objects.order_by("event_id").values_list("event_id", flat=True)) == written
    salts = set(SealedEvent.objects.values_list("salt", flat=True))
    assert len({bytes(salt) for salt in salts}) == 10
    assert sealing.newest().last == Cursor.of(Event.objects.get(pk=written[-1]))
