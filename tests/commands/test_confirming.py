"""Preview, digest, confirmation, permissions (R40, R42, R43)."""

import datetime as dt

import pytest

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import NotPermitted, Refused
from milepost.base.permissions import PROGRESS_MANAGE
from milepost.ledger.models import Event
from milepost.people import actors
from milepost.people.models import Role
from milepost.progress import api
from milepost.records.models import Enrolment
from tests.commands.acting import STAFF, apply, finish, launch, outcomes, records, reset, stage, work
from tests.support.world import actor, enrol, learner, many_learners, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.mark.requirement("MP-01")
def test_the_preview_is_the_exact_effect_and_changes_nothing(ada, safety):
    bob, eve = learner("bob"), learner("eve")
    enrol(bob, safety)
    enrol(eve, safety)
    finish(ada, safety)
    work(launch(bob, safety), safety.activities.first(), progress=5)
    learner("stranger")
    before = [snapshot(user) for user in (ada, bob, eve)]

    operation = stage("reset", [(name, "safety") for name in ("ada", "bob", "eve", "stranger")])

    preview = api.report(operation)["preview"]
    assert [snapshot(user) for user in (ada, bob, eve)] == before
    assert operation.state == "previewed"
    expected = {"learners": 2, "records": 2, "courses": 1, "activities": 3, "scores": 1, "deactivated": 0}
    assert {name: preview[name] for name in expected} == expected
    assert preview["skipped"] == {"not_enrolled": 1, "nothing_to_reset": 1}
    done = outcomes(apply(operation))
    assert done == {"done": preview["records"], **preview["skipped"]}


@pytest.mark.requirement("MP-01")
def test_the_preview_of_a_mark_counts_what_will_count_as_completed(ada, safety):
    opened = launch(ada, safety)
    work(opened, safety.activities.get(kind="page"), status="completed")
    preview = api.report(stage("mark_complete", [("ada", "safety")]))["preview"]
    assert (preview["learners"], preview["activities"], preview["scores"]) == (1, 1, 1)


def test_when_the_effect_has_changed_nothing_happens_and_the_new_preview_is_there(ada, safety):
    launch(ada, safety)
    bob = learner("bob")
    enrol(bob, safety)
    operation = stage("reset", [("ada", "safety"), ("bob", "safety")])
    first = operation.digest
    launch(bob, safety)
    before = [snapshot(user) for user in (ada, bob)]

    with pytest.raises(api.EffectChanged) as caught:
        apply(operation)

    assert [snapshot(user) for user in (ada, bob)] == before
    fresh = api.find(operation.uuid)
    assert (fresh.state, fresh.digest != first) == ("previewed", True)
    assert caught.value.operation.digest == fresh.digest
    assert api.report(fresh)["preview"]["records"] == 2
    assert outcomes(apply(fresh)) == {"done": 2}


def test_a_wrong_digest_is_refused(ada, safety):
    launch(ada, safety)
    operation = stage("reset", [("ada", "safety")])
    with pytest.raises(api.EffectChanged):
        api.confirm(STAFF, operation, "0" * 64)
    assert records(ada, safety)[0].superseded_at is None


def test_confirming_twice_does_nothing_twice(ada, safety):
    launch(ada, safety)
    operation = stage("reset", [("ada", "safety")])
    apply(operation)
    apply(operation)
    assert Event.objects.filter(operation_id=operation.pk).count() == 1


def test_a_refused_operation_cannot_be_confirmed(ada, safety):
    operation = stage("reset", [("ada", "safety"), ("nobody", "safety")])
    assert operation.state == "refused"
    with pytest.raises(Refused):
        apply(operation)


@pytest.mark.requirement("LW-02")
@pytest.mark.parametrize(
    ("role", "may"), [("Learner", False), ("Reporter", False), ("User manager", True), (None, False)]
)
def test_only_roles_with_the_permission_may(ada, safety, role, may):
    launch(ada, safety)
    staff = learner("staff")
    staff.role = Role.objects.get(name=role) if role else None
    staff.save()
    actor = actors.by_login("staff")
    request = api.Request(kind=api.Kind.RESET, source="cli")
    if not may:
        with pytest.raises(NotPermitted):
            api.submit(actor, request, [api.Row(1, "ada", "safety")])
        return
    operation = api.submit(actor, request, [api.Row(1, "ada", "safety")])
    assert (operation.actor_id, operation.actor_label) == (staff.pk, staff.name)
    assert outcomes(api.run(api.confirm(actor, operation, operation.digest))) == {"done": 1}


