"""`milepost verify-log`: names what was changed, removed or inserted past the triggers; content after an erase."""

import json

import pytest
from django.db import connection

from milepost.cli.main import main
from milepost.ledger import sealing
from milepost.ledger.models import Event
from tests.support.databases import unguarded
from tests.support.ledger import erase, raw, write_event
from tests.support.world import LONG_AGO

pytestmark = pytest.mark.requirement("MP-11")

ANN, BEN, SAFETY, CRANES = 7, 8, 3, 4
IS_SQLITE = connection.vendor == "sqlite"
FAR = "9000000000"
# Each column of an event, with another value for it: the smallest difference that there is.
OTHER = {
    "id": "id + 1000",
    "tx": FAR if IS_SQLITE else f"'{FAR}'",
    "epoch": "epoch + 1",
    "kind": "kind || ' '",
    "operation_id": "operation_id + 1",
    "user_id": "user_id + 1",
    "course_id": "NULL",
    "activity_id": "0",
    "program_id": "1",
    "record_id": "-record_id",
    "occurred_at": "'2024-03-01 09:00:00.000001'",
    "recorded_at": "'2024-03-01 09:00:00.000001'",
    "data": "replace(data, '87.5', '87.6')",
    "erased_by_operation": "9",
}
# Values that a column of ours never holds.
STRANGE = {
    "sqlite": [
        "occurred_at = 'sometime'",
        "occurred_at = '2024-03-01T09:00:00'",
        "recorded_at = 5",
        "data = CAST(x'ff' AS text)",
        "data = x'00'",
        "user_id = 'somebody'",
        "epoch = 0.5",
        "tx = 'abc'",
    ],
    "postgresql": [
        "occurred_at = 'infinity'",
        "occurred_at = '-infinity'",
        "recorded_at = '2024-03-01 09:00:00 BC'",
        "recorded_at = 'infinity'",
        "epoch = -1",
    ],
}[connection.vendor]


@pytest.fixture
def log(transactional_db, monkeypatch):
    """Seven sealed events, in seals of three; their ids."""
    monkeypatch.setattr(sealing, "STRETCH", 3)
    events = [
        write_event(
            "course.completed",
            operation_id=1,
            user_id=(BEN, ANN)[number % 2],
            course_id=SAFETY,
            record_id=number,
            occurred_at=LONG_AGO,
            data=json.dumps({"score": 87.5, "number": number}),
        )
        for number in range(1, 8)
    ]
    assert sealing.seal_pending() == 7
    return events


@pytest.fixture
def verify(capsys):
    """Run the command in this process; its exit status and its object."""

    def run(*options):
        capsys.readouterr()
        status = main(["verify-log", "--json", *map(str, options)])
        return status, json.loads(capsys.readouterr().out)

    return run


def tamper(statement: str, expected: int = 1) -> None:
    with unguarded():
        assert raw(statement) == expected, statement


def named(found: dict) -> set:
    return {(each["code"], each["event"], each["kind"]) for each in found["broken"]}


# --- content -------------------------------------------------------------------------------------
def test_a_log_as_it_was_sealed_is_content(log, verify):
    status, found = verify()
    assert (status, found["content"], found["events"], found["seals"]) == (0, True, 7, 3)
    assert (found["unsealed"], found["sealed_now"], found["broken"], found["counts"]) == (0, 0, [], {})


def test_an_empty_log_is_content(transactional_db, verify):
    status, found = verify()
    assert (status, found["events"], found["head"]["seal"]) == (0, 0, 0)


def test_it_seals_what_is_new(log, verify):
    write_event("note")
    _, found = verify()
    assert (found["unsealed"], found["sealed_now"], found["events"], found["head"]["events"]) == (1, 1, 7, 8)
    _, again = verify()
    assert (again["unsealed"], again["sealed_now"], again["events"]) == (0, 0, 8)


def test_it_seals_nothing_while_something_is_wrong(log, verify):
    write_event("note")
    tamper(f"UPDATE ledger_event SET kind = 'x' WHERE id = {log[0]}")
    status, found = verify()
    assert (status, found["unsealed"], found["sealed_now"]) == (1, 1, 0)


