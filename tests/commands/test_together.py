"""Commands that meet the traces of others. After each of these tests the doctor looks at everything (conftest.py)."""

import pytest

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.catalog.models import ProgramCourse
from milepost.checks import doctor
from milepost.ledger.models import Event
from milepost.records.models import ProgramEnrolment, Restart
from tests.commands.acting import (
    current_program,
    finish,
    launch,
    mark,
    outcomes,
    program_records,
    records,
    relaunch,
    reset,
    stage,
    undo,
    work,
)
from tests.support.world import activity, course, enrol, join, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


def erase(*pairs):
    return reset(*pairs, policy="erase")


def is_sound():
    return doctor.examine_data() == []


@pytest.fixture
def page(safety):
    return safety.activities.get(kind="page")


@pytest.fixture
def exam(safety):
    return safety.activities.get(kind="exam")


@pytest.fixture
def video(safety):
    """An activity that the course does not require."""
    return activity(safety, "video", required=False)


@pytest.fixture
def fire(bystander):
    return course("fire", activities=["page"])


@pytest.fixture
def induction(ada, safety, fire):
    made = program("induction", safety, fire)
    join(ada, made)
    return made


def add_course(to, user):
    """A course that becomes part of a program now, in which the learner is."""
    later = course("later", activities=["page"])
    ProgramCourse.objects.create(program=to, course=later, position=3, added_at=clock.now())
    enrol(user, later)
    return later


# --- activities ----------------------------------------------------------------------------------
def test_reset_of_an_optional_activity_opens_a_record_that_is_complete_at_once(ada, safety, video):
    finish(ada, safety)
    operation = reset(("ada", video))
    assert [record.status for record in records(ada, safety)] == ["passed", "passed"]
    assert Event.objects.filter(operation_id=operation.pk, kind="course.completed").count() == 1
    assert is_sound()
    undo(operation)
    assert records(ada, safety)[1].voided_at is not None


def test_erase_of_an_optional_activity_leaves_the_completion(ada, safety, video):
    finish(ada, safety)
    erase(("ada", video))
    [record] = records(ada, safety)
    assert (record.status, record.completed_by) == ("passed", "rule")


def test_reset_of_an_activity_after_another_one_was_retired_completes_the_course(ada, safety, page, exam, video):
    opened = launch(ada, safety)
    work(opened, page, status="completed")
    work(opened, video, progress=10)
    exam.retired_at = clock.now()
    exam.save()
    operation = reset(("ada", video))
    assert records(ada, safety)[0].status == "completed"
    assert Event.objects.filter(operation_id=operation.pk, kind="course.completed").exists()


def test_erase_of_an_activity_passes_over_what_an_undo_voided(ada, safety, exam):
    undo(mark(("ada", "safety")))
    work(launch(ada, safety), exam, status="failed", score=3)
    assert outcomes(erase(("ada", exam))) == {"done": 1}


def test_erase_of_an_activity_after_the_reset_of_another_was_undone(ada, safety, page, exam):
    finish(ada, safety)
    undo(reset(("ada", exam)))
    assert outcomes(erase(("ada", page))) == {"done": 1}


def test_the_mark_of_a_carried_activity_is_undone(ada, safety, page, exam, video):
    opened = launch(ada, safety)
    work(opened, video, progress=20)
    work(opened, page, status="completed")
    work(opened, exam, status="passed", score=80)
    reset(("ada", exam))
    assert outcomes(undo(mark(("ada", video)))) == {"done": 1}


def test_marks_of_two_activities_are_undone_in_any_order(ada, safety, page, exam):
    first, second = mark(("ada", page)), mark(("ada", exam))
    assert records(ada, safety)[0].status == "completed"
    assert outcomes(undo(first)) == {"done": 1}
    assert outcomes(undo(second)) == {"done": 1}
    assert records(ada, safety)[0].voided_at is not None


def test_what_comes_too_late_after_an_erased_activity(ada, safety, exam):
    opened = finish(ada, safety)
    erase(("ada", exam))
    assert work(opened, exam, status="passed", score=4).is_open, "the course goes on"


def test_erased_is_nothing_that_a_page_may_say(ada, safety, page):
    with pytest.raises(Refused, match="erased"):
        work(launch(ada, safety), page, status="erased")


