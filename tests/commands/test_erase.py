"""Record policy erase: what goes, what stays, who may (R3, R5, R13, R48; SC-06)."""

import datetime as dt
import json

import pytest

from milepost.base import clock
from milepost.base.errors import NotPermitted, Refused
from milepost.ledger.models import Event
from milepost.organisation import settings as house
from milepost.people import actors
from milepost.progress import api
from milepost.progress.models import Operation, OperationItem
from milepost.records import holds, launching
from milepost.records.models import ActivityRecord, CourseRecord, Enrolment, Hold, LateCommit, PlayerSession
from tests.commands.acting import (
    STAFF,
    apply,
    current,
    current_program,
    finish,
    launch,
    mark,
    outcomes,
    program_records,
    records,
    relaunch,
    reset,
    shown,
    stage,
    undo,
    work,
)
from tests.support.world import activity, actor, course, enrol, join, learner, program, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander"), pytest.mark.requirement("SC-06")]


def erase(*pairs, **request):
    return reset(*pairs, policy="erase", **request)


def test_every_past_record_becomes_a_tombstone(ada, safety):
    first = finish(ada, safety)
    reset(("ada", "safety"))
    second = relaunch(ada, safety)
    work(first, safety.activities.first(), progress=10)  # too late: kept aside
    work(second, safety.activities.first(), progress=30, seconds=5, state="page 3")
    operation = erase(("ada", "safety"))
    assert outcomes(operation) == {"done": 1}
    for record in records(ada, safety):
        assert (record.status, record.score, record.progress, record.opened_at) == ("erased", None, 0.0, None)
        assert (record.completed_at, record.completed_by, record.waived_at) == (None, "", None)
        assert record.erased_by_operation == operation.pk
        assert record.superseded_at == record.erased_at
    assert not ActivityRecord.objects.filter(record__user=ada).exists()
    assert not LateCommit.objects.filter(session__record__user=ada).exists()
    assert Enrolment.objects.get(user=ada).ended_at is None, "tags, groups and the enrolment are never touched (R6)"


def test_the_notice_is_shown_and_the_next_record_has_the_next_number(ada, safety):
    opened = finish(ada, safety)
    operation = erase(("ada", "safety"))
    assert not launching.is_continue_offered(ada.pk, safety.pk)
    assert launch(ada, safety).notice == launching.Notice(operation.pk)
    assert not work(opened, safety.activities.first(), progress=5).is_open, "the open page is told"
    assert not LateCommit.objects.exists(), "and nothing of it is kept"
    again = relaunch(ada, safety)
    assert (again.number, again.restarted) == (2, True)


def test_events_are_redacted_and_the_erase_itself_stays(ada, safety):
    finish(ada, safety, score=73.25)
    before = Event.objects.filter(user_id=ada.pk).count()
    operation = erase(("ada", "safety"))
    events = Event.objects.filter(user_id=ada.pk)
    assert events.exclude(operation_id=operation.pk).count() == before
    for event in events.exclude(operation_id=operation.pk):
        assert (event.kind, event.occurred_at, event.data) == ("erased", None, "{}")
    assert events.get(operation_id=operation.pk).kind == "progress.erased"


def test_earlier_operations_say_nothing_any_more(ada, safety):
    bob = learner("bob")
    enrol(bob, safety)
    finish(bob, safety)
    alone = mark(("ada", "safety"), reason="Paper of 3 May", completed_on=dt.date(2025, 5, 3))
    both = reset(("ada", "safety"), ("bob", "safety"), reason="New law")
    erase(("ada", "safety"))
    alone.refresh_from_db()
    both.refresh_from_db()
    assert (alone.reason, alone.completed_on, alone.preview, outcomes(alone)) == ("", None, "{}", {"erased": 1})
    assert (both.reason, outcomes(both)) == ("New law", {"done": 1, "erased": 1})
    assert not OperationItem.objects.filter(operation__in=[alone, both], user_id=ada.pk).exists()
    assert OperationItem.objects.filter(operation=both, user_id=bob.pk, outcome="done").exists()
    assert outcomes(undo(both)) == {"done": 1, "erased": 1}
    assert current(bob, safety).number == 1


def test_what_was_confirmed_later_but_applied_before_says_nothing_either(ada, safety):
    launch(ada, safety)
    staged = stage("reset", [("ada", "safety")], policy="erase")
    confirmed = api.confirm(STAFF, staged, staged.digest, reserve=False)
    paper = {"reason": "Paper of 3 May", "completed_on": dt.date(2025, 5, 3)}
    marked, skipped = mark(("ada", "safety"), **paper), mark(("ada", "safety"), **paper)
    assert outcomes(skipped) == {"already_complete": 1}
    assert outcomes(api.run(confirmed)) == {"done": 1}
    for each in (marked, skipped):
        each.refresh_from_db()
        assert (each.reason, each.completed_on, outcomes(each)) == ("", None, {"erased": 1})
    after = mark(("ada", "safety"), **paper)
    after.refresh_from_db()
    assert (after.reason, outcomes(after)) == ("Paper of 3 May", {"done": 1})


