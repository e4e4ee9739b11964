"""Staff enrol, change what was said, and end it: nothing that a learner has begun is lost by it."""

import datetime as dt

import pytest

from milepost.base import clock
from milepost.base.errors import BeyondReach, Conflict, NotFound, NotPermitted, Refused
from milepost.catalog import activities, editing
from milepost.ledger.models import Event
from milepost.people import actors
from milepost.records import composition, enrolling, enrolling_many
from milepost.records.enrolling_many import WrongLines
from milepost.records.models import Enrolment, ProgramEnrolment
from tests.commands.acting import current, current_program, finish, launch, mark, program_records, records, reset, undo
from tests.support.world import actor, course, enrol, group, join, learner, limited_staff, program, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

DAY = dt.date(2031, 5, 6)


@pytest.fixture
def tom():
    return actor("tom", "Training manager")


@pytest.fixture
def ada():
    return learner("ada")


@pytest.fixture
def fire():
    return course("fire")


def unchanged(user, act, error):
    before = snapshot(user)
    with pytest.raises(error) as caught:
        act()
    assert snapshot(user) == before
    return str(caught.value)


# --- courses -------------------------------------------------------------------------------------
def test_a_learner_is_enrolled_with_due_date_and_restart_setting(tom, ada, fire):
    made = enrolling.enrol_in_course(tom, ada, fire, {"due_on": DAY, "restart": "after_completion"})
    made.refresh_from_db()
    assert (made.due_at, made.restart, made.ended_at) == (clock.end_of(DAY), "after_completion", None)
    assert made.enrolled_at == made.recorded_at
    assert launch(ada, fire).session is not None


def test_who_is_enrolled_already_is_not_enrolled_again(tom, ada, fire):
    enrolling.enrol_in_course(tom, ada, fire, {"due_on": DAY})
    assert unchanged(ada, lambda: enrolling.enrol_in_course(tom, ada, fire), Conflict)


def test_an_archived_course_takes_nobody(tom, ada, fire):
    editing.change_course(tom, fire, {"archived": True})
    fire.refresh_from_db()
    assert "Fire" in unchanged(ada, lambda: enrolling.enrol_in_course(tom, ada, fire), Refused)


@pytest.mark.parametrize("fields", [{"restart": "never"}, {"due_on": dt.date.max}, {"due_on": dt.date.min}])
def test_what_is_no_value_is_refused(tom, ada, fire, fields):
    unchanged(ada, lambda: enrolling.enrol_in_course(tom, ada, fire, fields), Refused)


def test_ending_leaves_the_records_and_enrolling_again_goes_on_there(tom, ada, fire):
    made = enrolling.enrol_in_course(tom, ada, fire, {"due_on": DAY})
    finish(ada, fire)
    before = current(ada, fire)
    enrolling.end(tom, made)
    first = made.ended_at
    enrolling.end(tom, made)
    assert (made.ended_at, current(ada, fire)) == (first, before)
    with pytest.raises(Refused):
        launch(ada, fire)
    unchanged(ada, lambda: enrolling.change(tom, made, {"due_on": DAY}), Conflict)

    again = enrolling.enrol_in_course(tom, ada, fire)
    assert (again.pk, again.due_at, again.ended_at) == (made.pk, None, None)
    assert [record.pk for record in records(ada, fire)] == [before.pk]
    assert launch(ada, fire).number == 1


def test_what_is_not_said_of_an_enrolment_stays(tom, ada, fire):
    made = enrolling.enrol_in_course(tom, ada, fire, {"due_on": DAY, "restart": "after_completion"})
    enrolling.change(tom, made, {"restart": "keep"})
    assert (made.due_at, made.restart) == (clock.end_of(DAY), "keep")
    enrolling.change(tom, made, {"due_on": None})
    assert (made.due_at, made.restart) == (None, "keep")
    enrolling.change(tom, made, {})
    assert Enrolment.objects.get(pk=made.pk).due_at is None


def test_the_undo_of_a_mark_that_enrolled_ends_nothing_that_was_ended_before(tom, ada, fire):
    marked = mark(("ada", "fire"), enrol_missing=True)
    made = Enrolment.objects.get(user=ada)
    enrolling.end(tom, made)
    ended = made.ended_at
    undo(marked)
    made.refresh_from_db()
    assert made.ended_at == ended