# --- changed -------------------------------------------------------------------------------------
def test_every_column_has_a_case():
    assert set(OTHER) == {field.column for field in Event._meta.concrete_fields}


@pytest.mark.parametrize("place", [0, 4, 6])
@pytest.mark.parametrize("column", sorted(OTHER))
def test_a_changed_column_is_found_and_the_event_named(log, verify, column, place):
    tamper(f"UPDATE ledger_event SET {column} = {OTHER[column]} WHERE id = {log[place]}")
    status, found = verify()
    kind = "course.completed " if column == "kind" else "course.completed"
    code, kind = ("event_missing", None) if column == "id" else ("event_changed", kind)
    assert status == 1
    assert (code, log[place], kind) in named(found)
    assert {each["event"] for each in found["broken"]} <= {log[place], log[place] + 1000}


@pytest.mark.parametrize("change", STRANGE)
def test_what_no_column_of_ours_holds_is_found(log, verify, change):
    tamper(f"UPDATE ledger_event SET {change} WHERE id = {log[3]}")
    status, found = verify()
    assert (status, named(found)) == (1, {("event_changed", log[3], "course.completed")})


def test_a_kind_that_is_no_text_is_named_all_the_same(log, verify):
    tamper(f"UPDATE ledger_event SET kind = {'CAST(0xff AS text)' if IS_SQLITE else repr('')} WHERE id = {log[3]}")
    status, found = verify()
    assert status == 1
    assert [each["event"] for each in found["broken"]] == [log[3]]


# --- removed and inserted ------------------------------------------------------------------------
@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_removed_event_is_named(log, verify, place):
    tamper(f"DELETE FROM ledger_event WHERE id = {log[place]}")
    status, found = verify()
    assert (status, named(found)) == (1, {("event_missing", log[place], None)})


