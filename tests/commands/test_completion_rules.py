"""An activity that asks for time spent completes when it was spent, and by a mark at once (LW-11)."""

import pytest

from milepost.ledger.models import Event
from milepost.records.models import ActivityRecord
from tests.commands.acting import current, launch, mark, relaunch, reset, shown, undo, work
from tests.support.world import activity, course, enrol, learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def fire():
    """A page in which five minutes are to be spent."""
    made = course("fire", activities=())
    activity(made, "page", min_seconds=300)
    return made


@pytest.fixture
def page(fire):
    return fire.activities.get()


@pytest.fixture
def opened(fire):
    user = learner("ada")
    enrol(user, fire)
    return launch(user, fire)


@pytest.fixture
def ada(opened, fire):
    return fire.enrolments.get(user__login_id="ada").user


def of(page):
    found = ActivityRecord.objects.get(activity=page, superseded_at=None)
    return found.status, found.progress, found.seconds, found.completed_at is not None


def completions(user):
    return Event.objects.filter(user_id=user.pk, kind="activity.completed").count()


def test_what_is_done_too_early_is_under_way_until_the_time_is_over(opened, ada, fire, page):
    assert not work(opened, page, status="completed", seconds=100).completed_course
    assert of(page) == ("active", 99.0, 100, False)
    assert (current(ada, fire).status, completions(ada)) == ("active", 0)
    work(opened, page, status="active", seconds=199)
    assert of(page) == ("active", 99.0, 299, False)
    work(opened, page, status="active", seconds=1)
    assert of(page) == ("active", 99.0, 300, False), "nobody has said since that it is complete"
    assert work(opened, page, status="completed").completed_course
    assert of(page) == ("completed", 100.0, 300, True)
    assert (current(ada, fire).status, completions(ada)) == ("completed", 1)
    work(opened, page, status="completed", seconds=5)
    assert (of(page), completions(ada)) == (("completed", 100.0, 305, True), 1)


def test_the_time_of_the_commit_itself_counts(opened, page):
    assert work(opened, page, status="passed", score=80, seconds=300).completed_course
    assert of(page) == ("passed", 100.0, 300, True)


def test_a_score_is_kept_and_a_failure_is_one(opened, ada, fire, page):
    work(opened, page, status="passed", score=80, seconds=1)
    assert shown(ada, fire)["page"] == ("active", 80.0, 1, 0)
    work(opened, page, status="failed", score=20, seconds=1)
    assert shown(ada, fire)["page"] == ("failed", 20.0, 2, 0)


def test_after_a_reset_it_begins_anew(opened, ada, fire, page):
    work(opened, page, status="completed", seconds=300)
    reset(("ada", fire))
    again = relaunch(ada, fire)
    assert not work(again, page, status="completed", seconds=299).completed_course
    assert work(again, page, status="completed", seconds=1).completed_course


def test_after_a_reset_of_the_activity_too(opened, ada, fire, page):
    other = activity(fire, "link")
    work(opened, page, status="completed", seconds=300)
    reset(("ada", page))
    work(opened, page, status="completed", seconds=10)
    assert of(page) == ("active", 99.0, 10, False)
    assert current(ada, fire).status == "active"
    work(opened, other, status="completed")
    assert work(opened, page, status="completed", seconds=290).completed_course


@pytest.mark.requirement("LW-11")
def test_a_mark_does_not_ask_for_the_time_and_does_not_change_it(opened, ada, fire, page):
    work(opened, page, status="completed", seconds=20)
    operation = mark(("ada", page))
    assert shown(ada, fire)["page"] == ("completed", None, 20, 1)
    assert current(ada, fire).status == "completed"
    work(opened, page, status="completed", seconds=20)
    assert shown(ada, fire)["page"] == ("completed", None, 40, 1)
    undo(operation)
    assert of(page) == ("active", 99.0, 40, False), "beneath the mark the time was still asked for"
    work(opened, page, status="completed", seconds=260)
    assert of(page) == ("completed", 100.0, 300, True)


@pytest.mark.requirement("LW-11")
def test_a_mark_of_the_course_does_not_either(opened, ada, fire, page):
    work(opened, page, status="completed", seconds=20)
    operation = mark(("ada", fire))
    assert current(ada, fire).status == "completed"
    assert shown(ada, fire)["page"] == ("completed", None, 20, 1)
    undo(operation)
    assert current(ada, fire).status == "active"


def test_a_rule_binds_what_is_done_from_then_on(opened, ada, fire, page):
    fire.activities.update(min_seconds=None)
    assert work(opened, page, status="completed", seconds=1).completed_course
    fire.activities.update(min_seconds=300)
    work(opened, page, status="completed", seconds=1)
    assert of(page) == ("completed", 100.0, 2, True)