def test_enrolling_needs_the_permission_and_somebody_within_reach(tom, ada, fire, bystander):
    made = enrol(ada, fire)
    lena = limited_staff("lena", "Training manager", [group("Berlin", ada)])
    theirs = Enrolment.objects.get(user=bystander.user, course=bystander.course)
    mia = actor("mia", "User manager")
    unchanged(ada, lambda: enrolling.enrol_in_course(mia, ada, course("water")), NotPermitted)
    unchanged(ada, lambda: enrolling.change(mia, made, {"due_on": DAY}), NotPermitted)
    unchanged(ada, lambda: enrolling.end(mia, made), NotPermitted)
    for act in (
        lambda: enrolling.enrol_in_course(lena, bystander.user, fire),
        lambda: enrolling.change(lena, theirs, {"due_on": DAY}),
        lambda: enrolling.end(lena, theirs),
        lambda: enrolling.find_in_course(lena, theirs.pk),
    ):
        unchanged(bystander.user, act, NotFound)
    assert list(enrolling.in_courses(lena)) == [made]
    assert enrolling.find_in_course(lena, made.pk) == made
    with pytest.raises(NotPermitted):
        enrolling.in_courses(actors.by_login("ada"))


# --- programs ------------------------------------------------------------------------------------
def test_enrolling_in_a_program_enrols_in_its_courses(tom, ada, fire):
    water, old = course("water"), course("old")
    whole = program("induction", fire, water, old)
    editing.change_course(tom, old, {"archived": True})
    ended = enrolling.enrol_in_course(tom, ada, water)
    enrolling.end(tom, ended)
    enrolling.enrol_in_program(tom, ada, whole, {"due_on": DAY})
    found = Enrolment.objects.filter(user=ada, ended_at=None).order_by("course__asset_id")
    assert [(each.course.asset_id, each.due_at) for each in found] == [("fire", clock.end_of(DAY)), ("water", None)]
    unchanged(ada, lambda: enrolling.enrol_in_program(tom, ada, whole), Conflict)
    finish(ada, fire)
    finish(ada, water)
    assert current_program(ada, whole).progress == pytest.approx(200 / 3)


def test_ending_a_program_leaves_its_courses_and_records(tom, ada, fire):
    whole = program("induction", fire)
    made = enrolling.enrol_in_program(tom, ada, whole)
    finish(ada, fire)
    enrolling.end(tom, made)
    assert current_program(ada, whole).status == "completed"
    assert Enrolment.objects.get(user=ada).ended_at is None
    assert enrolling.find_in_program(tom, made.pk) == ProgramEnrolment.objects.get()


def test_a_program_that_was_left_catches_up_with_its_courses(tom, ada, fire):
    water = course("water")
    whole = program("induction", fire, water)
    made = enrolling.enrol_in_program(tom, ada, whole)
    finish(ada, fire)
    enrolling.end(tom, made)
    finish(ada, water)
    assert current_program(ada, whole).progress == 50
    enrolling.enrol_in_program(tom, ada, whole)
    assert current_program(ada, whole).status == "completed"
    assert Event.objects.filter(kind="program.completed", user_id=ada.pk).count() == 1


def test_a_complete_program_of_which_a_course_was_reset_meanwhile_is_to_be_completed_anew(tom, ada, fire):
    water = course("water")
    whole = program("induction", fire, water)
    made = enrolling.enrol_in_program(tom, ada, whole)
    finish(ada, fire)
    finish(ada, water)
    enrolling.end(tom, made)
    reset(("ada", "fire"))
    assert current_program(ada, whole).status == "completed"
    enrolling.enrol_in_program(tom, ada, whole)
    [first] = program_records(ada, whole)
    assert (first.status, first.superseded_at is not None, first.completed_at is not None) == ("completed", True, True)


def test_a_program_that_rested_on_a_mark_that_was_undone_meanwhile_is_complete_no_more(tom, ada, fire):
    water = course("water")
    whole = program("induction", fire, water)
    made = enrolling.enrol_in_program(tom, ada, whole)
    finish(ada, fire)
    marked = mark(("ada", "water"))
    assert current_program(ada, whole).completed_by == "rule"
    enrolling.end(tom, made)
    undo(marked)
    assert current_program(ada, whole).status == "completed"
    enrolling.enrol_in_program(tom, ada, whole)
    again = current_program(ada, whole)
    assert (again.number, again.status, again.progress, again.completed_at) == (1, "active", 50.0, None)
    assert Event.objects.filter(kind="completion.withdrawn", program_id=whole.pk).count() == 1