@pytest.mark.parametrize("place", [0, 3])
def test_an_event_that_was_removed_with_its_digest_breaks_its_seal(log, verify, place):
    tamper(f"DELETE FROM ledger_event WHERE id = {log[place]}")
    tamper(f"DELETE FROM ledger_seal_event WHERE event_id = {log[place]}")
    status, found = verify()
    assert status == 1
    assert [(each["code"], each["seal"]) for each in found["broken"]] == [("seal_broken", 1 + place // 3)]


def test_an_inserted_event_is_named(log, verify):
    tamper(f"DELETE FROM ledger_event WHERE id = {log[3]}")
    tamper(f"DELETE FROM ledger_seal_event WHERE event_id = {log[3]}")
    raw(
        "INSERT INTO ledger_event (id, tx, epoch, kind, recorded_at, data)"
        f" SELECT {log[3]}, tx, epoch, 'forged', recorded_at, data FROM ledger_event WHERE id = {log[4]}"
    )
    status, found = verify()
    assert status == 1
    assert ("event_inserted", log[3], "forged") in named(found)


def test_a_replaced_event_is_named(log, verify):
    tamper(f"UPDATE ledger_event SET kind = 'note', data = '{{}}' WHERE id = {log[6]}")
    status, found = verify()
    assert (status, named(found)) == (1, {("event_changed", log[6], "note")})


# --- the end -------------------------------------------------------------------------------------
def cut_off(event: int) -> None:
    """Remove the end of the log without a trace: the events from this one on, and their seal."""
    with unguarded():
        raw(f"DELETE FROM ledger_event WHERE id >= {event}")
        raw(f"DELETE FROM ledger_seal_event WHERE event_id >= {event}")
        raw("DELETE FROM ledger_seal WHERE number = (SELECT max(number) FROM ledger_seal)")


def test_a_removed_end_is_found_against_the_exported_head(log, verify, tmp_path):
    head = tmp_path / "head.json"
    assert verify("--head", head)[0] == 0
    assert verify("--against", head)[0] == 0
    cut_off(log[6])
    assert verify()[0] == 0, "nothing in the database tells"
    status, found = verify("--against", head)
    assert status == 1
    assert named(found) == {("cut_off", log[6], None)}


def test_an_end_that_was_written_anew_is_found_against_the_exported_head(log, verify, tmp_path):
    head = tmp_path / "head.json"
    verify("--head", head)
    cut_off(log[6])
    write_event("note")
    assert verify()[1]["sealed_now"] == 1
    status, found = verify("--against", head)
    assert (status, named(found)) == (1, {("other_head", log[6], None)})


def test_a_chain_that_went_on_contains_the_exported_head(log, verify, tmp_path):
    head = tmp_path / "head.json"
    verify("--head", head)
    exported = json.loads(head.read_text())
    assert (exported["seal"], exported["events"], exported["last"]["id"]) == (3, 7, log[6])
    write_event("note")
    verify()
    assert verify("--against", head)[0] == 0


def test_a_head_is_not_overwritten_when_something_is_wrong(log, verify, tmp_path):
    head = tmp_path / "head.json"
    verify("--head", head)
    before = head.read_bytes()
    tamper(f"DELETE FROM ledger_event WHERE id = {log[6]}")
    assert verify("--head", head, "--against", head)[0] == 1
    assert head.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"seal": 1, "hash": "xyz", "events": 1, "last": {}}'])
def test_a_file_that_is_no_head_is_refused(log, verify, tmp_path, text):
    (tmp_path / "head.json").write_text(text)
    assert verify("--against", tmp_path / "head.json")[0] == 2
    assert verify("--against", tmp_path / "none.json")[0] == 2


# --- the seals -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        "events = events + 1",
        "events = 0",
        "last_epoch = 1",
        f"last_tx = {OTHER['tx']}",
        "last_id = last_id + 1",
        "sealed_at = '2024-01-01 00:00:00'",
        "hash = (SELECT hash FROM ledger_seal WHERE number = 1)",
        "number = 9",
    ],
)
def test_a_changed_seal_is_found(log, verify, change):
    tamper(f"UPDATE ledger_seal SET {change} WHERE number = 2")
    status, found = verify()
    assert status == 1
    assert 2 in {each["seal"] for each in found["broken"]}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_seal_is_found(log, verify, number):
    tamper(f"DELETE FROM ledger_seal WHERE number = {number}")
    status, found = verify()
    assert status == 1
    assert ("seal_missing", number) in {(each["code"], each["seal"]) for each in found["broken"]}


@pytest.mark.parametrize(
    "change", ["salt = digest", "salt = NULL", "digest = salt", "leaf = digest", "seal_id = 1", "event_id = 99"]
)
def test_a_changed_digest_is_found(log, verify, change):
    tamper(f"UPDATE ledger_seal_event SET {change} WHERE event_id = {log[4]}")
    status, found = verify()
    assert status == 1
    assert found["broken"]


def test_a_removed_digest_is_found(log, verify):
    tamper(f"DELETE FROM ledger_seal_event WHERE event_id = {log[4]}")
    status, found = verify()
    assert status == 1
    assert ("event_inserted", log[4], "course.completed") in named(found)


# --- erased --------------------------------------------------------------------------------------
@pytest.mark.parametrize("sealed_before", [True, False])
def test_an_erase_leaves_the_log_content(log, verify, sealed_before):
    if not sealed_before:
        write_event("note", user_id=ANN, course_id=SAFETY, data='{"score": 12}')
    assert erase(ANN, SAFETY, operation=5) == (4 if sealed_before else 5)
    assert erase(BEN, SAFETY, operation=5, says=False) == 3
    for _ in range(2):
        status, found = verify()
        assert (status, found["counts"]) == (0, {})


@pytest.mark.parametrize(("program", "status"), [(9, 0), (10, 1)])
def test_an_event_of_a_program_is_redacted_by_an_erase_of_that_program(log, verify, program, status):
    event = write_event("program.completed", user_id=ANN, program_id=9, recorded_at=LONG_AGO)
    verify()
    write_event("progress.erased", operation_id=5, user_id=ANN, program_id=program, recorded_at=LONG_AGO)
    shape = "kind = 'erased', occurred_at = NULL, data = '{}', erased_by_operation = 5"
    raw(f"UPDATE ledger_event SET {shape} WHERE id = {event}")
    raw(f"UPDATE ledger_seal_event SET salt = NULL WHERE event_id = {event}")
    assert verify()[0] == status


