"""Access rules: what is locked for a learner, and that commands neither ask for it nor open it (LW-12, R26)."""

import datetime as dt
import json

import pytest

from milepost.base import clock
from milepost.base.errors import Conflict
from milepost.records import launching, reading
from milepost.records.locks import by_days
from milepost.records.models import ActivityRecord, CourseRecord, LateCommit, PlayerSession
from tests.commands.acting import apply, launch, mark, outcomes, reset, shown, stage, work
from tests.support.world import LONG_AGO, activity, actor, course, enrol, join, learner, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

DAY = dt.date(2025, 5, 6)
MIDNIGHT = dt.datetime(2025, 5, 6, tzinfo=dt.UTC)
BEFORE = MIDNIGHT - dt.timedelta(seconds=1)


@pytest.fixture
def fire():
    """A page that is open, and an exam that opens on a day to come."""
    made = course("fire", activities=("page",))
    activity(made, "exam", opens_on=DAY)
    return made


@pytest.fixture
def ada(fire):
    made = learner("ada")
    enrol(made, fire)
    return made


@pytest.fixture
def exam(fire):
    return fire.activities.get(kind="exam")


def in_tree(user):
    """Status, Manually, locked and when it opens, of each activity of the one course."""
    [found] = reading.progress(actor("rita", "Reporter"), user).courses
    return [
        (each.state.status, each.state.manually_completed, each.state.locked, each.lock.opens_at)
        for each in found.activities
    ]


# --- the rules -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("opens_on", "after_days", "since", "opens_at"),
    [
        (None, None, LONG_AGO, None),
        (DAY, None, LONG_AGO, MIDNIGHT),
        (DAY, None, None, MIDNIGHT),
        (None, 1, dt.datetime(2025, 5, 5, 23, 59, tzinfo=dt.UTC), MIDNIGHT),
        (None, 1, dt.datetime(2025, 5, 5, 0, 0, tzinfo=dt.UTC), MIDNIGHT),
        (DAY, 1, LONG_AGO, MIDNIGHT),
        (dt.date(2024, 6, 1), 30, dt.datetime(2025, 4, 6, 8, 0, tzinfo=dt.UTC), MIDNIGHT),
    ],
)
def test_it_opens_at_the_midnight_of_the_later_day(opens_on, after_days, since, opens_at):
    for now in (BEFORE, MIDNIGHT):
        with clock.fixed(now):
            found = by_days(opens_on, after_days, since)
        assert (found.is_locked, found.opens_at) == (opens_at is not None and now < opens_at, opens_at)


def test_midnight_is_that_of_the_organisation(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    late = dt.datetime(2025, 5, 4, 22, 30, tzinfo=dt.UTC)  # the fifth already, in Berlin
    expected = MIDNIGHT - dt.timedelta(hours=2)
    assert by_days(DAY, None, None).opens_at == expected
    assert by_days(None, 1, late).opens_at == expected


def test_who_is_not_enrolled_yet_waits_for_nobody_knows_what(ada):
    later = course("later", activities=("page",))
    later.activities.update(opens_after_days=3)
    join(ada, program("induction", later), courses=False)
    [found] = reading.progress(actor("rita", "Reporter"), ada).programs
    [page] = found.courses[0].activities
    assert (page.state.locked, page.lock.opens_at) == (True, None)


# --- the learner ---------------------------------------------------------------------------------
def test_what_is_locked_does_not_open_and_takes_no_work(ada, fire, exam):
    opened = launch(ada, fire)
    with clock.fixed(BEFORE):
        with pytest.raises(Conflict, match=r"“exam 2” is locked: Opens on .*2025\."):
            launching.launch(ada.pk, fire.pk, exam)
        with pytest.raises(Conflict, match="locked"):
            work(opened, exam, status="passed", score=90)
    assert not ActivityRecord.objects.filter(record__user=ada).exists()
    assert PlayerSession.objects.filter(record__user=ada).count() == 1
    with clock.fixed(MIDNIGHT):
        work(launching.launch(ada.pk, fire.pk, exam), exam, status="passed", score=90)
    assert shown(ada, fire)["exam"] == ("passed", 90.0, 0, 0)


def test_a_launch_that_is_refused_opens_no_record(ada, fire, exam):
    with clock.fixed(BEFORE), pytest.raises(Conflict):
        launching.launch(ada.pk, fire.pk, exam)
    assert not CourseRecord.objects.filter(user=ada).exists()


def test_the_day_counts_from_the_enrolment_of_each(fire):
    fire.activities.update(opens_on=None, opens_after_days=10)
    exam = fire.activities.get(kind="exam")
    late, early, unknown = learner("late"), learner("early"), learner("unknown")
    enrol(late, fire, enrolled_at=MIDNIGHT - dt.timedelta(days=9))
    enrol(early, fire, enrolled_at=MIDNIGHT - dt.timedelta(days=10))
    enrol(unknown, fire, enrolled_at=None, recorded_at=MIDNIGHT - dt.timedelta(days=9))
    with clock.fixed(MIDNIGHT):
        assert launching.launch(early.pk, fire.pk, exam).number == 1
        for each in (late, unknown):
            assert in_tree(each)[1][2:] == (True, MIDNIGHT + dt.timedelta(days=1))
            with pytest.raises(Conflict):
                launching.launch(each.pk, fire.pk, exam)
        work(launch(early, fire), exam, status="active", seconds=5)
        opened = launch(late, fire)
        with pytest.raises(Conflict):
            work(opened, exam, status="active", seconds=5)


def test_what_comes_too_late_is_kept_locked_or_not(ada, fire, exam):
    with clock.fixed(BEFORE):
        opened = launch(ada, fire)
        reset(("ada", "fire"))
        assert not work(opened, exam, status="passed", score=90).is_open
    assert LateCommit.objects.count() == 1


# --- staff ---------------------------------------------------------------------------------------
@pytest.mark.requirement("LW-12")
@pytest.mark.parametrize("whole", [False, True], ids=["activity", "course"])
def test_a_mark_does_not_ask_for_a_lock_and_does_not_open_it(ada, fire, exam, whole):
    wanted = fire if whole else exam
    with clock.fixed(BEFORE):
        operation = mark(("ada", wanted))
        assert outcomes(operation) == {"done": 1}
        assert in_tree(ada)[1] == ("completed", True, True, MIDNIGHT), "completed, manually, and locked"
        with pytest.raises(Conflict, match="locked"):
            launching.launch(ada.pk, fire.pk, exam)
        opened = launch(ada, fire)
        with pytest.raises(Conflict, match="locked"):
            work(opened, exam, status="failed", score=3)
    assert shown(ada, fire)["exam"] == ("completed", 100.0, 0, 1)
    with clock.fixed(MIDNIGHT):
        assert in_tree(ada)[1] == ("completed", True, False, MIDNIGHT)
        work(opened, exam, status="active", seconds=7)
    assert shown(ada, fire)["exam"] == ("completed", 100.0, 7, 1)


@pytest.mark.requirement("LW-12")
def test_a_locked_activity_is_foreseen_and_reset_like_any_other(ada, fire, exam):
    with clock.fixed(BEFORE):
        mark(("ada", exam))
        operation = stage("reset", [("ada", exam)])
        assert json.loads(operation.preview)["skipped"] == {}
        assert outcomes(apply(operation)) == {"done": 1}
        assert in_tree(ada)[1] == ("not_started", False, True, MIDNIGHT)
