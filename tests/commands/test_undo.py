"""Undo of marks and retaining resets (R30, R31)."""

import pytest

from milepost.base.errors import NotFound, Refused
from milepost.base.ids import new_uuid
from milepost.ledger.models import Event
from milepost.progress import api
from milepost.records.models import CourseRecord, PlayerSession
from tests.commands.acting import (
    STAFF,
    apply,
    current,
    finish,
    launch,
    mark,
    outcomes,
    records,
    relaunch,
    reset,
    stage,
    undo,
    work,
)
from tests.support.world import enrol, learner, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander"), pytest.mark.requirement("MP-02")]


def record_values(user):
    return list(CourseRecord.objects.filter(user=user).order_by("pk").values())


def test_a_reset_is_undone_to_exactly_what_was(ada, safety):
    finish(ada, safety)
    before = record_values(ada)
    operation = reset(("ada", "safety"))
    undone = undo(operation)
    assert outcomes(undone) == {"done": 1}
    assert record_values(ada) == before
    assert api.find(operation.uuid).state == "undone"


def test_a_mark_on_a_started_record_is_undone_to_exactly_what_was(ada, safety):
    work(launch(ada, safety), safety.activities.first(), progress=40, seconds=7)
    before = record_values(ada)
    undo(mark(("ada", "safety")))
    assert record_values(ada) == before


def test_a_record_that_a_mark_opened_is_voided_and_never_met_again(ada, safety):
    undo(mark(("ada", "safety")))
    [voided] = records(ada, safety)
    assert voided.voided_at is not None
    assert voided.waived_at is not None, "nothing is overwritten: what was true in between can still be asked for"
    assert current(ada, safety) is None
    assert outcomes(reset(("ada", "safety"))) == {"nothing_to_reset": 1}
    assert launch(ada, safety).number == 2, "only numbering counts it"


def test_a_record_that_a_mark_opened_stays_without_its_waiver_once_the_learner_has_worked_in_it(ada, safety):
    operation = mark(("ada", "safety"))
    work(launch(ada, safety), safety.activities.first(), progress=30, seconds=5)
    assert outcomes(undo(operation)) == {"done": 1}
    [record] = records(ada, safety)
    assert (record.voided_at, record.waived_at, record.status, record.completed_by) == (None, None, "active", "")
    assert record.progress == pytest.approx(15.0)


def test_undo_brings_the_real_state_to_light(ada, safety):
    opened = launch(ada, safety)
    operation = mark(("ada", "safety"))
    page, exam = safety.activities.all()
    work(opened, page, status="completed")
    work(opened, exam, status="passed", score=73)
    undo(operation)
    record = current(ada, safety)
    assert (record.status, record.completed_by, record.progress, record.waived_at) == ("passed", "rule", 100.0, None)
    assert record.completed_at is not None
    assert record.score is not None
    [event] = Event.objects.filter(kind="completion.withdrawn", user_id=ada.pk)
    assert event.data == '{"status": "passed"}'


def test_reset_mark_undo_mark_undo_reset_leads_back_to_the_beginning(ada, safety):
    finish(ada, safety)
    before = [row for row in record_values(ada) if row["voided_at"] is None]
    first = reset(("ada", "safety"))
    second = mark(("ada", "safety"))
    assert outcomes(undo(second)) == {"done": 1}
    assert outcomes(undo(first)) == {"done": 1}
    assert [row for row in record_values(ada) if row["voided_at"] is None] == before


def test_newest_first(ada, safety):
    launch(ada, safety)
    marked = mark(("ada", "safety"))
    again = reset(("ada", "safety"))
    assert outcomes(undo(marked)) == {"moved_on": 1}, "the reset still stands"
    undo(again)
    assert outcomes(undo(marked)) == {"done": 1}


def test_what_was_launched_again_is_skipped_and_kept(ada, safety):
    finish(ada, safety)
    operation = reset(("ada", "safety"))
    work(relaunch(ada, safety), safety.activities.first(), progress=10)
    before = snapshot(ada)
    assert outcomes(undo(operation)) == {"moved_on": 1}
    assert snapshot(ada) == before
    assert api.find(operation.uuid).state == "done", "it still stands"


def test_an_archived_course_is_skipped(ada, safety):
    launch(ada, safety)
    operation = reset(("ada", "safety"))
    safety.archived_at = safety.created_at
    safety.save()
    assert outcomes(undo(operation)) == {"archived": 1}


def test_for_one_learner_then_for_the_rest(ada, safety):
    bob = learner("bob")
    enrol(bob, safety)
    for user in (ada, bob):
        finish(user, safety)
    operation = reset(("ada", "safety"), ("bob", "safety"))
    before = snapshot(bob)
    assert outcomes(undo(operation, [ada])) == {"done": 1}
    assert snapshot(bob) == before
    assert current(ada, safety) is not None
    assert api.find(operation.uuid).state == "done"
    with pytest.raises(Refused):
        undo(operation, [ada])
    assert outcomes(undo(operation)) == {"done": 1}, "what was undone before is not in the selection"
    assert api.find(operation.uuid).state == "undone"


def test_sessions_that_the_reset_closed_stay_closed(ada, safety):
    opened = launch(ada, safety)
    undo(reset(("ada", "safety")))
    assert PlayerSession.objects.get(uuid=opened.session).closed_at is not None
    assert not work(opened, safety.activities.first(), progress=5).is_open


def test_it_is_an_operation_with_events_and_a_second_time_is_refused(ada, safety):
    finish(ada, safety)
    operation = reset(("ada", "safety"))
    taken_back = undo(operation)
    assert (taken_back.kind, taken_back.undo_of_id, taken_back.state) == ("undo", operation.pk, "done")
    [event] = Event.objects.filter(operation_id=taken_back.pk)
    assert (event.kind, event.user_id) == ("progress.restored", ada.pk)
    with pytest.raises(Refused, match="already"):
        undo(operation)
    with pytest.raises(Refused, match="undo"):
        undo(taken_back)


def test_nothing_to_undo_in_what_was_never_applied(ada, safety):
    launch(ada, safety)
    previewed = stage("reset", [("ada", "safety")])
    with pytest.raises(Refused, match="nothing to undo"):
        api.undo(STAFF, previewed.uuid, source="cli")
    with pytest.raises(NotFound):
        api.undo(STAFF, new_uuid(), source="cli")


def test_an_undo_that_was_previewed_and_overtaken_changes_nothing(ada, safety):
    launch(ada, safety)
    operation = reset(("ada", "safety"))
    staged = api.undo(STAFF, operation.uuid, source="cli")
    relaunch(ada, safety)
    before = snapshot(ada)
    with pytest.raises(api.EffectChanged):
        apply(staged)
    assert snapshot(ada) == before
