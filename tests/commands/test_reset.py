"""Reset of whole courses, policy retain (R10 to R13, R16, R17)."""

import pytest

from milepost.ledger.models import Event
from milepost.progress import api
from milepost.records import launching
from milepost.records.models import ActivityRecord, LateCommit, PlayerSession, Restart
from tests.commands.acting import current, finish, launch, mark, outcomes, records, relaunch, reset, stage, undo, work
from tests.support.world import course, enrol, learner, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.mark.requirement("SK-01")
def test_a_completed_record_is_superseded_and_nothing_else_is_written(ada, safety):
    finish(ada, safety)
    work_before = list(ActivityRecord.objects.filter(record__user=ada).order_by("pk").values())
    sessions_before = list(PlayerSession.objects.filter(record__user=ada).values())
    before = records(ada, safety)[0]

    operation = reset(("ada", "safety"))

    assert outcomes(operation) == {"done": 1}
    [after] = records(ada, safety)
    assert after.superseded_by_operation == operation.pk
    assert after.superseded_at is not None
    assert (after.status, after.score, after.completed_at) == (before.status, before.score, before.completed_at)
    assert list(ActivityRecord.objects.filter(record__user=ada).order_by("pk").values()) == work_before
    assert list(PlayerSession.objects.filter(record__user=ada).values()) == sessions_before


@pytest.mark.requirement("SK-03")
def test_started_and_completed_alike_and_what_was_never_started_is_skipped_without_an_event(safety):
    for name in ("completed", "under-way", "opened", "never"):
        enrol(learner(name), safety)
    learner("stranger")
    people = {user.login_id: user for user in safety_learners(safety)}
    finish(people["completed"], safety)
    work(launch(people["under-way"], safety), safety.activities.first(), progress=30, seconds=5)
    launch(people["opened"], safety)

    operation = reset(*[(name, "safety") for name in ("completed", "under-way", "opened", "never", "stranger")])

    assert outcomes(operation) == {"done": 3, "not_enrolled": 1, "nothing_to_reset": 1}
    touched = Event.objects.filter(operation_id=operation.pk).values_list("user_id", flat=True)
    assert set(touched) == {people[name].pk for name in ("completed", "under-way", "opened")}


def safety_learners(safety):
    return [enrolment.user for enrolment in safety.enrolments.select_related("user")]


@pytest.mark.requirement("SC-01")
@pytest.mark.requirement("SK-01")
@pytest.mark.requirement("SK-03")
@pytest.mark.requirement("SK-07")
def test_the_next_launch_shows_the_notice_once_and_starts_from_the_beginning(ada, safety):
    work(launch(ada, safety), safety.activities.first(), progress=50, seconds=30, state="page 7")
    assert launching.is_continue_offered(ada.pk, safety.pk)
    operation = reset(("ada", "safety"))

    assert not launching.is_continue_offered(ada.pk, safety.pk)
    seen = launch(ada, safety)
    assert (seen.notice, seen.session) == (launching.Notice(operation.pk), None)
    assert current(ada, safety) is None, "nothing opens before the notice is acknowledged"

    opened = launching.acknowledge(ada.pk, safety.pk, operation.pk)

    assert (opened.number, opened.restarted) == (2, True)
    record = current(ada, safety)
    assert (record.opened_by, record.status, record.progress, record.score) == ("reset", "started", 0.0, None)
    assert not ActivityRecord.objects.filter(record=record).exists()
    assert launch(ada, safety).notice is None, "the notice does not come back"
    assert launch(ada, safety).number == 2


def test_the_notice_is_acknowledged_once_on_whatever_device(ada, safety):
    launch(ada, safety)
    operation = reset(("ada", "safety"))
    first = launching.acknowledge(ada.pk, safety.pk, operation.pk)
    second = launching.acknowledge(ada.pk, safety.pk, operation.pk)
    assert (first.number, second.number) == (2, 2)
    assert (first.restarted, second.restarted) == (True, False)


def test_nobody_acknowledges_a_reset_of_which_nobody_was_told(ada, safety):
    launch(ada, safety)
    told = reset(("ada", "safety"))
    relaunch(ada, safety)
    newer = reset(("ada", "safety"))
    answer = launching.acknowledge(ada.pk, safety.pk, told.pk)
    assert (answer.notice, answer.session) == (launching.Notice(newer.pk), None)
    assert launch(ada, safety).notice == launching.Notice(newer.pk)


def test_an_undone_reset_leaves_no_notice(ada, safety):
    opened = launch(ada, safety)
    operation = reset(("ada", "safety"))
    undo(operation)
    again = launch(ada, safety)
    assert (again.notice, again.record_id) == (None, opened.record_id)


