"""Staff's pages of programs, asked for as a browser asks."""

import datetime as dt
import re

import pytest
from django.test import Client

from milepost.catalog.models import CoursePrerequisite, Program, ProgramCourse
from milepost.organisation.models import AdminEntry
from milepost.people.models import User
from milepost.records.models import Enrolment
from tests.commands.acting import launch
from tests.console.asking import at, signed_in, text
from tests.support.world import LONG_AGO, course, group, join, learner, limited_staff, program, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def first_day():
    """A program of three courses."""
    courses = [course(asset, title=title) for asset, title in (("f", "Fire"), ("a", "First aid"), ("l", "Ladders"))]
    return program("first-day", *courses, title="First day")


def order(of):
    return [place.course.title for place in ProgramCourse.objects.filter(program=of).order_by("position")]


def one(of, title):
    return of.courses.get(title=title)


def said():
    return list(AdminEntry.objects.filter(kind__startswith="program.").values_list("kind", flat=True).order_by("pk"))


# --- who may -------------------------------------------------------------------------------------
def everything(of):
    fire = one(of, "Fire")
    reading = [("manage_programs", "get", ()), ("manage_program", "get", (of,))]
    writing = [
        ("manage_program_new", "get", ()),
        ("manage_program_new", "post", ()),
        ("manage_program_settings", "get", (of,)),
        ("manage_program_settings", "post", (of,)),
        ("manage_program_archive", "post", (of,)),
        ("manage_program_add", "get", (of,)),
        ("manage_program_add", "post", (of,)),
        ("manage_program_course", "get", (of, fire)),
        ("manage_program_course", "post", (of, fire)),
        ("manage_program_course_move", "post", (of, fire)),
        ("manage_program_course_take_out", "post", (of, fire)),
    ]
    return reading, writing


def test_a_learner_gets_none_of_it_and_a_stranger_is_asked_to_sign_in(first_day):
    reading, writing = everything(first_day)
    ada, nobody = signed_in(learner("ada")), Client()
    for name, method, keys in reading + writing:
        assert getattr(ada, method)(at(name, *keys)).status_code == 403, name
        assert getattr(nobody, method)(at(name, *keys)).status_code == 302, name
    assert order(first_day) == ["Fire", "First aid", "Ladders"]


@pytest.mark.parametrize("who", ["a reporter", "limited"])
def test_who_may_only_read_sees_no_buttons_and_changes_nothing(first_day, who):
    if who == "limited":
        limited_staff("kim", "Training manager", [group("north")])
    else:
        staff("kim", role="Reporter")
    kim = signed_in(User.objects.get(login_id="kim"))
    reading, writing = everything(first_day)
    for name, method, keys in reading:
        text(getattr(kim, method)(at(name, *keys)))
    shown = text(kim.get(at("manage_program", first_day)))
    assert "First aid" in shown
    for name, _method, keys in writing:
        assert at(name, *keys) not in shown, name
    assert at("manage_program_new") not in text(kim.get(at("manage_programs")))
    for name, method, keys in writing:
        assert getattr(kim, method)(at(name, *keys)).status_code == 403, name
    assert order(first_day) == ["Fire", "First aid", "Ladders"]
    first_day.refresh_from_db()
    assert first_day.archived_at is None
    assert said() == []


def test_what_is_not_there_is_not_there(first_day, grace):
    other = course("other")
    assert grace.get(at("manage_program", other)).status_code == 404
    assert grace.get(at("manage_program_course", first_day, other)).status_code == 404
    assert grace.post(at("manage_program_course_move", first_day, other)).status_code == 404
    assert grace.post(at("manage_program_course_take_out", first_day, other)).status_code == 404


def test_the_navigation_leads_there(grace):
    shown = text(grace.get(at("manage_programs")))
    assert f'href="{at("manage_programs")}" aria-current="page"' in shown
    assert "There are no programs here." in shown


# --- programs ------------------------------------------------------------------------------------
def test_the_list_is_searched_and_costs_the_same_for_any_number(first_day, grace, statements):
    with statements() as few:
        shown = text(grace.get(at("manage_programs")))
    assert 'data-label="Courses">3<' in shown
    for number in range(60):
        program(f"many-{number}", one(first_day, "Fire"), title=f"Program {number:02}")
    with statements() as many:
        first = text(grace.get(at("manage_programs")))
    assert many.count == few.count
    assert "Program 59" not in first
    assert "Program 59" in text(grace.get(at("manage_programs") + "?page=2"))
    found = text(grace.get(at("manage_programs") + "?q=first"))
    assert "First day" in found
    assert "Program 01" not in found
    assert "No program matches “nothing”." in text(grace.get(at("manage_programs") + "?q=nothing"))