# --- erase and what was before -------------------------------------------------------------------
def test_erase_after_mark_undo_reset_and_mark(ada, safety):
    undo(mark(("ada", "safety")))
    reset(("ada", "safety"))
    mark(("ada", "safety"))
    erase(("ada", "safety"))
    assert is_sound()
    relaunch(ada, safety)
    finish(ada, safety)
    assert outcomes(erase(("ada", "safety"))) == {"done": 1}


def test_erase_while_others_are_only_staged(ada, safety, page):
    finish(ada, safety)
    stage("reset", [("ada", "safety")])
    stage("reset", [("ada", "safety"), ("nobody", "safety")])
    stage("mark_complete", [("ada", page)])
    assert outcomes(erase(("ada", "safety"))) == {"done": 1}


def test_erase_of_an_activity_then_of_the_course(ada, safety, page, exam):
    finish(ada, safety)
    reset(("ada", exam))
    erase(("ada", page))
    finish(ada, safety)
    erase(("ada", page))
    assert is_sound()
    assert outcomes(erase(("ada", "safety"))) == {"done": 1}


# --- programs ------------------------------------------------------------------------------------
def test_a_program_record_lasts_as_long_as_what_was_begun_in_its_time(ada, induction):
    mark(("ada", "safety"))
    first = reset(("ada", "safety"))
    undo(mark(("ada", "fire")))
    undo(first)
    assert (current_program(ada, induction).status, current_program(ada, induction).progress) == ("active", 50.0)


def test_erase_withdraws_the_completion_of_a_program_that_the_learner_has_left(ada, induction, safety, fire):
    for each in (safety, fire):
        finish(ada, each)
    ProgramEnrolment.objects.update(ended_at=clock.now())
    erase(("ada", "safety"))
    assert program_records(ada, induction)[0].completed_at is None


def test_a_program_that_was_archived_is_not_brought_back_by_its_courses(ada, induction, safety, fire):
    for each in (safety, fire):
        finish(ada, each)
    operation = reset(("ada", induction))
    induction.archived_at = clock.now()
    induction.save()
    assert outcomes(undo(operation)) == {"archived": 1, "done": 2}
    assert current_program(ada, induction) is None
    induction.archived_at = None
    induction.save()
    assert outcomes(undo(operation)) == {"done": 1}


def test_a_course_that_is_being_taken_again_does_not_reopen_for_another_one(ada, induction, safety, fire):
    ada.enrolments.filter(course=safety).update(restart=Restart.AFTER_COMPLETION)
    for each in (safety, fire):
        finish(ada, each)
    launch(ada, safety)
    later = add_course(induction, ada)
    launch(ada, later)
    reset(("ada", "later"))
    assert current_program(ada, induction).status == "completed"


def test_erase_of_a_course_that_was_added_later_leaves_an_earlier_completion(ada, induction, safety, fire):
    for each in (safety, fire):
        finish(ada, each)
    finish(ada, add_course(induction, ada))
    reset(("ada", "safety"))
    erase(("ada", "later"))
    assert program_records(ada, induction)[0].status == "completed"


@pytest.mark.parametrize("what", ["course", "activity"])
def test_erase_beneath_the_mark_of_a_program(ada, induction, safety, page, what):
    operation = mark(("ada", induction))
    erase(("ada", "safety" if what == "course" else page))
    assert is_sound()
    assert outcomes(undo(operation))["erased"] >= 1


def test_a_reset_of_a_course_then_of_its_program_are_undone_in_either_order(ada, induction, safety, fire):
    for each in (safety, fire):
        finish(ada, each)
    first, second = reset(("ada", "safety")), reset(("ada", induction))
    assert outcomes(undo(first)) == {"done": 1}
    assert is_sound()
    undo(second)
    assert is_sound()


def test_work_beneath_the_mark_of_a_program_comes_to_light(ada, induction, safety, fire):
    finish(ada, safety)
    operation = mark(("ada", induction))
    finish(ada, fire)
    again = reset(("ada", "safety"))
    undo(again)
    undo(operation)
    assert (current_program(ada, induction).status, current_program(ada, induction).completed_by) == (
        "completed",
        "rule",
    )


def test_who_was_enrolled_by_a_mark_and_has_begun_stays(ada, safety, fire):
    whole = program("whole", fire)
    operation = mark(("ada", whole), enrol_missing=True)
    launch(ada, fire)
    undo(operation)
    assert ada.enrolments.get(course=fire).ended_at is None
    again = mark(("ada", whole), enrol_missing=True)
    undo(again)
    assert is_sound()