@pytest.mark.requirement("MP-10")
def test_a_late_commit_is_kept_with_the_old_record_and_never_written_into_the_new_one(ada, safety):
    page, exam = safety.activities.all()
    old = launch(ada, safety)
    work(old, page, progress=40, seconds=10)
    reset(("ada", "safety"))

    before_relaunch = work(old, page, status="completed", seconds=20)
    new = relaunch(ada, safety)
    after_relaunch = work(old, exam, status="passed", score=99)

    assert (before_relaunch.is_open, after_relaunch.is_open) == (False, False)
    kept = LateCommit.objects.filter(session__uuid=old.session).order_by("pk")
    assert [late.activity_id for late in kept] == [page.pk, exam.pk]
    assert not ActivityRecord.objects.filter(record_id=new.record_id).exists()
    [untouched] = ActivityRecord.objects.filter(record_id=old.record_id)
    assert (untouched.progress, untouched.seconds) == (40, 10)


@pytest.mark.requirement("SK-05")
def test_it_overrides_the_restart_setting(safety):
    for name, restart in (("keeps", Restart.KEEP), ("restarts", Restart.AFTER_COMPLETION)):
        user = learner(name)
        enrol(user, safety, restart=restart)
        finish(user, safety)
        reset((name, "safety"))
        assert relaunch(user, safety).number == 2


def test_the_restart_setting_by_itself(safety):
    keeps, restarts = learner("keeps"), learner("restarts")
    enrol(keeps, safety, restart=Restart.KEEP)
    enrol(restarts, safety, restart=Restart.AFTER_COMPLETION)
    for user in (keeps, restarts):
        finish(user, safety)
    assert launch(keeps, safety).number == 1
    assert launch(restarts, safety).number == 2
    first, second = records(restarts, safety)
    assert (first.superseded_at is not None, first.superseded_by_operation) == (True, None)
    assert second.opened_by == "launch"


@pytest.mark.requirement("SK-02")
@pytest.mark.parametrize(
    ("activities", "fields"),
    [
        pytest.param(("page", "video", "exam"), {}, id="native"),
        pytest.param(("page",), {"compliance": True, "retention_years": 10}, id="compliance"),
        pytest.param(("package",), {}, id="imported"),
    ],
)
def test_it_applies_to_every_sort_of_course(activities, fields, ada):
    taken = course("taken", activities, **fields)
    enrol(ada, taken)
    finish(ada, taken)
    assert outcomes(reset(("ada", "taken"), reason="New law")) == {"done": 1}
    assert relaunch(ada, taken).restarted
    record = current(ada, taken)
    assert (record.number, record.status, record.progress) == (2, "started", 0.0)


def test_an_archived_course_and_an_ended_enrolment_are_skipped(ada, safety):
    launch(ada, safety)
    old = course("old", activities=["page"])
    enrolment = enrol(ada, old)
    launch(ada, old)
    enrolment.ended_at = enrolment.recorded_at
    enrolment.save()
    gone = course("gone", activities=["page"])
    enrol(ada, gone)
    launch(ada, gone)
    gone.archived_at = gone.created_at
    gone.save()
    operation = reset(("ada", "safety"), ("ada", "old"), ("ada", "gone"))
    assert outcomes(operation) == {"done": 1, "not_enrolled": 1, "archived": 1}


def test_a_deactivated_learner_is_reset_and_counted_apart(ada, safety):
    launch(ada, safety)
    ada.is_active = False
    ada.save()
    operation = stage("reset", [("ada", "safety")])
    assert api.report(operation)["preview"]["deactivated"] == 1
    assert outcomes(reset(("ada", "safety"))) == {"done": 1}


def test_one_event_a_learner_and_course_with_both_clocks(ada, safety):
    finish(ada, safety)
    operation = reset(("ada", "safety"))
    [event] = Event.objects.filter(operation_id=operation.pk)
    assert (event.kind, event.user_id, event.course_id) == ("progress.reset", ada.pk, safety.pk)
    assert event.record_id == records(ada, safety)[0].pk
    assert event.data == '{"activities": 2}'
    assert event.occurred_at == event.recorded_at >= operation.confirmed_at


def test_two_learners_do_not_touch_each_other(ada, safety):
    bob = learner("bob")
    enrol(bob, safety)
    finish(bob, safety)
    finish(ada, safety)
    before = snapshot(bob)
    reset(("ada", "safety"))
    assert snapshot(bob) == before


def test_reset_after_a_mark_supersedes_the_marked_record(ada, safety):
    mark(("ada", "safety"))
    assert outcomes(reset(("ada", "safety"))) == {"done": 1}
    assert current(ada, safety) is None
