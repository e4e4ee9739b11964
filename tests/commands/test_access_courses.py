"""Before a course and in a program: after other courses, one after another, from a day on (LW-12)."""

import datetime as dt

import pytest

from milepost.base import clock
from milepost.catalog.models import ProgramCourse
from milepost.records import composition, enrolling, launching
from milepost.records.locks import ReasonKind
from milepost.records.models import CourseRecord, Enrolment, LateCommit, ProgramEnrolment
from tests.commands.acting import current, finish, launch, mark, relaunch, reset, undo, work
from tests.commands.locking import course_lock, locked, need, open_activity, opens, sequential, told, tree
from tests.support.world import LONG_AGO, activity, actor, course, enrol, join, learner, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

MIDNIGHT = dt.datetime(2025, 5, 6, tzinfo=dt.UTC)
BEFORE = MIDNIGHT - dt.timedelta(seconds=1)


@pytest.fixture
def courses():
    """Fire, water and cranes, of a page each."""
    return [course(name, activities=("page",)) for name in ("fire", "water", "cranes")]


@pytest.fixture
def ada():
    return learner("ada")


def everywhere(user, courses):
    """The locks of the courses, in order."""
    return [course_lock(user, each) for each in courses]


# --- courses that a course needs -----------------------------------------------------------------
def test_a_course_opens_when_those_that_it_needs_are_complete(ada, courses):
    fire, water, cranes = courses
    need(cranes, fire, water)
    enrol(ada, cranes)
    enrol(ada, fire)
    assert everywhere(ada, [fire, cranes]) == ["", "After “Fire”; After “Water”"]
    assert told(ada, cranes) == ["After “Fire”; After “Water”"]
    assert [each.kind for each in tree(ada)["cranes"].lock.reasons] == [ReasonKind.AFTER_COURSE] * 2
    with locked("“Cranes” is locked: After “Fire”; After “Water”"):
        launch(ada, cranes)
    assert not opens(ada, cranes.activities.get())
    assert not CourseRecord.objects.filter(course=cranes).exists()
    finish(ada, fire)
    enrol(ada, water)
    operation = mark(("ada", water))
    assert launch(ada, cranes).number == 1
    undo(operation)
    with locked("After “Water”"):
        launch(ada, cranes)
    mark(("ada", water))
    assert opens(ada, cranes.activities.get())
    reset(("ada", fire))
    assert course_lock(ada, cranes) == "After “Fire”"


def test_an_archived_course_is_not_needed(ada, courses):
    fire, _, cranes = courses
    need(cranes, fire)
    enrol(ada, cranes)
    fire.archived_at = LONG_AGO
    fire.save()
    assert course_lock(ada, cranes) == ""
    assert launch(ada, cranes).number == 1


def test_it_is_complete_in_the_current_record_or_not_at_all(ada, courses):
    fire, _, cranes = courses
    need(cranes, fire)
    enrol(ada, cranes)
    enrol(ada, fire, restart="after_completion")
    finish(ada, fire)
    assert course_lock(ada, cranes) == ""
    launch(ada, fire)
    assert course_lock(ada, cranes) == "After “Fire”", "it is being taken again"


def test_it_holds_in_a_program_as_well(ada, courses):
    fire, water, cranes = courses
    need(cranes, fire)
    join(ada, program("yard", water, cranes))
    assert everywhere(ada, [water, cranes]) == ["", "After “Fire”"]


@pytest.mark.requirement("LW-12")
def test_a_locked_course_is_marked_like_any_other_and_stays_locked(ada, courses):
    fire, _, cranes = courses
    need(cranes, fire)
    enrol(ada, cranes)
    mark(("ada", cranes))
    found = tree(ada)["cranes"]
    assert (found.state.status, found.state.manually_completed, found.state.locked) == ("completed", True, True)
    with locked():
        launch(ada, cranes)
    with locked():
        open_activity(ada, cranes.activities.get())


def test_who_has_completed_it_may_look_at_it_again_whatever_locks_it_since(ada, courses):
    fire, _, cranes = courses
    enrol(ada, cranes)
    finish(ada, cranes)
    need(cranes, fire)
    page, link = cranes.activities.get(), activity(cranes, "link", required=False)
    assert course_lock(ada, cranes) == ""
    assert launch(ada, cranes).number == 1
    assert opens(ada, page)
    assert opens(ada, link)
    Enrolment.objects.filter(user=ada).update(restart="after_completion")
    assert course_lock(ada, cranes) == "After “Fire”", "a launch would open a new record"
    with locked():
        launch(ada, cranes)
    assert current(ada, cranes).status == "completed"


