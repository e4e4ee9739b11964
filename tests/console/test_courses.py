"""Staff's pages of courses, asked for as a browser asks."""

import datetime as dt

import pytest
from django.test import Client

from milepost.catalog.models import Activity, Course, Section
from milepost.organisation.models import AdminEntry
from milepost.people.models import User
from tests.console.asking import at, signed_in, text
from tests.support.world import activity, course, group, learner, limited_staff, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def fire():
    made = course("fire", title="Fire safety", activities=())
    theory, practice = (
        Section.objects.create(course=made, title=t, position=n) for n, t in enumerate(("Theory", "Yard"))
    )
    for title, section in (("Alarms", theory), ("Exits", theory), ("Drill", practice)):
        activity(made, "page", title=title, section=section, asset_id=title)
    return made


def outline(of):
    found = of.activities.filter(retired_at=None).select_related("section").order_by("position")
    return [(each.title, each.section.title if each.section else None) for each in found]


# --- who may -------------------------------------------------------------------------------------
def everything(fire):
    alarms = fire.activities.get(title="Alarms")
    section = fire.sections.first().pk
    reading = [("manage", "get", ()), ("manage_courses", "get", ()), ("manage_course", "get", (fire,))]
    writing = [
        ("manage_course_new", "get", ()),
        ("manage_course_new", "post", ()),
        ("manage_course_settings", "get", (fire,)),
        ("manage_course_settings", "post", (fire,)),
        ("manage_course_archive", "post", (fire,)),
        ("manage_activity_new", "get", (fire,)),
        ("manage_activity_new", "post", (fire,)),
        ("manage_activity", "get", (fire, alarms)),
        ("manage_activity", "post", (fire, alarms)),
        ("manage_activity_move", "post", (fire, alarms)),
        ("manage_activity_retire", "post", (fire, alarms)),
        ("manage_section", "get", (fire, section)),
        ("manage_section", "post", (fire, section)),
        ("manage_section_move", "post", (fire, section)),
    ]
    return reading, writing


def test_a_learner_gets_none_of_it_and_a_stranger_is_asked_to_sign_in(fire):
    reading, writing = everything(fire)
    ada, nobody = signed_in(learner("ada")), Client()
    for name, method, keys in reading + writing:
        assert getattr(ada, method)(at(name, *keys)).status_code == 403, name
        assert getattr(nobody, method)(at(name, *keys)).status_code == 302, name
    assert "/manage/" not in text(ada.get("/learning/"))


@pytest.mark.parametrize("who", ["a reporter", "limited"])
def test_who_may_only_read_sees_no_buttons_and_changes_nothing(fire, who):
    if who == "limited":
        limited_staff("kim", "Training manager", [group("north")])
    else:
        staff("kim", role="Reporter")
    kim = signed_in(User.objects.get(login_id="kim"))
    reading, writing = everything(fire)
    before = outline(fire)
    for name, method, keys in reading:
        assert getattr(kim, method)(at(name, *keys)).status_code in (200, 302), name
    shown = text(kim.get(at("manage_course", fire)))
    for name, _method, keys in writing:
        assert at(name, *keys) not in shown, name
    assert at("manage_course_new") not in text(kim.get(at("manage_courses")))
    for name, method, keys in writing:
        assert getattr(kim, method)(at(name, *keys)).status_code == 403, name
    assert outline(fire) == before


def test_what_is_not_there_is_not_there(fire, grace):
    other = course("other")
    alarms = fire.activities.get(title="Alarms")
    assert grace.get(at("manage_course", alarms.uuid)).status_code == 404
    assert grace.get(at("manage_activity", other, alarms)).status_code == 404
    assert grace.get(at("manage_section", other, fire.sections.first().pk)).status_code == 404


# --- courses -------------------------------------------------------------------------------------
def test_the_list_is_searched_and_costs_the_same_for_any_number(fire, grace, statements):
    with statements() as few:
        text(grace.get(at("manage_courses")))
    for number in range(60):
        course(f"many-{number}", title=f"Course {number:02}")
    with statements() as many:
        first = text(grace.get(at("manage_courses")))
    assert many.count == few.count
    assert "Course 59" not in first
    assert "Course 59" in text(grace.get(at("manage_courses") + "?page=2"))
    found = text(grace.get(at("manage_courses") + "?q=fire"))
    assert "Fire safety" in found
    assert "Course 01" not in found
    assert "No course matches “nothing”." in text(grace.get(at("manage_courses") + "?q=nothing"))


