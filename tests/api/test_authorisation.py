"""Who may call what: the table beside this file, written by hand, of which each cell is really tried.

`reach`: `everywhere` is a role that is not limited, on somebody outside the group; `inside` and `outside` are limited
roles, on somebody in their group and on somebody else; `limited` is one on nobody in particular. Commands of the
`machine` know no `--as`: whoever may run them holds the database anyway.
"""

import csv
from pathlib import Path

import pytest
from django.db import transaction

from tests.api.asking import Asker
from tests.api.office import ROLES, STAFF, Office
from tests.api.trying import ask, calls, commands, run
from tests.commands.acting import finish, stage
from tests.support.world import enrol

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

TABLE = Path(__file__).with_name("authorisation.csv")
REACHES = {("everywhere", "inside", "outside"), ("everywhere", "limited"), ("machine",)}


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected(kind):
    """Call, reach, who → status, of the API (`/`) or the command line (`milepost`)."""
    return {
        (row["call"], row["reach"], who): int(status)
        for row in rows()
        if row["call"].startswith("milepost ") == (kind == "milepost")
        for who, status in row.items()
        if who not in ("call", "reach") and status != "-"
    }


# --- the table is whole --------------------------------------------------------------------------
def test_every_call_and_every_command_is_in_the_table():
    listed = [row["call"] for row in rows()]
    assert set(calls()) | set(commands()) == set(listed)


def test_every_call_is_tried_within_and_outside_the_reach():
    reaches: dict[str, list[str]] = {}
    for row in rows():
        reaches.setdefault(row["call"], []).append(row["reach"])
    assert {call: found for call, found in reaches.items() if tuple(found) not in REACHES} == {}
    by_machine = {call for call, found in reaches.items() if found == ["machine"]}
    assert by_machine == {command for command, acts in commands().items() if not acts}


def test_every_cell_is_filled():
    everybody = [*ROLES, "no scopes", "no token"]
    for row in rows():
        assert list(row) == ["call", "reach", *everybody]
        told = [who for who in everybody if row[who] == "-"]
        assert told == (["no scopes", "no token"] if row["call"].startswith("milepost ") else [])


# --- each cell is tried --------------------------------------------------------------------------
def test_who_may_call_what(office):
    wanted = expected("/")
    found, told = {}, {}
    for call, reach, who in wanted:
        person = office.inside if reach == "inside" else office.outside
        secret = _secret(office, who, limited=reach != "everywhere")
        with transaction.atomic():
            status, body = ask(office, call, secret, person)
            transaction.set_rollback(True)
        found[call, reach, who] = status
        if reach != "everywhere":
            told[call, reach, who] = _told(office, body, reach)
    assert {cell: status for cell, status in found.items() if status != wanted[cell]} == {}
    assert {cell: what for cell, what in told.items() if what} == {}


def _secret(office, who, *, limited):
    if who == "no token":
        return None
    return office.secrets["no scopes of Administrator" if who == "no scopes" else who, limited]


def _told(office, text, reach):
    """What an answer tells of the person outside. The login id may be there only if it was in the question."""
    named = ["zenobia"] if reach != "outside" and "zenobia" in text else []
    return named + office.outside.told_by(
        text if reach != "outside" else text.replace(str(office.outside.previewed.uuid), "")
    )


def test_who_may_give_which_command(office, capsys):
    wanted = expected("milepost")
    found, told = {}, {}
    for call, reach, who in wanted:
        person = office.inside if reach == "inside" else office.outside
        login = office.staff[who, reach not in ("everywhere", "machine")].login_id
        with transaction.atomic():
            status, said = run(call, login, person, capsys)
            transaction.set_rollback(True)
        found[call, reach, who] = status
        if reach not in ("everywhere", "machine"):
            told[call, reach, who] = _told(office, said, reach)
    assert {cell: status for cell, status in found.items() if status != wanted[cell]} == {}
    assert {cell: what for cell, what in told.items() if what} == {}


# --- nobody outside is counted -------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)  # what is not committed is in no list of events
def test_people_outside_the_reach_are_in_no_count(office):
    everywhere, limited = (Asker(office.staff["Training manager", which]) for which in (False, True))

    def counts(who):
        wanted = {"type": "course", "id": "fire"}
        staged = who.post("/operations", {"kind": "reset", "learners": {"enrolled_in": wanted}, "content": [wanted]})
        assert staged.status == 201, staged.body
        by_rule = who.post(
            "/operations", {"kind": "reset", "learners": {"rule": "course fire completed"}, "content": [wanted]}
        )
        assert by_rule.status == 201, by_rule.body
        return {
            "previewed": staged.json["preview"]["learners"],
            "by a rule": by_rule.json["preview"]["learners"],
            "in the course": len(who.every("/courses/fire/progress")),
            "enrolled": len(who.every("/enrolments", course="fire")),
            "in the program": len(who.every("/enrolments", type="program", program="induction")),
            "completions": len(
                [each for each in who.every("/events", course="fire") if each["kind"] == "course.completed"]
            ),
            "users": len([each for each in who.every("/users") if each["login_id"] in ("ada", "zenobia")]),
        }

    within = counts(limited)
    assert within == dict.fromkeys(within, 1)
    assert counts(everywhere) == dict.fromkeys(within, 2)
    assert limited.get("/events", learner="ada").json["items"] != []
    assert office.outside.told_by(limited.get("/events", limit=200).body.decode()) == []


def test_of_an_operation_on_others_too_only_the_own_people_are_counted(office):
    for person in (office.inside, office.outside):
        enrol(person.user, office.water)
        finish(person.user, office.water)
    both = stage("reset", [("ada", "water"), ("zenobia", "water")], actor=STAFF)
    limited = Asker(office.staff["User manager", True])
    seen = limited.get(f"/operations/{both.uuid}")
    assert seen.status == 200
    assert office.outside.told_by(seen.body.decode()) == []
    assert seen.json["preview"] in ({}, None)
    [item] = limited.every(f"/operations/{both.uuid}/items")
    assert "ada" in str(item)
    assert limited.post(f"/operations/{both.uuid}/confirm", {"digest": both.digest}).status == 403
    assert limited.post(f"/operations/{both.uuid}/cancel", {}).status == 403
