"""Two who make or change the same thing at the same instant: one of them is told, and nobody meets an error."""

import pytest

from milepost.base.errors import Conflict, Refused
from milepost.catalog import activities, editing
from milepost.catalog.models import Activity, Course, CoursePrerequisite, ProgramCourse
from milepost.people import accounts
from milepost.people.actors import system
from milepost.people.models import User
from milepost.records import composition, enrolling, enrolling_many
from milepost.records.models import Enrolment, ProgramEnrolment, ProgramRecord
from tests.commands.acting import launch
from tests.concurrency.test_races import at_once
from tests.support.world import course, join, learner, program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]

STAFF = system("test")


def one_is_told(first, second):
    results = at_once(first, second)
    assert [isinstance(result, Conflict) for result in results].count(True) == 1, results
    [done] = [result for result in results if not isinstance(result, Conflict)]
    assert not isinstance(done, Exception), done


def test_one_user_of_a_login_id(proof_count):
    for number in range(proof_count(100)):
        fields = {"login_id": f"ada{number}"}
        one_is_told(lambda: accounts.create(STAFF, fields), lambda: accounts.create(STAFF, fields))  # noqa: B023
        assert User.objects.filter(**fields).count() == 1


def test_one_course_of_an_asset_id(proof_count):
    other = course("other")
    for number in range(proof_count(100)):
        fields = {"title": "x", "asset_id": f"C{number}"}
        one_is_told(
            lambda: editing.create_course(STAFF, fields),  # noqa: B023
            lambda: editing.change_course(STAFF, other, fields),  # noqa: B023
        )
        assert Course.objects.filter(asset_id=f"C{number}").count() == 1


def test_one_activity_of_an_asset_id_and_every_one_at_a_place_of_its_own(proof_count):
    for _ in range(proof_count(50)):
        fire = course(activities=["page"])
        fields = {"title": "x", "kind": "page", "asset_id": "A", "position": 1}
        one_is_told(lambda: activities.create(STAFF, fire, fields), lambda: activities.create(STAFF, fire, fields))  # noqa: B023
        free = {"title": "y", "kind": "page", "position": 1}
        at_once(lambda: activities.create(STAFF, fire, free), lambda: activities.create(STAFF, fire, free))  # noqa: B023
        places = Activity.objects.filter(course=fire).order_by("position").values_list("position", flat=True)
        assert list(places) == [1, 2, 3, 4]


def test_two_courses_never_wait_for_each_other(proof_count):
    for _ in range(proof_count(50)):
        one, other = course(), course()
        results = at_once(
            lambda: editing.change_course(STAFF, one, {"prerequisites": [other.asset_id]}),  # noqa: B023
            lambda: editing.change_course(STAFF, other, {"prerequisites": [one.asset_id]}),  # noqa: B023
        )
        assert [isinstance(result, Refused) for result in results].count(True) == 1, results
        assert CoursePrerequisite.objects.filter(course__in=[one, other]).count() == 1


def test_one_enrolment_of_a_learner(proof_count):
    whole = program("induction", course("fire"))
    fire = whole.courses.get()
    for number in range(proof_count(100)):
        ada = learner(f"ada{number}")
        one_is_told(
            lambda: enrolling.enrol_in_program(STAFF, ada, whole),  # noqa: B023
            lambda: enrolling.enrol_in_program(STAFF, ada, whole),  # noqa: B023
        )
        enrolling.end(STAFF, Enrolment.objects.get(user=ada, course=fire))
        one_is_told(
            lambda: enrolling.enrol_in_course(STAFF, ada, fire),  # noqa: B023
            lambda: enrolling.enrol_in_course(STAFF, ada, fire),  # noqa: B023
        )
    assert ProgramEnrolment.objects.count() == Enrolment.objects.filter(ended_at=None).count() == proof_count(100)


def test_whoever_enrols_many_and_one_of_them_at_once_enrols_each_once(proof_count):
    for number in range(proof_count(100)):
        fire, ada, bob = course(), learner(f"ada{number}"), learner(f"bob{number}")
        many, one = at_once(
            lambda: enrolling_many.enrol_in_course(STAFF, [ada.login_id, bob.login_id], fire),  # noqa: B023
            lambda: enrolling.enrol_in_course(STAFF, bob, fire),  # noqa: B023
        )
        assert [isinstance(result, Exception) for result in (many, one)].count(True) == 1, (many, one)
        assert isinstance(one, Conflict) or isinstance(many, Conflict | enrolling_many.WrongLines), (many, one)
        enrolled = set(Enrolment.objects.filter(course=fire).values_list("user__login_id", flat=True))
        assert enrolled == ({bob.login_id} if isinstance(many, Exception) else {ada.login_id, bob.login_id})


def test_a_course_is_taken_out_of_a_program_that_nobody_has_begun(proof_count):
    """Or not at all: whoever launches at that instant has begun either the one program or the other."""
    for number in range(proof_count(100)):
        fire, water = course(), course()
        whole = program(f"induction {number}", fire, water)
        ada = learner()
        join(ada, whole)
        taken, launched = at_once(
            lambda: composition.take_out_course(STAFF, whole, fire),  # noqa: B023
            lambda: launch(ada, fire),  # noqa: B023
        )
        assert not isinstance(launched, Exception), launched
        assert taken is None or isinstance(taken, Conflict), taken
        has_begun = ProgramRecord.objects.filter(program=whole).exists()
        assert ProgramCourse.objects.filter(program=whole).count() == (2 if has_begun else 1)
        assert has_begun == isinstance(taken, Conflict)
