"""Within a course: one after another, and after others of the same course (LW-12)."""

import datetime as dt

import pytest

from milepost.base import clock
from milepost.base.errors import Conflict
from milepost.records.locks import ReasonKind
from milepost.records.models import ActivityRecord, Enrolment, PlayerSession
from tests.commands.acting import finish, launch, mark, relaunch, reset, shown, undo, work
from tests.commands.locking import locked, need, open_activity, opens, sequential, told, tree
from tests.support.world import LONG_AGO, activity, course, enrol, learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def crane():
    """A page, a video that is not asked for, a form and an exam, one after another."""
    made = sequential(course("crane", activities=("page",)))
    activity(made, "video", required=False)
    activity(made, "form")
    activity(made, "exam")
    return made


@pytest.fixture
def ada(crane):
    made = learner("ada")
    enrol(made, crane)
    return made


# --- one after another ---------------------------------------------------------------------------
def test_each_opens_when_every_required_one_before_it_is_complete(ada, crane):
    page, video, form, exam = crane.activities.all()
    bob = learner("bob")
    enrol(bob, crane)
    assert told(ada, crane) == ["", "After “page 1”", "After “page 1”", "After “form 3”"]
    opened = launch(ada, crane)
    with locked("“form 3” is locked: After “page 1”"):
        work(opened, form, status="completed")
    work(opened, page, status="completed")
    assert told(ada, crane) == ["", "", "", "After “form 3”"]
    assert opens(ada, video)
    assert not opens(ada, exam)
    work(opened, form, status="completed")
    assert told(ada, crane) == ["", "", "", ""]
    work(opened, exam, status="passed", score=90)
    assert told(bob, crane) == ["", "After “page 1”", "After “page 1”", "After “form 3”"], "each for oneself"


def test_what_is_retired_is_not_asked_for(ada, crane):
    page, _, form, exam = crane.activities.all()
    page.retired_at = LONG_AGO
    page.save()
    assert told(ada, crane) == ["", "", "After “form 3”"]
    assert opens(ada, form)
    assert not opens(ada, exam)


def test_the_order_is_that_of_the_course_and_not_of_the_keys(ada, crane):
    for place, each in enumerate(reversed(crane.activities.all()), start=1):
        crane.activities.filter(pk=each.pk).update(position=place)
    assert told(ada, crane) == ["", "After “exam 4”", "After “form 3”", "After “form 3”"]


def test_a_course_without_order_has_no_locks(ada, crane):
    crane.sequential = False
    crane.save()
    assert told(ada, crane) == ["", "", "", ""]


@pytest.mark.requirement("LW-12")
def test_what_is_complete_by_a_mark_counts_for_what_comes_after_it_and_does_not_open_itself(ada, crane):
    page, _, form, exam = crane.activities.all()
    operation = mark(("ada", form))
    assert told(ada, crane) == ["", "After “page 1”", "After “page 1”", "After “page 1”"]
    state = tree(ada)["crane"].activities[2].state
    assert (state.status, state.manually_completed, state.locked) == ("completed", True, True)
    assert not opens(ada, form)
    with locked():
        work(launch(ada, crane), form, status="active")
    work(launch(ada, crane), page, status="completed")
    assert told(ada, crane) == ["", "", "", ""], "the form is complete, whoever said so"
    undo(operation)
    assert told(ada, crane) == ["", "", "", "After “form 3”"]
    assert not opens(ada, exam)


@pytest.mark.requirement("LW-12")
def test_a_mark_of_the_whole_course_counts_for_all_that_it_covers(ada, crane):
    later = activity(crane, "page", created_at=clock.now() + dt.timedelta(days=1))
    last = activity(crane, "link")
    operation = mark(("ada", crane))
    assert told(ada, crane) == ["", "", "", "", "", f"After “{later.title}”"], "it did not exist then"
    assert not opens(ada, last)
    assert shown(ada, crane)["exam"][0] == "completed"
    undo(operation)
    assert told(ada, crane)[:4] == ["", "After “page 1”", "After “page 1”", "After “form 3”"]


def test_after_a_reset_it_is_locked_again_and_after_its_undo_as_it_was(ada, crane):
    page, _, form, exam = crane.activities.all()
    finish(ada, crane)
    assert told(ada, crane) == ["", "", "", ""]
    operation = reset(("ada", crane))
    assert told(ada, crane) == ["", "After “page 1”", "After “page 1”", "After “form 3”"]
    with locked():
        open_activity(ada, form)
    undo(operation)
    assert told(ada, crane) == ["", "", "", ""]
    reset(("ada", crane))
    opened = relaunch(ada, crane)
    work(opened, page, status="completed")
    assert opens(ada, form)
    assert not opens(ada, exam)


def test_after_the_reset_of_one_activity_what_was_done_stays_open_and_the_rest_waits(ada, crane):
    page, _, form, exam = crane.activities.all()
    opened = launch(ada, crane)
    for each in (page, form):
        work(opened, each, status="completed")
    reset(("ada", page))
    assert told(ada, crane) == ["", "After “page 1”", "", "After “page 1”"], "the form is done, and may be read again"
    assert opens(ada, form)
    assert not opens(ada, exam)
    work(opened, form, status="active", seconds=9)
    with locked():
        work(opened, exam, status="active")


def test_a_launch_that_restarts_the_course_finds_it_locked_as_at_its_beginning(ada, crane):
    page, _, form, _ = crane.activities.all()
    finish(ada, crane)
    Enrolment.objects.filter(user=ada).update(restart="after_completion")
    assert told(ada, crane) == ["", "After “page 1”", "After “page 1”", "After “form 3”"]
    assert not opens(ada, form)
    assert open_activity(ada, page).number == 2