def test_the_mark_of_a_program_outlasts_the_undo_of_a_courses_mark(tom, ada, fire):
    whole = program("induction", fire, course("water"))
    made = enrolling.enrol_in_program(tom, ada, whole)
    marked = mark(("ada", "fire"))
    mark(("ada", whole))
    enrolling.end(tom, made)
    undo(marked)
    enrolling.enrol_in_program(tom, ada, whole)
    assert current_program(ada, whole).status == "completed"


def test_a_course_that_comes_later_is_not_asked_of_the_complete(tom, ada, fire):
    bob, whole = learner("bob"), program("induction", fire)
    for user in (ada, bob):
        join(user, whole)
    finish(ada, fire)
    before = current_program(ada, whole)
    water = course("water")
    composition.add_course(tom, whole, water, 1)
    assert [each.asset_id for each in whole.courses.order_by("programcourse__position")] == ["water", "fire"]
    assert current_program(ada, whole) == before
    assert current_program(ada, whole).status == "completed"
    assert list(Enrolment.objects.filter(course=water).values_list("user__login_id", flat=True)) == ["bob"]
    finish(bob, fire)
    assert current_program(bob, whole).status == "active"
    finish(bob, water)
    assert current_program(bob, whole).status == "completed"


def test_courses_come_move_and_go_until_somebody_has_begun(tom, ada, fire):
    water, whole = course("water"), program("induction", fire)
    composition.add_course(tom, whole, water)
    composition.move_course(tom, whole, water, 1)
    join(ada, whole)
    assert unchanged(ada, lambda: composition.add_course(tom, whole, fire), Conflict)
    composition.take_out_course(tom, whole, water)
    assert list(whole.courses.all()) == [fire]
    assert Enrolment.objects.filter(user=ada, course=water, ended_at=None).exists()
    composition.add_course(tom, whole, water)
    launch(ada, fire)
    unchanged(ada, lambda: composition.take_out_course(tom, whole, water), Conflict)
    with pytest.raises(NotFound):
        composition.take_out_course(tom, whole, course("third"))
    with pytest.raises(NotFound):
        composition.move_course(tom, whole, course("fourth"), 1)


def test_what_a_program_has_is_changed_by_those_who_may_everywhere(tom, ada, fire):
    water, whole = course("water"), program("induction", fire)
    lena = limited_staff("lena", "Training manager", [group("Berlin")])
    for who, error in [(actor("mia", "User manager"), NotPermitted), (lena, BeyondReach)]:
        for act in (
            lambda who=who: composition.add_course(who, whole, water),
            lambda who=who: composition.move_course(who, whole, fire, 2),
            lambda who=who: composition.take_out_course(who, whole, fire),
        ):
            with pytest.raises(error):
                act()
    assert list(whole.courses.all()) == [fire]


# --- the catalog beneath work --------------------------------------------------------------------
def test_a_retired_activity_takes_no_work_with_it(tom, ada, fire):
    enrol(ada, fire)
    finish(ada, fire)
    before = snapshot(ada)
    activities.change(tom, fire.activities.get(kind="page"), {"retired": True})
    activities.create(tom, fire, {"title": "New", "kind": "page"})
    editing.change_course(tom, fire, {"archived": True})
    assert snapshot(ada) == before


# --- many at once --------------------------------------------------------------------------------
def test_many_are_enrolled_by_who_may_and_within_reach_alone(ada, fire):
    rita, kim = actor("rita", "User manager"), limited_staff("kim", "Training manager", [group("north")])
    unchanged(ada, lambda: enrolling_many.enrol_in_course(rita, ["ada"], fire), NotPermitted)
    assert "1 line" in unchanged(ada, lambda: enrolling_many.enrol_in_course(kim, ["ada"], fire), WrongLines)


def test_one_wrong_line_enrols_nobody(tom, ada, fire):
    lines = ["", "ada", "zed"]
    with pytest.raises(WrongLines) as caught:
        enrolling_many.enrol_in_course(tom, lines, fire)
    assert [line.number for line in caught.value.lines] == [3]
    assert not Enrolment.objects.filter(user=ada).exists()
    assert enrolling_many.enrol_in_course(tom, lines[:2], fire, {"due_on": DAY}) == 1
    assert launch(ada, fire).session is not None
