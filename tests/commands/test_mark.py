"""Mark complete for whole courses (R20 to R23, R25, R27, R28)."""

import datetime as dt

import pytest

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.base.sql import SqlFile
from milepost.catalog.models import Activity
from milepost.ledger.models import Event
from milepost.records import launching
from milepost.records.models import ActivityRecord
from tests.commands.acting import current, finish, launch, mark, outcomes, records, relaunch, reset, stage, work
from tests.support.world import course, enrol, learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def safety(bystander):
    made = course("safety", activities=["page", "exam", "form", "certificate", "assignment"])
    bystander.joins(made)
    return made


def states(user, safety, record=None):
    """Kind → (status, score, manually) as the view derives them for the current record."""
    from django.db import connection

    record = record or current(user, safety)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.kind, s.status, s.score, s.manually FROM activity_state s "
            "JOIN catalog_activity a ON a.id = s.activity_id WHERE s.record_id = %s",
            [record.pk],
        )
        return {kind: (status, score, bool(manually)) for kind, status, score, manually in cursor.fetchall()}


def test_a_learner_who_never_started_gets_a_completed_record(ada, safety):
    operation = mark(("ada", "safety"))
    assert outcomes(operation) == {"done": 1}
    [record] = records(ada, safety)
    assert (record.number, record.opened_by, record.status, record.progress) == (1, "mark", "completed", 100.0)
    assert (record.completed_by, record.waived_by_operation, record.score) == ("staff", operation.pk, 100.0)
    assert not ActivityRecord.objects.filter(record=record).exists(), "one fact, not a row per activity"


@pytest.mark.requirement("LW-09")
def test_forms_exams_and_certificates_get_100_and_the_others_no_score(ada, safety):
    mark(("ada", "safety"))
    assert states(ada, safety) == {
        "page": ("completed", None, True),
        "exam": ("completed", 100.0, True),
        "form": ("completed", 100.0, True),
        "certificate": ("completed", 100.0, True),
        "assignment": ("completed", None, True),
    }


@pytest.mark.requirement("LW-09")
def test_a_score_earned_by_completing_stays_and_a_failed_one_does_not(ada, safety):
    _page, exam, form, _certificate, assignment = safety.activities.all()
    opened = launch(ada, safety)
    work(opened, exam, status="passed", score=81)
    work(opened, form, status="failed", score=20)
    work(opened, assignment, status="active", score=50)
    mark(("ada", "safety"))
    shown = states(ada, safety)
    assert shown["exam"] == ("passed", 81.0, False)
    assert shown["form"] == ("completed", 100.0, True)
    assert shown["assignment"] == ("completed", None, True)


def test_the_courses_score_is_the_weighted_mean_of_what_its_activities_then_show(ada, safety):
    weights = {"page": 0, "exam": 3, "form": 1, "certificate": 0, "assignment": 5}
    for activity in safety.activities.all():
        activity.weight = weights[activity.kind]
        activity.save()
    opened = launch(ada, safety)
    work(opened, safety.activities.get(kind="exam"), status="passed", score=60)
    mark(("ada", "safety"))
    assert current(ada, safety).score == pytest.approx((3 * 60 + 1 * 100) / 4)


@pytest.mark.requirement("LW-11")
def test_time_spent_does_not_change(ada, safety):
    opened = launch(ada, safety)
    work(opened, safety.activities.first(), seconds=754)
    before = list(ActivityRecord.objects.filter(record__user=ada).values())
    mark(("ada", "safety"))
    assert list(ActivityRecord.objects.filter(record__user=ada).values()) == before


def test_later_work_is_stored_and_what_is_shown_stays(ada, safety):
    opened = launch(ada, safety)
    mark(("ada", "safety"))
    before = current(ada, safety)
    exam = safety.activities.get(kind="exam")
    answer = work(opened, exam, status="passed", score=55, seconds=90)
    assert (answer.is_open, answer.completed_course) == (True, False)
    after = current(ada, safety)
    assert (after.status, after.score, after.completed_at, after.completed_by) == (
        before.status,
        before.score,
        before.completed_at,
        "staff",
    )
    assert ActivityRecord.objects.get(record=after, activity=exam).seconds == 90
    assert states(ada, safety)["exam"] == ("completed", 100.0, True)


def test_already_complete_archived_and_not_enrolled_are_skipped(ada, safety):
    finish(ada, safety)
    learner("stranger")
    old = course("old", activities=["page"])
    enrol(ada, old)
    old.archived_at = clock.now()
    old.save()
    before = list(ActivityRecord.objects.values())
    operation = mark(("ada", "safety"), ("stranger", "safety"), ("ada", "old"))
    assert outcomes(operation) == {"already_complete": 1, "not_enrolled": 1, "archived": 1}
    assert not Event.objects.filter(operation_id=operation.pk).exists()
    assert list(ActivityRecord.objects.values()) == before


