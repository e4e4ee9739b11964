"""In a program: one course after another, from a day on, some days after the enrolment (LW-12)."""

import datetime as dt

import pytest

from milepost.base import clock
from milepost.catalog.models import ProgramCourse
from milepost.records import composition, enrolling
from milepost.records.models import Enrolment, ProgramEnrolment
from tests.commands.acting import finish, launch, mark, reset, undo
from tests.commands.locking import course_lock, everywhere, locked, need, sequential, told, tree
from tests.support.world import LONG_AGO, actor, course, join, learner, program

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