@pytest.mark.requirement("LW-02")
def test_confirming_and_undoing_ask_for_the_permission_again(ada, safety):
    launch(ada, safety)
    nobody = Actor(user_id=None, label="nobody")
    assert PROGRESS_MANAGE not in nobody.permissions
    operation = stage("reset", [("ada", "safety")])
    with pytest.raises(NotPermitted):
        api.confirm(nobody, operation, operation.digest)
    done = apply(operation)
    with pytest.raises(NotPermitted):
        api.undo(nobody, done.uuid, source="cli")


@pytest.mark.requirement("MP-03")
def test_a_mark_that_enrols_needs_the_permission_to_enrol_from_whoever_confirms_too(ada, safety):
    newcomer = learner("newcomer")
    mia, tom = actor("mia", "User manager"), actor("tom", "Training manager")
    request = api.Request(kind=api.Kind.MARK_COMPLETE, source="api", enrol_missing=True)
    rows = [api.Row(1, "newcomer", "safety")]
    with pytest.raises(NotPermitted):
        api.submit(mia, request, rows)
    staged = api.submit(tom, request, rows)
    with pytest.raises(NotPermitted):
        api.confirm(mia, staged, staged.digest)
    assert not Enrolment.objects.filter(user=newcomer).exists()
    assert outcomes(api.run(api.confirm(tom, staged, staged.digest))) == {"done": 1}


def test_so_many_items_that_others_would_wait_are_refused(safety):
    learners = api.Learners(ids=[each.login_id for each in many_learners(5_001)])
    contents = [api.find_content("course", "safety")] * 1_000
    with pytest.raises(Refused, match="5001 learners with 1000 contents each are too many; at most 5000000 items"):
        api.submit_for(STAFF, api.Request(kind=api.Kind.RESET, source="api"), learners, contents)
    assert not api.Operation.objects.exists()


def test_what_is_cancelled_twice_is_cancelled(ada, safety):
    launch(ada, safety)
    staged = stage("reset", [("ada", "safety")])
    assert [api.cancel(STAFF, staged.uuid).state for _ in range(2)] == ["cancelled", "cancelled"]
    done = reset(("ada", "safety"))
    with pytest.raises(Refused, match="ended already"):
        api.cancel(STAFF, done.uuid)


def test_each_command_is_an_operation_with_actor_reason_time_and_a_result_for_each_row(ada, safety):
    learner("stranger")
    launch(ada, safety)
    operation = apply(stage("reset", [("ada", "safety"), ("stranger", "safety")], reason="New edition"))
    found = api.find(operation.uuid)
    report = api.report(found)
    assert (report["kind"], report["state"], report["reason"], report["actor"]) == (
        "reset",
        "done",
        "New edition",
        "test",
    )
    assert found.created_at <= found.confirmed_at <= found.finished_at
    rows = {item["line"]: (item["login_id"], item["outcome"]) for item in api.items(found)}
    assert rows[2] == ("ada", "done")
    assert rows[3][1] == "not_enrolled"
    assert operation.uuid in [latest.operation.uuid for latest in api.latest(STAFF)]


def test_what_does_not_go_together_is_refused(ada, safety):
    for request, words in (
        ({"policy": "forget"}, "record policy"),
        ({"completed_on": dt.date(2024, 5, 1)}, "completion date"),
        ({"enrol_missing": True}, "Enrolling"),
        ({"due_on": dt.date(2024, 5, 1)}, "due date"),
        ({"due_on": dt.date.max}, "before the year 3000"),
    ):
        with pytest.raises(Refused, match=words):
            stage("reset", [("ada", "safety")], **request)
    for request, words in (
        ({"policy": "erase"}, "reset only"),
        ({"due_on": dt.date(2099, 5, 1)}, "reset only"),
        ({"completed_on": dt.date.min}, "from the year 1900 on"),
        ({"completed_on": dt.date.max}, "lies in the future"),
    ):
        with pytest.raises(Refused, match=words):
            stage("mark_complete", [("ada", "safety")], **request)
    with pytest.raises(Refused, match="no row"):
        stage("reset", [])


def test_who_was_enrolled_since_makes_the_preview_stale(ada, safety):
    bob = learner("bob")
    staged = stage("reset", [("bob", "safety")])
    enrol(bob, safety)
    launch(bob, safety)
    with pytest.raises(api.EffectChanged) as changed:
        apply(staged)
    assert outcomes(apply(changed.value.operation)) == {"done": 1}


def test_a_new_due_date_that_has_passed_since_the_preview_is_refused(ada, safety):
    """Else the reset would make overdue what it was to give time for (R17)."""
    launch(ada, safety)
    today = clock.today()
    operation = stage("reset", [("ada", "safety")], due_on=today)
    before = snapshot(ada)
    with clock.fixed(clock.now() + dt.timedelta(days=1)), pytest.raises(Refused, match="has passed already"):
        apply(operation)
    assert snapshot(ada) == before
    assert outcomes(apply(operation)) == {"done": 1}