def test_what_was_completed_in_a_course_that_is_locked_since_may_be_read_again(ada, courses):
    fire, _, cranes = courses
    link = activity(cranes, "link")
    page = cranes.activities.get(kind="page")
    enrol(ada, cranes)
    opened = launch(ada, cranes)
    work(opened, page, status="completed")
    work(opened, link, status="active")
    need(cranes, fire)
    assert told(ada, cranes) == ["", "After “Fire”"]
    assert opens(ada, page)
    assert not opens(ada, link)
    with locked():
        launch(ada, cranes)
    assert work(opened, link, status="completed").completed_course, "its page was open"


def test_a_notice_waits_until_its_course_opens(ada, courses):
    fire, _, cranes = courses
    enrol(ada, cranes)
    opened = launch(ada, cranes)
    reset(("ada", cranes))
    need(cranes, fire)
    with locked("After “Fire”"):
        launch(ada, cranes)
    assert not work(opened, cranes.activities.get(), status="completed").is_open
    assert LateCommit.objects.count() == 1
    enrol(ada, fire)
    mark(("ada", fire))
    assert relaunch(ada, cranes).number == 2


# --- programs ------------------------------------------------------------------------------------
def test_in_a_sequential_program_each_opens_after_those_before_it(ada, courses):
    fire, water, _cranes = courses
    yard = sequential(program("yard", *courses))
    join(ada, yard)
    assert everywhere(ada, courses) == ["", "After “Fire”", "After “Water”"]
    with locked("“Water” is locked: After “Fire”"):
        launch(ada, water)
    operation = mark(("ada", water))
    assert everywhere(ada, courses) == ["", "After “Fire”", "After “Fire”"], "marked, and locked"
    finish(ada, fire)
    assert everywhere(ada, courses) == ["", "", ""]
    undo(operation)
    assert everywhere(ada, courses) == ["", "", "After “Water”"]
    reset(("ada", fire))
    assert everywhere(ada, courses) == ["", "After “Fire”", "After “Water”"]
    fire.archived_at = LONG_AGO
    fire.save()
    assert everywhere(ada, courses) == ["", "", "After “Water”"], "an archived course is not asked for"
    assert launch(ada, water).session is not None


def test_who_is_not_in_a_course_is_not_asked_for_it(ada, courses):
    fire, water, _cranes = courses
    join(ada, sequential(program("yard", *courses)))
    Enrolment.objects.filter(user=ada, course=fire).update(ended_at=LONG_AGO)
    assert everywhere(ada, courses) == ["", "", "After “Water”"]
    Enrolment.objects.filter(user=ada, course=water).delete()
    assert everywhere(ada, courses) == ["", "", ""]


def test_a_course_opens_some_days_after_the_enrolment_in_the_program(ada, courses):
    _fire, water, cranes = courses
    yard = program("yard", *courses)
    composition.open_course(actor(), yard, water, {"opens_after_days": 10})
    composition.open_course(actor(), yard, cranes, {"opens_on": dt.date(2025, 5, 6)})
    begins = MIDNIGHT - dt.timedelta(days=10)
    join(ada, yard, enrolled_at=begins + dt.timedelta(hours=20))
    with clock.fixed(BEFORE):
        assert everywhere(ada, courses) == ["", "Opens on 6 May 2025", "Opens on 6 May 2025"]
        assert tree(ada)["water"].lock.opens_at == MIDNIGHT
        assert told(ada, water) == ["Opens on 6 May 2025"]
        with locked("Opens on 6 May 2025"):
            launch(ada, water)
    with clock.fixed(MIDNIGHT):
        assert everywhere(ada, courses) == ["", "", ""]
        assert launch(ada, water).number == 1