def test_it_cannot_be_undone(ada, safety):
    finish(ada, safety)
    operation = erase(("ada", "safety"))
    before = snapshot(ada)
    assert outcomes(undo(operation)) == {"erased": 1}
    assert snapshot(ada) == before


def test_past_records_alone_are_enough_and_a_second_time_there_is_nothing(ada, safety):
    finish(ada, safety)
    reset(("ada", "safety"))
    assert outcomes(erase(("ada", "safety"))) == {"done": 1}
    assert outcomes(erase(("ada", "safety"))) == {"nothing_to_reset": 1}


def test_other_courses_and_learners_are_untouched(ada, safety):
    other = course("other")
    enrol(ada, other)
    finish(ada, other)
    before = records(ada, other)[0].status, ActivityRecord.objects.filter(record__course=other).count()
    finish(ada, safety)
    erase(("ada", "safety"))
    assert (records(ada, other)[0].status, ActivityRecord.objects.filter(record__course=other).count()) == before


# --- whose policy --------------------------------------------------------------------------------
def test_the_operation_goes_before_the_course_and_the_course_before_the_house(ada, safety):
    other, third = course("other"), course("third", record_policy="retain")
    for each in (other, third):
        enrol(ada, each)
    house.change(STAFF, "record_policy", "erase")
    for each in (safety, other, third):
        finish(ada, each)
    reset(("ada", "safety"), policy="retain")
    reset(("ada", "other"), ("ada", "third"))
    assert [records(ada, each)[0].status for each in (safety, other, third)] == ["passed", "erased", "passed"]


def test_in_a_program_each_course_follows_its_own(ada, safety):
    secret = course("secret", activities=["exam"], record_policy="erase")
    both = program("both", safety, secret)
    join(ada, both)
    for each in (safety, secret):
        finish(ada, each)
    assert current_program(ada, both).status == "completed"
    operation = reset(("ada", both))
    assert outcomes(operation) == {"done": 3}
    assert [records(ada, each)[0].status for each in (safety, secret)] == ["passed", "erased"]


def test_a_program_that_rested_on_an_erased_course_loses_its_completion(ada, safety):
    secret = course("secret", activities=["exam"])
    both = program("both", safety, secret)
    join(ada, both)
    for each in (safety, secret):
        finish(ada, each)
    erase(("ada", "secret"))
    [record] = program_records(ada, both)
    assert (record.status, record.completed_at, record.progress) == ("active", None, 50.0)
    assert not Event.objects.filter(user_id=ada.pk, kind="program.completed").exists()


def test_a_program_is_erased_with_its_courses(ada, safety):
    only = program("only", safety)
    join(ada, only)
    finish(ada, safety)
    assert outcomes(erase(("ada", only))) == {"done": 2}
    assert [record.status for record in program_records(ada, only)] == ["erased"]
    relaunch(ada, safety)
    assert current_program(ada, only).number == 2


def test_a_program_that_the_file_leaves_out_is_not_forgotten(ada, safety):
    secret = course("secret", activities=["exam"])
    both = program("both", safety, secret)
    join(ada, both)
    marked = mark(("ada", both))
    assert outcomes(marked) == {"done": 3}
    erase(("ada", "secret"), ("ada", both, "FALSE"))
    marked.refresh_from_db()
    assert outcomes(marked) == {"done": 2, "erased": 1}
    assert OperationItem.objects.get(operation=marked, program_id=both.pk).user_id == ada.pk


# --- who may, and when not -----------------------------------------------------------------------
def test_it_needs_the_permission(ada, safety):
    finish(ada, safety)
    with pytest.raises(NotPermitted):
        stage("reset", [("ada", "safety")], actor("grace", "Training manager"), policy="erase")
    safety.record_policy = "erase"
    safety.save()
    with pytest.raises(NotPermitted):
        stage("reset", [("ada", "safety")], actors.by_login("grace"))
    assert not Operation.objects.exists()


@pytest.mark.parametrize("on", ["learner", "course", "both"])
def test_a_legal_hold_skips(ada, safety, on):
    finish(ada, safety)
    Hold.objects.create(
        user=None if on == "course" else ada,
        course=None if on == "learner" else safety,
        reason="Case 17",
        placed_by="counsel",
    )
    before = snapshot(ada)
    assert outcomes(erase(("ada", "safety"))) == {"on_hold": 1}
    assert snapshot(ada) == before
    assert outcomes(reset(("ada", "safety"), policy="retain")) == {"done": 1}, "retain works"


def test_a_hold_that_was_lifted_or_is_on_somebody_else_does_not(ada, safety):
    finish(ada, safety)
    other = learner("other")
    Hold.objects.create(user=other, reason="Case 18", placed_by="counsel")
    holds.lift(STAFF, holds.place(STAFF, ada, reason="Case 19"))
    Hold.objects.create(user=ada, course=course("elsewhere too"), reason="Case 20", placed_by="counsel")
    assert outcomes(erase(("ada", "safety"))) == {"done": 1}