@pytest.mark.parametrize("column", sorted(OTHER))
def test_a_changed_column_of_a_redacted_event_is_found(log, verify, column):
    erase(ANN, SAFETY, operation=5)
    verify()
    other = OTHER | {"operation_id": "99", "data": """'{"score": 1}'""", "erased_by_operation": "1"}
    tamper(f"UPDATE ledger_event SET {column} = {other[column]} WHERE id = {log[2]}")
    status, found = verify()
    assert status == 1
    assert log[2] in {each["event"] for each in found["broken"]}


def test_a_redaction_without_an_erase_is_named(log, verify):
    erase(BEN, SAFETY, operation=5)
    shape = "kind = 'erased', occurred_at = NULL, data = '{}', erased_by_operation = 5"
    raw(
        f"UPDATE ledger_event SET {shape}, recorded_at = (SELECT recorded_at FROM ledger_event WHERE kind ="
        f" 'progress.erased') WHERE id = {log[0]}"
    )
    raw(f"UPDATE ledger_seal_event SET salt = NULL WHERE event_id = {log[0]}")
    status, found = verify()
    assert (status, named(found)) == (1, {("redacted_without_erase", log[0], "erased")})


def test_a_redaction_that_hides_behind_an_erase_is_found(log, verify):
    """What the learner did after the erase was redacted too, as if the erase had done it."""
    assert erase(ANN, SAFETY, operation=5) == 4
    told = Event.objects.get(kind="progress.erased")
    later = write_event("note", user_id=ANN, course_id=SAFETY, data='{"score": 1}')
    verify()
    raw(
        "UPDATE ledger_event SET kind = 'erased', occurred_at = NULL, data = '{}', erased_by_operation = 5,"
        f" recorded_at = (SELECT recorded_at FROM ledger_event WHERE id = {told.pk}) WHERE id = {later}"
    )
    raw(f"UPDATE ledger_seal_event SET salt = NULL WHERE event_id = {later}")
    status, found = verify()
    assert (status, named(found)) == (1, {("erase_miscounted", told.pk, "progress.erased")})


# --- many ----------------------------------------------------------------------------------------
def test_it_names_some_and_counts_all(transactional_db, verify, capsys):
    events = [write_event("note", record_id=number) for number in range(50)]
    sealing.seal_pending()
    tamper("UPDATE ledger_event SET record_id = 99 WHERE record_id < 30", expected=30)
    status, found = verify()
    assert (status, found["counts"]) == (1, {"event_changed": 30})
    assert [each["event"] for each in found["broken"]] == events[:20]
    assert main(["verify-log"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Event {events[0]} (note) is not as it was sealed."
    assert lines[20:] == ["10 more are not shown.", "The log is not as it was sealed: 50 events under 1 seals."]


# --- the program ---------------------------------------------------------------------------------
def test_the_program_says_what_it_found(site):
    with site.inside():
        event = write_event("course.completed", user_id=ANN, course_id=SAFETY, data='{"score": 87.5}')
        write_event("note")
    first = site.run("verify-log", "--head", site.folder / "head.json", check=0)
    assert first.out.splitlines() == [
        "All 0 events under 0 seals are as they were sealed.",
        "2 events were not sealed yet; 2 of them are now.",
    ]
    assert json.loads((site.folder / "head.json").read_text())["events"] == 2
    with site.inside():
        erase(ANN, SAFETY, operation=5)
    assert site.run("verify-log", "--against", "head.json", "--json", check=0).json["sealed_now"] == 1
    with site.inside():
        tamper(f"UPDATE ledger_event SET kind = 'exam.failed' WHERE id = {event}")
    assert site.run("verify-log", check=1).out.splitlines() == [
        f"Event {event} (exam.failed) is not as it was sealed.",
        f"Event {event} (exam.failed) was redacted, and there is no erase that did it.",
        "The log is not as it was sealed: 3 events under 2 seals.",
    ]