def test_its_days_begin_at_the_midnight_of_the_organisation(ada, courses, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    yard = program("yard", courses[0])
    ProgramCourse.objects.update(opens_after_days=1)
    join(ada, yard, enrolled_at=dt.datetime(2025, 5, 4, 22, 30, tzinfo=dt.UTC))  # the fifth already, in Berlin
    assert tree(ada)["fire"].lock.opens_at == MIDNIGHT - dt.timedelta(hours=2)


def test_of_several_programs_one_that_opens_it_is_enough(ada, courses):
    fire, _water, cranes = courses
    join(ada, sequential(program("yard", fire, cranes)))
    assert course_lock(ada, cranes) == "After “Fire”"
    days = program("days", cranes)
    ProgramCourse.objects.filter(program=days).update(opens_on=dt.date(2931, 5, 6))
    join(ada, days)
    assert course_lock(ada, cranes) == "Opens on 6 May 2931", "what can be known is told"
    join(ada, program("free", cranes))
    assert course_lock(ada, cranes) == ""
    ProgramEnrolment.objects.filter(program__asset_id="free").update(ended_at=LONG_AGO)
    assert course_lock(ada, cranes) == "Opens on 6 May 2931"
    days.archived_at = LONG_AGO
    days.save()
    assert course_lock(ada, cranes) == "After “Fire”", "an archived program neither opens nor locks"


def test_who_was_in_the_course_before_is_not_bound_by_the_program(ada, courses):
    fire, _, cranes = courses
    tom, yard = actor("tom"), sequential(program("yard", fire, cranes))
    with clock.fixed(BEFORE):
        enrolling.enrol_in_course(tom, ada, cranes)
    with clock.fixed(MIDNIGHT):
        enrolling.enrol_in_program(tom, ada, yard)
    bob = learner("bob")
    enrolling.enrol_in_program(tom, bob, yard)
    assert course_lock(ada, cranes) == ""
    assert launch(ada, cranes).number == 1
    assert course_lock(bob, cranes) == "After “Fire”"
    enrolling.end(tom, enrolling.in_courses(tom, user=ada, course=cranes).get())
    with clock.fixed(MIDNIGHT + dt.timedelta(days=1)):
        enrolling.enrol_in_course(tom, ada, cranes)
    assert course_lock(ada, cranes) == "After “Fire”", "nobody can tell any more"


def test_a_program_that_the_learner_has_left_does_not_bind(ada, courses):
    fire, _, cranes = courses
    made = join(ada, sequential(program("yard", fire, cranes)))
    assert course_lock(ada, cranes) == "After “Fire”"
    enrolling.end(actor(), made)
    assert course_lock(ada, cranes) == ""


def test_who_joined_a_program_and_not_its_courses_waits_for_nobody_knows_what(ada, courses):
    need(courses[2], courses[0])
    courses[1].activities.update(opens_after_days=3)
    join(ada, program("yard", *courses), courses=False)
    assert everywhere(ada, courses) == ["", "", "After “Fire”"]
    assert told(ada, courses[1]) == ["Opens 3 days after the enrolment"]


# --- what it costs -------------------------------------------------------------------------------
def test_the_locks_cost_the_same_whatever_there_is(ada, statements):
    counts = []
    tree(ada)
    for number in (2, 12):
        made = [
            sequential(course(f"c{number}-{each}", activities=("page", "exam", "form", "link")))
            for each in range(number)
        ]
        for each in made:
            *others, last = each.activities.all()
            need(last, *others)
        need(made[-1], *made[:-1])
        join(ada, sequential(program(f"p{number}", *made)))
        with statements() as done:
            found = tree(ada)
        counts.append(done.count)
        assert sum(each.lock.is_locked for each in found.values()) >= number - 1
        page = made[0].activities.first()
        with statements() as done:
            launching.launch(ada.pk, made[0].pk, page)
        counts.append(done.count)
    assert counts[0] == counts[2], counts
    assert counts[1] == counts[3] <= 20, counts


def test_a_commit_costs_one_statement_for_all_rules_and_none_without(ada, statements):
    counts = []
    for number, is_bound in ((2, False), (2, True), (30, True)):
        made = course(f"c{number}-{is_bound}", activities=["page"] * number, sequential=is_bound)
        page, *others = made.activities.all()
        enrol(ada, made)
        opened = launch(ada, made)
        with statements() as done:
            work(opened, page, status="active", seconds=5)
        counts.append(done)
        assert not is_bound or not opens(ada, others[0])
    assert counts[0].count + 1 == counts[1].count == counts[2].count, counts


DAY = dt.date(2931, 5, 6)
BOUND = {
    "sequential": lambda page, before: sequential(page.course),
    "opens_on": lambda page, before: page.course.activities.filter(pk=page.pk).update(opens_on=DAY),
    "opens_after_days": lambda page, before: page.course.activities.filter(pk=page.pk).update(opens_after_days=3650),
    "needs": lambda page, before: need(page, before),
    "course needs": lambda page, before: need(page.course, course("other")),
    "program": lambda page, before: ProgramCourse.objects.filter(course=page.course).update(opens_on=DAY),
    "program's days": lambda page, before: ProgramCourse.objects.filter(course=page.course).update(
        opens_after_days=3650
    ),
    "sequential program": lambda page, before: sequential(page.course.programs.get()),
}


@pytest.mark.parametrize("rule", BOUND)
def test_each_rule_keeps_work_out(ada, courses, rule):
    fire, water, _ = courses
    page = activity(water, "link")
    join(ada, program("yard", fire, water))
    opened = launch(ada, water)
    BOUND[rule](page, water.activities.first())
    with locked():
        work(opened, page, status="active")
    assert not opens(ada, page)