def test_a_compliance_course_wants_a_reason_and_keeps_its_records(ada, safety):
    safety.compliance, safety.retention_years = True, 3
    safety.save()
    finish(ada, safety)
    with pytest.raises(Refused, match="reason"):
        stage("reset", [("ada", "safety")])
    with pytest.raises(Refused, match="kept for 3 years"):
        stage("reset", [("ada", "safety")], policy="erase", reason="Asked for")
    assert outcomes(reset(("ada", "safety"), reason="New edition")) == {"done": 1}
    long_ago = clock.now() - dt.timedelta(days=3 * 366 + 1)
    CourseRecord.objects.filter(user=ada).update(completed_at=long_ago, opened_at=long_ago, superseded_at=long_ago)
    assert outcomes(erase(("ada", "safety"), reason="Time is over")) == {"done": 1}


def test_a_stale_preview_is_refused(ada, safety):
    finish(ada, safety)
    staged = stage("reset", [("ada", "safety")], policy="erase")
    Hold.objects.create(user=ada, reason="Case 17", placed_by="counsel")
    from milepost.progress import api

    with pytest.raises(api.EffectChanged):
        apply(staged)
    assert records(ada, safety)[0].status == "passed"


def test_sessions_go_or_are_emptied(ada, safety):
    closed = launch(ada, safety)
    from milepost.records.committing import close

    close(closed.session)
    launch(ada, safety)
    operation = erase(("ada", "safety"))
    [session] = PlayerSession.objects.filter(record__user=ada)
    assert session.started_at == session.closed_at == records(ada, safety)[0].erased_at
    assert json.loads(operation.preview)["records"] == 1


# --- one activity (R4) ---------------------------------------------------------------------------
def test_one_activity_goes_from_every_record_and_takes_completions_with_it(ada, safety):
    page, exam = safety.activities.all()
    finish(ada, safety, score=91.5)
    reset(("ada", "safety"))
    relaunch(ada, safety)
    finish(ada, safety, score=92.5)
    operation = erase(("ada", exam))
    assert outcomes(operation) == {"done": 1}
    assert not ActivityRecord.objects.filter(record__user=ada, activity=exam).exists()
    assert ActivityRecord.objects.filter(record__user=ada, activity=page).count() == 2
    for record in records(ada, safety):
        assert (record.status, record.progress, record.score, record.completed_at) == ("active", 50.0, None, None)
    kinds = set(Event.objects.filter(user_id=ada.pk).values_list("kind", flat=True))
    assert "course.completed" not in kinds
    assert Event.objects.filter(user_id=ada.pk, kind="activity.completed", activity_id=page.pk).count() == 2
    assert not Event.objects.filter(user_id=ada.pk, kind="activity.completed", activity_id=exam.pk).exists()
    assert launch(ada, safety).notice is None, "the course goes on"
    assert outcomes(undo(operation)) == {"erased": 1}
    assert outcomes(erase(("ada", exam))) == {"nothing_to_reset": 1}


def test_what_an_undo_has_voided_loses_its_completion_with_what_it_rested_on(ada):
    """The erase of an optional activity did not touch that event, and left nothing by which the next one found it."""
    small = course("small", activities=("page",))
    page, extra = small.activities.get(), activity(small, required=False)
    enrol(ada, small)
    undo(mark(("ada", page)))
    work(launch(ada, small), extra, progress=100)
    completed = Event.objects.filter(user_id=ada.pk, course_id=small.pk, kind="course.completed")
    assert outcomes(erase(("ada", extra))) == {"done": 1}
    assert completed.count() == 1
    assert outcomes(erase(("ada", page))) == {"done": 1}
    assert completed.count() == 0


def test_beneath_a_mark_of_the_course_the_others_stay_marked(ada, safety):
    page, exam = safety.activities.all()
    work(launch(ada, safety), page, progress=40, seconds=8)
    operation = mark(("ada", "safety"))
    assert outcomes(erase(("ada", exam))) == {"done": 1}
    assert shown(ada, safety) == {"page": ("completed", None, 8, 1), "exam": ("not_started", None, 0, 0)}
    record = current(ada, safety)
    assert (record.number, record.status, record.waived_at, record.progress) == (1, "active", None, 50.0)
    assert outcomes(undo(operation)) == {"erased": 1}


def test_the_activities_of_one_learner_are_decided_together(ada, safety, settings):
    """The first one spells out what a mark had covered; that does not make the second one something to erase."""
    settings.CHUNK_SIZE = 1
    page, exam = safety.activities.order_by("position")
    launch(ada, safety)
    mark(("ada", page))
    mark(("ada", "safety"))
    reset(("ada", "safety"))
    staged = stage("reset", [("ada", page), ("ada", exam)], policy="erase")
    assert outcomes(apply(staged)) == {"done": 1, "nothing_to_reset": 1}