def test_a_program_is_made(grace):
    answer = grace.post(at("manage_program_new"), {"title": "Yard", "asset_id": "Y-1", "description": "Outside."})
    made = Program.objects.get(asset_id="Y-1")
    assert (answer.status_code, answer["Location"]) == (302, at("manage_program", made))
    shown = text(grace.get(at("manage_program", made)))
    assert "This program has no courses yet." in shown
    assert "Outside." in shown


def test_a_fault_is_said_and_what_was_typed_stays(first_day, grace):
    again = text(grace.post(at("manage_program_new"), {"title": "Day one", "asset_id": "first-day"}), 422)
    assert "The asset id “first-day” is taken." in again
    assert 'value="Day one"' in again
    assert "This field is required." in text(grace.post(at("manage_program_new"), {"title": " "}), 422)
    assert Program.objects.count() == 1


def test_the_settings_of_a_program_are_changed(first_day, grace):
    sent = {"title": "Day one", "asset_id": "", "description": "All of it.", "sequential": "on"}
    answer = grace.post(at("manage_program_settings", first_day), sent)
    assert (answer.status_code, answer["Location"]) == (302, at("manage_program_settings", first_day))
    first_day.refresh_from_db()
    assert (first_day.title, first_day.asset_id, first_day.description) == ("Day one", None, "All of it.")
    assert first_day.sequential
    [box] = re.findall(r'<input type="checkbox" name="sequential"[^>]*>', text(grace.get(answer["Location"])))
    assert " checked" in box
    assert "Each course opens when those before it are complete." in text(grace.get(at("manage_program", first_day)))


def test_an_order_in_which_something_would_never_open_is_refused(first_day, grace):
    CoursePrerequisite.objects.create(course=one(first_day, "Fire"), needs=one(first_day, "Ladders"))
    sent = {"title": "First day", "asset_id": "first-day", "sequential": "on"}
    refused = text(grace.post(at("manage_program_settings", first_day), sent), 422)
    assert "These would wait for each other, and never open:" in refused
    first_day.refresh_from_db()
    assert not first_day.sequential


def test_a_program_is_archived_and_brought_back(first_day, grace):
    grace.post(at("manage_program_archive", first_day))
    first_day.refresh_from_db()
    assert first_day.archived_at is not None
    shown = text(grace.get(at("manage_program", first_day)))
    assert "Archived" in shown
    assert at("manage_program_add", first_day) not in shown
    assert "First day" not in text(grace.get(at("manage_programs")))
    assert "First day" in text(grace.get(at("manage_programs") + "?archived=yes"))
    grace.post(at("manage_program_archive", first_day), {"back": "yes"})
    first_day.refresh_from_db()
    assert first_day.archived_at is None


# --- its courses ---------------------------------------------------------------------------------
def test_the_page_of_a_program_costs_the_same_for_any_number(first_day, grace, statements):
    with statements() as few:
        text(grace.get(at("manage_program", first_day)))
    for number in range(30):
        ProgramCourse.objects.create(program=first_day, course=course(f"more-{number}"), position=number + 4)
    with statements() as many:
        text(grace.get(at("manage_program", first_day)))
    assert many.count == few.count


def test_a_course_is_added_at_the_end_and_who_is_in_the_program_is_enrolled(first_day, grace):
    ada = learner("ada")
    join(ada, first_day)
    join(learner("left"), first_day, ended_at=LONG_AGO)
    spill = course("spill", title="Spill response")
    course("old", title="Old times", archived_at=LONG_AGO)
    shown = text(grace.get(at("manage_program_add", first_day)))
    assert "1 learner is in this program" in shown
    assert f'value="{spill.uuid}"' in shown
    for title in ("Ladders", "Old times"):
        assert title not in shown
    answer = grace.post(at("manage_program_add", first_day) + "?q=spill", {"course": str(spill.uuid)})
    assert (answer.status_code, answer["Location"]) == (302, at("manage_program_add", first_day) + "?q=spill")
    assert "“Spill response” is added." in text(grace.get(answer["Location"]))
    assert order(first_day) == ["Fire", "First aid", "Ladders", "Spill response"]
    assert list(Enrolment.objects.filter(course=spill).values_list("user__login_id", flat=True)) == ["ada"]


def test_the_courses_to_add_are_searched_and_cost_the_same_for_any_number(first_day, grace, statements):
    course("one-more")
    with statements() as few:
        text(grace.get(at("manage_program_add", first_day)))
    for number in range(30):
        course(f"more-{number}", title=f"More {number:02}")
    with statements() as many:
        text(grace.get(at("manage_program_add", first_day)))
    assert many.count == few.count
    assert "More 29" in text(grace.get(at("manage_program_add", first_day) + "?page=2"))
    found = text(grace.get(at("manage_program_add", first_day) + "?q=more+07"))
    assert "More 07" in found
    assert "More 08" not in found


