"""What is foreseen of each item, and who may take it for true (docs/decisions/0016-foreseen-outcomes.md)."""

import pytest

from milepost.base.errors import Refused
from milepost.progress import api
from tests.commands.acting import STAFF, apply, finish, launch, outcomes, reset, stage, undo
from tests.support.world import enrol, learner, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


def _items(operation: api.Operation) -> list[tuple[str, str, str]]:
    """Of each row whom it names, what is foreseen and what became of it."""
    found = api.items(api.find(operation.uuid))
    return [(item["login_id"], item["foreseen"], item["outcome"]) for item in found]


@pytest.fixture
def bob(safety):
    """A learner beside ada who is enrolled, and has not begun."""
    user = learner("bob")
    enrol(user, safety)
    return user


@pytest.mark.requirement("MP-01")
def test_why_somebody_will_be_skipped_is_known_before_anybody_says_yes(ada, bob, safety):
    launch(ada, safety)
    operation = stage("reset", [("ada", "safety"), ("bob", "safety")])
    assert _items(operation) == [("ada", "done", None), ("bob", "nothing_to_reset", None)]
    apply(operation)
    assert _items(operation) == [("ada", "done", "done"), ("bob", "nothing_to_reset", "nothing_to_reset")]


def test_what_is_different_when_its_chunk_comes_is_decided_anew(ada, bob, safety):
    launch(ada, safety)
    operation = stage("reset", [("ada", "safety"), ("bob", "safety")])
    confirmed = api.confirm(STAFF, operation, operation.digest)
    reset(("ada", "safety"))
    launch(bob, safety)
    assert outcomes(api.run(confirmed)) == {"done": 1, "nothing_to_reset": 1}
    assert _items(operation) == [("ada", "nothing_to_reset", "nothing_to_reset"), ("bob", "done", "done")]


def test_what_was_never_confirmed_cannot_be_undone(ada, safety):
    launch(ada, safety)
    operation = api.cancel(STAFF, stage("reset", [("ada", "safety")]).uuid)
    assert _items(operation) == [("ada", "done", None)]
    with pytest.raises(Refused):
        undo(operation)


def test_what_was_cancelled_before_anybody_said_yes_cannot_be_undone_after_an_erase_either(ada, safety):
    launch(ada, safety)
    operation = api.cancel(STAFF, stage("reset", [("ada", "safety")]).uuid)
    reset(("ada", "safety"), policy="erase")
    with pytest.raises(Refused):
        undo(operation)
    assert api.find(operation.uuid).state == api.State.CANCELLED


def test_a_foreseen_undo_does_not_keep_others_from_it(ada, safety):
    launch(ada, safety)
    done = reset(("ada", "safety"))
    first, second = api.undo(STAFF, done.uuid, source="cli"), api.undo(STAFF, done.uuid, source="cli")
    assert outcomes(apply(first)) == {"done": 1}
    with pytest.raises(api.EffectChanged):
        apply(second)
    assert outcomes(apply(api.find(second.uuid))) == {"moved_on": 1}


def test_a_preview_that_an_erase_has_emptied_in_part_is_looked_at_again(ada, bob, safety):
    launch(ada, safety)
    launch(bob, safety)
    operation = stage("reset", [("ada", "safety"), ("bob", "safety")])
    digest = operation.digest
    reset(("ada", "safety"), policy="erase")
    before = snapshot(bob)
    with pytest.raises(api.EffectChanged):
        api.confirm(STAFF, operation, digest)
    assert snapshot(bob) == before
    assert outcomes(apply(api.find(operation.uuid))) == {"done": 1, "erased": 1}


def test_what_is_foreseen_of_an_erased_record_is_forgotten_too(ada, safety):
    """Else it would tell that the learner had completed the course."""
    finish(ada, safety)
    staged = stage("reset", [("ada", "safety")], policy="erase")
    confirmed = api.confirm(STAFF, staged, staged.digest, reserve=False)
    later = stage("mark_complete", [("ada", "safety")])
    assert _items(later) == [("ada", "already_complete", None)]
    api.run(confirmed)
    assert _items(later) == [(None, "erased", "erased")]