@pytest.mark.requirement("LW-10")
def test_marking_twice_skips_the_second_time_and_says_so(ada, safety):
    mark(("ada", "safety"))
    [before] = records(ada, safety)
    assert outcomes(mark(("ada", "safety"))) == {"already_complete": 1}
    [after] = records(ada, safety)
    assert (after.waived_by_operation, after.completed_at) == (before.waived_by_operation, before.completed_at)


def test_legacy_activities_are_not_covered_and_legacy_ebooks_are(ada):
    mixed = course("mixed", activities=["page", "ebook", "exam"])
    mixed.activities.filter(kind__in=("page", "ebook")).update(legacy=True)
    enrol(ada, mixed)
    mark(("ada", "mixed"))
    shown = states(ada, mixed)
    assert shown["page"][0] == "not_started"
    assert shown["ebook"] == ("completed", None, True)


def test_a_course_of_nothing_but_legacy_activities_can_still_be_marked(ada):
    relic = course("relic", activities=["page", "exam"])
    relic.activities.update(legacy=True)
    enrol(ada, relic)
    assert outcomes(mark(("ada", "relic"))) == {"done": 1}
    assert (current(ada, relic).status, current(ada, relic).score) == ("completed", None)


def test_what_a_mark_does_not_cover_goes_on_counting_with_its_own_score(ada):
    mixed = course("mixed", activities=["page", "exam", "form"])
    mixed.activities.filter(kind="exam").update(legacy=True)
    enrol(ada, mixed)
    opened = launch(ada, mixed)
    for kind, score in (("exam", 40), ("form", 10)):
        work(opened, mixed.activities.get(kind=kind), status="failed", score=score)
    mark(("ada", "mixed"))
    shown = states(ada, mixed)
    assert (shown["exam"], shown["form"]) == (("failed", 40.0, False), ("completed", 100.0, True))
    assert current(ada, mixed).score == 70.0


def test_a_course_without_activities_is_complete_by_mark_only(ada):
    empty = course("empty", activities=[])
    enrol(ada, empty)
    launch(ada, empty)
    assert current(ada, empty).status == "started"
    mark(("ada", "empty"))
    assert (current(ada, empty).status, current(ada, empty).score) == ("completed", None)


def test_an_activity_added_later_is_not_required_of_completed_records(ada, safety):
    finish(ada, safety)
    bob = learner("bob")
    enrol(bob, safety)
    mark(("bob", "safety"))
    Activity.objects.create(course=safety, kind="page", title="Later", position=99)
    assert current(ada, safety).status == "passed"
    assert (current(bob, safety).status, current(bob, safety).progress) == ("completed", 100.0)


def test_after_a_reset_and_before_the_relaunch_it_opens_the_next_record_and_the_notice_stays(ada, safety):
    finish(ada, safety)
    reset(("ada", "safety"))
    [superseded] = records(ada, safety)
    mark(("ada", "safety"))
    first, second = records(ada, safety)
    assert (second.number, second.opened_by, second.status) == (2, "mark", "completed")
    assert first.superseded_by_operation == superseded.superseded_by_operation
    assert first.waived_at is None
    assert relaunch(ada, safety).number == 2


def test_a_completion_date_is_kept_beside_the_moment_of_recording(ada, safety):
    day = clock.today() - dt.timedelta(days=30)
    operation = mark(("ada", "safety"), completed_on=day)
    record = current(ada, safety)
    assert record.completed_at == clock.start_of(day)
    [event] = Event.objects.filter(operation_id=operation.pk)
    assert (event.kind, event.occurred_at) == ("course.completed", clock.start_of(day))
    assert event.recorded_at >= operation.confirmed_at
    assert '"manually": true' in event.data


def test_a_completion_date_in_the_future_is_refused(ada, safety):
    with pytest.raises(Refused, match="future"):
        stage("mark_complete", [("ada", "safety")], completed_on=clock.today() + dt.timedelta(days=1))


def test_a_completion_date_before_the_course_existed_is_refused(ada, safety):
    day = clock.today() - dt.timedelta(days=3)
    safety.created_at = clock.start_of(day + dt.timedelta(days=1))
    safety.save()
    with pytest.raises(Refused, match="did not exist"):
        stage("mark_complete", [("ada", "safety")], completed_on=day)
    assert outcomes(mark(("ada", "safety"), completed_on=day + dt.timedelta(days=1))) == {"done": 1}


def test_marked_then_launched_the_record_is_shown_as_it_is(ada, safety):
    mark(("ada", "safety"))
    opened = launch(ada, safety)
    assert (opened.number, opened.restarted) == (1, False)
    assert not launching.is_continue_offered(ada.pk, safety.pk)


def test_relaunch_after_a_reset_of_a_marked_record(ada, safety):
    mark(("ada", "safety"))
    reset(("ada", "safety"))
    assert relaunch(ada, safety).number == 2


def test_the_view_is_there():
    assert "create_activity_state" in set(SqlFile("milepost.records", "views.sql"))