def test_a_course_is_made(grace):
    answer = grace.post(at("manage_course_new"), {"title": "Ladders", "asset_id": "LA-1", "description": "Up."})
    made = Course.objects.get(asset_id="LA-1")
    assert (answer.status_code, answer["Location"]) == (302, at("manage_course", made))
    assert "This course has no activities yet." in text(grace.get(at("manage_course", made)))


def test_a_fault_is_said_and_what_was_typed_stays(fire, grace):
    said = text(grace.post(at("manage_course_new"), {"title": "Fire again", "asset_id": "fire"}), 422)
    assert "The asset id “fire” is taken." in said
    assert 'value="Fire again"' in said
    assert "This field is required." in text(grace.post(at("manage_course_new"), {"title": " "}), 422)


def test_the_settings_of_a_course_are_changed(fire, grace):
    first_aid = course("aid", title="First aid")
    answer = grace.post(
        at("manage_course_settings", fire),
        {
            "title": "Fire safety 2027",
            "asset_id": "",
            "sequential": "on",
            "prerequisites": [str(first_aid.uuid)],
            "record_policy": "erase",
            "compliance": "on",
            "retention_years": "5",
        },
    )
    assert answer.status_code == 302
    fire.refresh_from_db()
    assert (fire.title, fire.asset_id, fire.sequential) == ("Fire safety 2027", None, True)
    assert (fire.record_policy, fire.compliance, fire.retention_years) == ("erase", True, 5)
    assert list(fire.prerequisites.all()) == [first_aid]
    shown = text(grace.get(at("manage_course_settings", fire)))
    assert f'value="{first_aid.uuid}" selected' in shown
    circle = text(
        grace.post(at("manage_course_settings", first_aid), {"title": "First aid", "prerequisites": [str(fire.uuid)]}),
        422,
    )
    assert 'role="alert"' in circle
    assert first_aid.prerequisites.count() == 0


def test_a_course_is_archived_and_brought_back(fire, grace):
    grace.post(at("manage_course_archive", fire))
    fire.refresh_from_db()
    assert fire.archived_at is not None
    assert "Archived" in text(grace.get(at("manage_course", fire)))
    assert "Fire safety" in text(grace.get(at("manage_courses") + "?archived=yes"))
    grace.post(at("manage_course_archive", fire), {"back": "yes"})
    fire.refresh_from_db()
    assert fire.archived_at is None


# --- activities ----------------------------------------------------------------------------------
def test_an_activity_is_added_at_the_end_of_its_section(fire, grace):
    sent = {"kind": "exam", "title": "Test", "section": "Theory", "required": "on", "weight": "2.5"}
    assert grace.post(at("manage_activity_new", fire), sent).status_code == 302
    assert outline(fire) == [("Alarms", "Theory"), ("Exits", "Theory"), ("Test", "Theory"), ("Drill", "Yard")]
    made = Activity.objects.get(title="Test")
    assert (made.kind, made.required, made.weight) == ("exam", True, 2.5)
    grace.post(at("manage_activity_new", fire), {"kind": "page", "title": "Farewell", "section": "End"})
    assert outline(fire)[-1] == ("Farewell", "End")
    assert not Activity.objects.get(title="Farewell").required


def test_an_activity_needs_a_kind_and_a_title(fire, grace):
    said = text(grace.post(at("manage_activity_new", fire), {"kind": "package", "weight": "-1"}), 422)
    assert said.count("This field is required.") == 1
    assert said.count('class="fault"') == 3
    assert len(outline(fire)) == 3


def test_the_rules_of_an_activity_are_changed_and_read_in_the_outline(fire, grace):
    alarms, exits = (fire.activities.get(title=title) for title in ("Alarms", "Exits"))
    answer = grace.post(
        at("manage_activity", fire, exits),
        {
            "title": "Ways out",
            "asset_id": "",
            "section": "Theory",
            "opens_after_days": "3",
            "opens_on": "2031-01-31",
            "prerequisites": [str(alarms.uuid)],
            "completes": "opened",
            "min_minutes": "2.5",
        },
    )
    assert answer.status_code == 302
    exits.refresh_from_db()
    assert (exits.title, exits.asset_id, exits.opens_after_days) == ("Ways out", None, 3)
    assert (exits.opens_on, exits.completes, exits.min_seconds) == (dt.date(2031, 1, 31), "opened", 150)
    shown = text(grace.get(at("manage_course", fire)))
    assert "opens 3 days after enrolment · opens on 31 Jan 2031 · after Alarms · at least 2 m" in shown
    assert "complete when: It was opened" in shown
    again = text(grace.get(at("manage_activity", fire, exits)))
    assert 'value="2031-01-31"' in again
    assert 'value="2.5"' in again
    in_a_circle = {"title": "Alarms", "section": "Theory", "prerequisites": [str(exits.uuid)]}
    assert 'role="alert"' in text(grace.post(at("manage_activity", fire, alarms), in_a_circle), 422)