def test_a_course_that_cannot_be_added_is_said_to_be_so(first_day, grace):
    refused = text(grace.post(at("manage_program_add", first_day), {"course": one(first_day, "Fire").uuid}), 422)
    assert "The program has this course already." in refused
    old = course("old", title="Old times", archived_at=LONG_AGO)
    refused = text(grace.post(at("manage_program_add", first_day), {"course": old.uuid}), 422)
    assert "“Old times” is archived." in refused
    assert len(order(first_day)) == 3


def test_a_course_moves_step_by_step_and_the_button_keeps_the_focus(first_day, grace):
    ladders = one(first_day, "Ladders")
    way = at("manage_program_course_move", first_day, ladders)
    for expected in (
        ["Fire", "Ladders", "First aid"],
        ["Ladders", "Fire", "First aid"],
        ["Ladders", "Fire", "First aid"],
    ):
        answer = grace.post(way, {"way": "up"})
        assert order(first_day) == expected
    assert answer["Location"] == f"{at('manage_program', first_day)}?moved=c-{ladders.uuid}&way=up"
    assert text(grace.get(answer["Location"])).count("autofocus") == 1
    for expected in (
        ["Fire", "Ladders", "First aid"],
        ["Fire", "First aid", "Ladders"],
        ["Fire", "First aid", "Ladders"],
    ):
        grace.post(way, {"way": "down"})
        assert order(first_day) == expected


def test_a_move_counts_places_and_not_gaps(first_day, grace):
    """What was taken out leaves a gap in the positions."""
    grace.post(at("manage_program_course_take_out", first_day, one(first_day, "Fire")))
    grace.post(at("manage_program_course_move", first_day, one(first_day, "Ladders")), {"way": "up"})
    assert order(first_day) == ["Ladders", "First aid"]


def test_when_a_course_opens_is_said_and_read(first_day, grace):
    aid = one(first_day, "First aid")
    address = at("manage_program_course", first_day, aid)
    answer = grace.post(address, {"opens_after_days": "1", "opens_on": "2031-01-31"})
    assert (answer.status_code, answer["Location"]) == (302, f"{at('manage_program', first_day)}#c-{aid.uuid}")
    place = ProgramCourse.objects.get(program=first_day, course=aid)
    assert (place.opens_after_days, place.opens_on) == (1, dt.date(2031, 1, 31))
    line = "opens 1 day after enrolment in the program · opens on 31 Jan 2031"
    assert line in text(grace.get(at("manage_program", first_day)))
    assert 'value="2031-01-31"' in text(grace.get(address))
    wrong = text(grace.post(address, {"opens_after_days": "0", "opens_on": "3100-01-01"}), 422)
    assert wrong.count('class="fault"') == 1
    assert 'value="3100-01-01"' in wrong
    assert "between the years 1900 and 2999" in text(grace.post(address, {"opens_on": "3100-01-01"}), 422)
    assert grace.post(address).status_code == 302
    place.refresh_from_db()
    assert (place.opens_after_days, place.opens_on) == (None, None)


def test_a_course_is_taken_out_until_somebody_has_begun(first_day, grace):
    fire, aid = one(first_day, "Fire"), one(first_day, "First aid")
    ada = learner("ada")
    join(ada, first_day)
    assert 'data-dialog="take-out"' in text(grace.get(at("manage_program_course", first_day, fire)))
    answer = grace.post(at("manage_program_course_take_out", first_day, fire))
    assert answer["Location"] == at("manage_program", first_day)
    assert order(first_day) == ["First aid", "Ladders"]
    assert Enrolment.objects.filter(user=ada, course=fire, ended_at=None).exists()
    launch(ada, aid)
    shown = text(grace.get(at("manage_program_course", first_day, aid)))
    assert 'data-dialog="take-out"' not in shown
    assert "Learners have begun this program" in shown
    assert "a course that you add stays in it" in text(grace.get(at("manage_program_add", first_day)))
    refused = grace.post(at("manage_program_course_take_out", first_day, aid))
    assert refused.status_code == 409
    assert order(first_day) == ["First aid", "Ladders"]


def test_what_changes_is_in_the_log_of_administration(first_day, grace):
    fire = one(first_day, "Fire")
    grace.post(at("manage_program_add", first_day), {"course": str(course("spill").uuid)})
    grace.post(at("manage_program_course_move", first_day, fire), {"way": "down"})
    grace.post(at("manage_program_course", first_day, fire), {"opens_after_days": "2"})
    grace.post(at("manage_program_course_take_out", first_day, fire))
    grace.post(at("manage_program_archive", first_day))
    assert said() == [
        "program.course_added",
        "program.course_moved",
        "program.course_changed",
        "program.course_taken_out",
        "program.changed",
    ]
