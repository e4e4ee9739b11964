"""Single activities: mark, reset, undo, and the course that follows them (R14, R20 to R23, R30)."""

import pytest

from milepost.base import clock
from milepost.ledger.models import Event
from milepost.progress import api
from milepost.records.models import CourseRecord, PlayerSession
from tests.commands.acting import (
    STAFF,
    activity_records,
    current,
    finish,
    launch,
    mark,
    outcomes,
    records,
    reset,
    shown,
    stage,
    undo,
    work,
)
from tests.support.world import activity, enrol, learner, snapshot

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("bystander"),
    pytest.mark.requirement("LW-01"),
    pytest.mark.requirement("LW-20"),
]


@pytest.fixture
def page(safety):
    return safety.activities.get(kind="page")


@pytest.fixture
def exam(safety):
    return safety.activities.get(kind="exam")


def kinds(operation):
    return sorted(Event.objects.filter(operation_id=operation.pk).values_list("kind", flat=True))


def state(user):
    """What a learner's records say, without the rows that an undo voided."""
    rows = snapshot(user)
    work_rows = [row for row in rows["records_activityrecord"] if row["voided_at"] is None]
    return [row for row in rows["records_courserecord"] if row["voided_at"] is None], work_rows


# --- mark ----------------------------------------------------------------------------------------
def test_a_mark_opens_a_record_and_scores_an_exam(ada, safety, exam):
    operation = mark(("ada", exam))
    assert outcomes(operation) == {"done": 1}
    record = current(ada, safety)
    assert (record.opened_by, record.status, record.progress, record.score) == ("mark", "active", 50.0, 100.0)
    assert shown(ada, safety) == {"page": ("not_started", None, 0, 0), "exam": ("completed", 100.0, 0, 1)}
    assert kinds(operation) == ["activity.completed"]


def test_the_last_activity_completes_the_course_by_rule(ada, safety, page, exam):
    work(launch(ada, safety), page, status="completed", seconds=9)
    operation = mark(("ada", exam))
    record = current(ada, safety)
    assert (record.status, record.completed_by, record.waived_at) == ("completed", "rule", None)
    assert kinds(operation) == ["activity.completed", "course.completed"]
    undone = undo(operation)
    record = current(ada, safety)
    assert (record.status, record.completed_by, record.completed_at, record.progress) == ("active", "", None, 50.0)
    assert kinds(undone) == ["completion.withdrawn", "completion.withdrawn"]


@pytest.mark.requirement("LW-11")
def test_time_stays_and_what_failed_does_not_survive(ada, safety, exam):
    work(launch(ada, safety), exam, status="failed", score=20, seconds=77)
    mark(("ada", exam))
    assert shown(ada, safety)["exam"] == ("completed", 100.0, 77, 1)


@pytest.mark.requirement("LW-09")
@pytest.mark.requirement("LW-10")
def test_a_completed_activity_is_skipped_with_its_score(ada, safety, page, exam):
    work(launch(ada, safety), exam, status="passed", score=81, seconds=5)
    before = snapshot(ada)
    assert outcomes(mark(("ada", exam))) == {"already_complete": 1}
    assert snapshot(ada) == before
    mark(("ada", "safety"))
    assert outcomes(mark(("ada", page))) == {"already_complete": 1}, "the mark of the course covers it"


@pytest.mark.requirement("LW-23")
def test_legacy_is_skipped_but_not_an_ebook(ada, safety):
    old, ebook = (activity(safety, kind, legacy=True, created_at=clock.now()) for kind in ("page", "ebook"))
    assert outcomes(mark(("ada", old), ("ada", ebook))) == {"done": 1, "legacy": 1}
    assert outcomes(reset(("ada", old), ("ada", ebook))) == {"done": 1, "legacy": 1}


def test_two_activities_of_a_learner_open_one_record(ada, safety, page, exam):
    operation = mark(("ada", page), ("ada", exam))
    assert outcomes(operation) == {"done": 2}
    assert len(records(ada, safety)) == 1
    assert kinds(operation) == ["activity.completed", "activity.completed", "course.completed"]
    undo(operation)
    assert current(ada, safety) is None
    [voided] = records(ada, safety)
    assert voided.voided_at is not None


def test_an_activity_of_a_course_that_is_named_too_is_covered_by_it(ada, safety, page):
    operation = mark(("ada", "safety"), ("ada", page))
    assert outcomes(operation) == {"done": 1, "excluded": 1}


def test_work_after_a_mark_goes_beneath_it_and_comes_to_light(ada, safety, page, exam):
    opened = launch(ada, safety)
    operation = mark(("ada", exam))
    work(opened, exam, status="passed", score=64, seconds=30)
    assert shown(ada, safety)["exam"] == ("completed", 100.0, 30, 1)
    undo(operation)
    assert shown(ada, safety)["exam"] == ("passed", 64.0, 30, 0)
    assert current(ada, safety).score == 64.0


def test_undo_of_a_mark_leads_back_to_exactly_what_was(ada, safety, exam):
    work(launch(ada, safety), exam, status="active", progress=30, score=12, seconds=4)
    before = state(ada)
    undo(mark(("ada", exam)))
    assert state(ada) == before


def test_undo_beneath_a_mark_of_the_course_waits_for_that(ada, safety, exam):
    launch(ada, safety)
    first, second = mark(("ada", exam)), mark(("ada", "safety"))
    assert outcomes(undo(first)) == {"moved_on": 1}
    assert outcomes(undo(second)) == {"done": 1}
    assert outcomes(undo(first)) == {"done": 1}
    assert current(ada, safety).status == "started"