def test_only_fields_that_mean_something_are_offered(fire, grace):
    video, exam = activity(fire, "video", title="Film"), activity(fire, "exam", title="Test")
    for of, has in ((video, True), (exam, False)):
        assert ('name="played_per_cent"' in text(grace.get(at("manage_activity", fire, of)))) is has
        assert ('name="pass_mark"' in text(grace.get(at("manage_activity", fire, of)))) is not has
    answer = grace.post(at("manage_activity", fire, video), {"title": "Film", "played_per_cent": "75"})
    assert answer.status_code == 302
    video.refresh_from_db()
    assert video.played_per_cent == 75


def test_under_another_section_it_stands_at_its_end(fire, grace):
    alarms = fire.activities.get(title="Alarms")
    grace.post(at("manage_activity", fire, alarms), {"title": "Alarms", "asset_id": "Alarms", "section": "Yard"})
    assert outline(fire) == [("Exits", "Theory"), ("Drill", "Yard"), ("Alarms", "Yard")]


def test_an_activity_moves_step_by_step_and_the_button_keeps_the_focus(fire, grace):
    drill = fire.activities.get(title="Drill")
    expected = [
        [("Alarms", "Theory"), ("Exits", "Theory"), ("Drill", "Theory")],
        [("Alarms", "Theory"), ("Drill", "Theory"), ("Exits", "Theory")],
        [("Drill", "Theory"), ("Alarms", "Theory"), ("Exits", "Theory")],
        [("Drill", None), ("Alarms", "Theory"), ("Exits", "Theory")],
        [("Drill", None), ("Alarms", "Theory"), ("Exits", "Theory")],
    ]
    for each in expected:
        answer = grace.post(at("manage_activity_move", fire, drill), {"way": "up"})
        assert outline(fire) == each
    assert f"moved=a-{drill.uuid}" in answer["Location"]
    focused = text(grace.get(answer["Location"]))
    assert focused.count("autofocus") == 1
    grace.post(at("manage_activity_move", fire, drill), {"way": "down"})
    assert outline(fire) == expected[2]


def test_a_section_moves_with_what_is_in_it_and_is_renamed(fire, grace):
    yard = fire.sections.get(title="Yard")
    for _twice in range(2):
        grace.post(at("manage_section_move", fire, yard.pk), {"way": "up"})
        assert outline(fire) == [("Drill", "Yard"), ("Alarms", "Theory"), ("Exits", "Theory")]
    grace.post(at("manage_section_move", fire, yard.pk), {"way": "down"})
    assert outline(fire)[-1] == ("Drill", "Yard")
    taken = text(grace.post(at("manage_section", fire, yard.pk), {"title": "Theory"}), 422)
    assert "The course has a section “Theory” already." in taken
    assert grace.post(at("manage_section", fire, yard.pk), {"title": "Outside"}).status_code == 302
    assert outline(fire)[-1] == ("Drill", "Outside")
    said = AdminEntry.objects.filter(kind__startswith="section.").values_list("kind", flat=True).order_by("pk")
    assert list(said) == ["section.moved", "section.moved", "section.renamed"]


def test_an_activity_is_retired_for_good(fire, grace):
    alarms = fire.activities.get(title="Alarms")
    grace.post(at("manage_activity_retire", fire, alarms))
    assert outline(fire)[0][0] == "Exits"
    shown = text(grace.get(at("manage_course", fire)))
    assert "1 retired activity" in shown
    assert 'data-dialog="retire"' not in text(grace.get(at("manage_activity", fire, alarms)))


def test_the_outline_costs_the_same_for_any_number(fire, grace, statements):
    with statements() as few:
        text(grace.get(at("manage_course", fire)))
    for number in range(30):
        activity(fire, "page", title=f"Page {number}", asset_id=f"P{number}")
    with statements() as many:
        text(grace.get(at("manage_course", fire)))
    assert many.count == few.count