def test_the_order_takes_for_complete_what_the_view_shows_as_complete(ada, crane):
    page, _, form, exam = crane.activities.all()
    link = activity(crane, "link", legacy=True)
    opened = launch(ada, crane)

    def compare():
        states, waits, seen = (
            shown(ada, crane),
            False,
            dict(zip(crane.activities.all(), told(ada, crane), strict=True)),
        )
        for each, why in seen.items():
            is_complete = states.get(each.kind, ("not_started",))[0] in ("completed", "passed")
            assert is_complete or bool(why) == waits, (each, states, seen)
            waits = waits or (each.required and not is_complete)

    compare()
    work(opened, page, status="active", progress=100)
    compare()
    one = mark(("ada", page))
    compare()
    work(opened, form, status="passed", score=80)
    compare()
    whole = mark(("ada", crane))
    assert shown(ada, crane)["link"][0] == "not_started", "legacy"
    compare()
    for reset_or_undone in (
        lambda: reset(("ada", page)),
        lambda: reset(("ada", exam)),
        lambda: undo(whole),
        lambda: undo(one),
        lambda: mark(("ada", exam), ("ada", form)),
        lambda: work(launch(ada, crane), page, status="completed"),
        lambda: work(launch(ada, crane), link, status="completed"),
        lambda: reset(("ada", crane)),
        lambda: relaunch(ada, crane),
    ):
        reset_or_undone()
        compare()


# --- after others --------------------------------------------------------------------------------
@pytest.fixture
def licence():
    """A page, an exam, and a certificate that needs both."""
    made = course("licence", activities=("page", "exam", "certificate"))
    page, exam, certificate = made.activities.all()
    need(certificate, page, exam)
    return made


def test_an_activity_opens_when_all_that_it_needs_is_complete(ada, licence):
    enrol(ada, licence)
    page, exam, certificate = licence.activities.all()
    assert told(ada, licence) == ["", "", "After “page 1”; After “exam 2”"]
    lock = tree(ada)["licence"].activities[2].lock
    assert lock.text == "When all before it is done"
    assert [(each.kind, each.uuid, each.opens_at) for each in lock.reasons] == [
        (ReasonKind.AFTER_ACTIVITY, page.uuid, None),
        (ReasonKind.AFTER_ACTIVITY, exam.uuid, None),
    ]
    work(launch(ada, licence), page, status="completed")
    assert told(ada, licence) == ["", "", "After “exam 2”"]
    with locked("After “exam 2”"):
        open_activity(ada, certificate)
    operation = mark(("ada", exam))
    assert opens(ada, certificate)
    undo(operation)
    assert not opens(ada, certificate)
    exam.retired_at = clock.now()
    exam.save()
    assert opens(ada, certificate), "what is retired is not needed"


def test_days_and_others_have_to_come_both(ada, licence):
    enrol(ada, licence)
    page, exam, certificate = licence.activities.all()
    certificate.opens_on = dt.date(2025, 5, 6)
    certificate.save()
    midnight = dt.datetime(2025, 5, 6, tzinfo=dt.UTC)
    with clock.fixed(midnight - dt.timedelta(seconds=1)):
        assert told(ada, licence)[2] == "Opens on 6 May 2025; After “page 1”; After “exam 2”"
        assert tree(ada)["licence"].activities[2].lock.text == "Opens on 6 May 2025"
        opened = launch(ada, licence)
        work(opened, page, status="completed")
        assert told(ada, licence)[2] == "Opens on 6 May 2025; After “exam 2”"
    with clock.fixed(midnight):
        assert told(ada, licence)[2] == "After “exam 2”"
        work(opened, exam, status="passed", score=90)
        assert opens(ada, certificate)
    with clock.fixed(midnight - dt.timedelta(seconds=1)):
        assert told(ada, licence)[2] == "Opens on 6 May 2025"


# --- what was open before it was locked ------------------------------------------------------------
@pytest.fixture
def begun(ada, crane):
    """Ada is at work in the form; then somebody puts another page before it."""
    page, _, form, _ = crane.activities.all()
    opened = launch(ada, crane)
    work(opened, page, status="completed")
    work(opened, form, status="active", progress=50)
    before = activity(crane, "link", created_at=clock.now())
    crane.activities.filter(pk=before.pk).update(position=0)
    return opened


def test_a_page_that_is_open_goes_on_when_a_lock_comes(ada, crane, begun):
    form, exam = crane.activities.get(kind="form"), crane.activities.get(kind="exam")
    assert told(ada, crane)[3] == "After “link 5”"
    with locked("After “link 5”"):
        open_activity(ada, form)
    with locked():
        work(begun, exam, status="active")
    assert work(begun, form, status="completed", seconds=30).is_open
    assert shown(ada, crane)["form"] == ("completed", None, 30, 0)
    assert opens(ada, form), "it is complete, and may be read again"


def test_another_session_does_not_go_on_for_it(ada, crane, begun):
    form = crane.activities.get(kind="form")
    now = clock.now() + dt.timedelta(minutes=1)
    with clock.fixed(now):
        again = launch(ada, crane)
        with locked():
            work(again, form, status="completed")
    assert ActivityRecord.objects.get(activity=form).status == "active"
    assert PlayerSession.objects.filter(record__user=ada).count() == 2


def test_what_only_a_mark_has_written_is_no_work(ada, crane):
    exam = crane.activities.get(kind="exam")
    opened = launch(ada, crane)
    mark(("ada", exam))
    with pytest.raises(Conflict):
        work(opened, exam, status="active")