# --- reset ---------------------------------------------------------------------------------------
def test_under_way_only_that_activity_starts_again(ada, safety, page, exam):
    opened = launch(ada, safety)
    work(opened, page, progress=60, seconds=10)
    work(opened, exam, status="failed", score=30, seconds=20)
    before = state(ada)
    operation = reset(("ada", exam))
    assert outcomes(operation) == {"done": 1}
    record = current(ada, safety)
    assert (record.number, record.status, record.progress, record.score) == (1, "active", 30.0, None)
    assert shown(ada, safety) == {"page": ("active", None, 10, 0), "exam": ("not_started", None, 0, 0)}
    assert launch(ada, safety).notice is None, "the course goes on"
    PlayerSession.objects.exclude(uuid=opened.session).filter(record=record).delete()
    undo(operation)
    assert state(ada) == before


def test_the_next_work_is_the_next_number(ada, safety, exam):
    opened = launch(ada, safety)
    work(opened, exam, status="failed", score=30, seconds=20)
    operation = reset(("ada", exam))
    work(opened, exam, status="passed", score=90, seconds=3)
    assert [(each.number, each.score) for each in activity_records(ada, exam)] == [(1, 30.0), (2, 90.0)]
    assert shown(ada, safety)["exam"] == ("passed", 90.0, 3, 0)
    assert outcomes(undo(operation)) == {"moved_on": 1}


def test_in_a_completed_course_the_others_are_carried_over(ada, safety, page, exam):
    finish(ada, safety, score=88)
    before = state(ada)
    operation = reset(("ada", exam))
    first, second = records(ada, safety)
    assert (first.status, first.superseded_by_operation) == ("passed", operation.pk)
    assert (second.opened_by, second.status, second.progress) == ("reset", "active", 50.0)
    assert shown(ada, safety) == {"page": ("completed", None, 0, 0), "exam": ("not_started", None, 0, 0)}
    assert activity_records(ada, page)[1].carried_from == activity_records(ada, page)[0].pk
    assert kinds(operation) == ["activity.reset"]
    undo(operation)
    assert state(ada)[0] == before[0]
    assert current(ada, safety).number == 1
    assert records(ada, safety)[1].voided_at is not None


def test_what_a_mark_of_the_course_covered_becomes_explicit(ada, safety, page, exam):
    work(launch(ada, safety), page, progress=20, seconds=5)
    marked = mark(("ada", "safety"))
    operation = reset(("ada", exam))
    assert shown(ada, safety) == {"page": ("completed", None, 0, 1), "exam": ("not_started", None, 0, 0)}
    [old, carried] = activity_records(ada, page)
    assert (carried.waived_by_operation, carried.real_status, carried.real_progress) == (marked.pk, "active", 20.0)
    assert outcomes(undo(marked)) == {"moved_on": 1}
    assert outcomes(undo(operation)) == {"done": 1}
    assert outcomes(undo(marked)) == {"done": 1}
    assert shown(ada, safety)["page"] == ("active", None, 5, 0)
    assert old.voided_at is None


def test_two_activities_of_a_completed_course_open_one_record(ada, safety, page, exam):
    finish(ada, safety)
    operation = reset(("ada", page), ("ada", exam))
    assert outcomes(operation) == {"done": 2}
    assert [record.number for record in records(ada, safety)] == [1, 2]
    assert current(ada, safety).status == "started"
    assert outcomes(undo(operation)) == {"done": 2}
    assert current(ada, safety).number == 1


def test_nothing_to_reset(ada, safety, page, exam):
    assert outcomes(reset(("ada", exam))) == {"nothing_to_reset": 1}
    work(launch(ada, safety), page, progress=20)
    assert outcomes(reset(("ada", exam))) == {"nothing_to_reset": 1}
    learner("stranger")
    assert outcomes(reset(("stranger", exam))) == {"not_enrolled": 1}


def test_undo_of_a_reset_waits_for_what_came_after(ada, safety, exam):
    finish(ada, safety)
    operation = reset(("ada", exam))
    launch(ada, safety)
    assert outcomes(undo(operation)) == {"moved_on": 1}, "launched again"


def test_many_learners_fall_into_chunks_that_keep_each_learner_whole(safety, page, exam, settings):
    settings.CHUNK_SIZE = 3
    people = [learner(f"many{number}") for number in range(5)]
    for user in people:
        enrol(user, safety)
        finish(user, safety)
    operation = reset(*[(user.login_id, each) for user in people for each in (page, exam)])
    assert outcomes(operation) == {"done": 10}
    assert CourseRecord.objects.filter(user__in=people).count() == 10
    assert outcomes(undo(operation)) == {"done": 10}
    assert {current(user, safety).number for user in people} == {1}


def test_the_preview_counts_and_names(ada, safety, exam):
    operation = stage("mark_complete", [("ada", exam)])
    assert '"activities": 1' in operation.preview
    assert '"titles": ["Safety"]' in operation.preview


def test_a_retired_activity_is_unknown(ada, safety, exam):
    exam.retired_at = clock.now()
    exam.save()
    assert stage("mark_complete", [("ada", exam)]).state == "refused"


def test_an_undo_that_skips_positions_is_applied_in_chunks_too(safety, page, exam, settings):
    """Where the command skipped something there is nothing to undo, and a chunk may end at such a position."""
    people = [learner(f"many{number}") for number in range(4)]
    for user in people:
        enrol(user, safety)
        work(launch(user, safety), page, progress=20)
    operation = reset(*[(user.login_id, each) for user in people for each in (page, exam)])
    assert outcomes(operation) == {"done": 4, "nothing_to_reset": 4}
    settings.CHUNK_SIZE = 2
    reached = []
    undone = api.undo(STAFF, operation.uuid, source="cli")
    api.run(api.confirm(STAFF, undone, undone.digest), lambda position, _: reached.append(position))
    assert reached == [2, 4, 6, 7]
