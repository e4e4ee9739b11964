"""Before a course: after other courses (LW-12)."""

import pytest

from milepost.records.locks import ReasonKind
from milepost.records.models import CourseRecord, Enrolment, LateCommit
from tests.commands.acting import current, finish, launch, mark, relaunch, reset, undo, work
from tests.commands.locking import course_lock, everywhere, locked, need, open_activity, opens, told, tree
from tests.support.world import LONG_AGO, activity, course, enrol, join, learner, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def courses():
    """Fire, water and cranes, of a page each."""
    return [course(name, activities=("page",)) for name in ("fire", "water", "cranes")]


@pytest.fixture
def ada():
    return learner("ada")


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
