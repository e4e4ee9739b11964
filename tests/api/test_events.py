"""Events over the API: what happened, in order, as far as the reach goes."""

import pytest

from tests.api.asking import Asker
from tests.commands.acting import finish, mark, reset, undo
from tests.support.world import actor, course, enrol, group, join, learner, limited_staff, program

# On PostgreSQL whoever follows the ledger sees what was committed, and nothing else.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grace():
    return Asker(actor("grace"))


@pytest.fixture
def people():
    """Ada and Bob, who have completed a course by themselves; it belongs to a program."""
    safety = course("safety")
    first = program("first", safety)
    made = [learner("ada"), learner("bob")]
    for each in made:
        join(each, first)
        finish(each, safety)
    return made


def kinds(events):
    return [(event["learner"]["login_id"], event["kind"]) for event in events]


OF_ONE = ["record.opened", "activity.completed", "activity.completed", "course.completed", "program.completed"]


def test_everything_is_told_in_its_order_page_by_page(grace, people):
    told = grace.every("/events", limit=3)
    assert kinds(told) == [(name, kind) for name in ("ada", "bob") for kind in OF_ONE]
    assert len({event["id"] for event in told}) == len(told)
    first = told[1]
    assert first["course"]["asset_id"] == "safety"
    assert first["activity"]["asset_id"] == "page-1"
    assert (first["program"], first["operation"], first["erased_by"]) == (None, None, None)
    assert first["data"] == {"manually": False}


def test_whoever_goes_on_from_the_last_one_misses_none(grace, people):
    seen = grace.every("/events")
    assert grace.get("/events", cursor=seen[-1]["id"]).json == {"items": [], "next_cursor": None}
    reset(("ada", "safety"))
    assert kinds(grace.every("/events", cursor=seen[-1]["id"])) == [
        ("ada", "progress.reset"),
        ("ada", "program.reopened"),
    ]


def test_of_a_learner_a_course_or_an_operation(grace, people):
    other = course("other")
    enrol(people[0], other)
    finish(people[0], other)
    operation = mark(("bob", "safety")).uuid
    done = reset(("bob", "safety"), ("ada", other)).uuid
    assert {name for name, _kind in kinds(grace.every("/events", learner="bob"))} == {"bob"}
    assert kinds(grace.every("/events", learner="bob", course="safety"))[-1] == ("bob", "progress.reset")
    assert {event["course"]["asset_id"] for event in grace.every("/events", course="other")} == {"other"}
    assert grace.every("/events", operation=operation) == []
    assert sorted(kinds(grace.every("/events", operation=done))) == [
        ("ada", "progress.reset"),
        ("bob", "program.reopened"),
        ("bob", "progress.reset"),
    ]
    assert grace.get("/events", learner="nobody").status == 404


def test_what_an_erase_redacted_is_shown_as_redacted(grace, people):
    earlier = reset(("ada", "safety")).uuid
    erase = reset(("ada", "safety"), policy="erase").uuid
    told = grace.every("/events", learner="ada", course="safety")
    assert [event["kind"] for event in told] == ["erased"] * len(OF_ONE) + ["progress.erased"]
    for event in told[:-1]:
        assert (event["data"], event["occurred_at"], event["erased_by"]) == ({}, None, str(erase))
    [redacted, *_] = grace.every("/events", operation=earlier)
    assert redacted["kind"] == "erased"
    assert kinds(grace.every("/events", learner="bob")) == [("bob", kind) for kind in OF_ONE]


def test_people_beyond_reach_are_in_no_event(people):
    lena = Asker(limited_staff("lena", "Reporter", [group("site", people[0])]))
    on_both = reset(("ada", "safety"), ("bob", "safety")).uuid
    on_bob = undo(mark(("bob", "safety"))).uuid
    assert {name for name, _kind in kinds(lena.every("/events"))} == {"ada"}
    assert {name for name, _kind in kinds(lena.every("/events", course="safety"))} == {"ada"}
    assert {name for name, _kind in kinds(lena.every("/events", operation=on_both))} == {"ada"}
    assert lena.get("/events", operation=on_bob).status == 404
    assert lena.get("/events", learner="bob").status == 404


def test_learners_read_no_events(people):
    assert Asker(people[0]).get("/events").status == 403


@pytest.mark.parametrize("chosen", [{}, {"learner": "ada"}, {"course": "safety"}])
def test_a_page_costs_the_same_number_of_statements_whatever_its_length(chosen, grace, people, statements):
    counts = []
    for limit in (1, 9):
        with statements() as made:
            assert grace.get("/events", limit=limit, **chosen).status == 200
        counts.append(made)
    assert counts[0].count == counts[1].count, counts
