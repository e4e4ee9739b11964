"""Rules of access and completion, as they are set: what can be said, and what would never open."""

import datetime as dt
import json

import pytest

from milepost.base.errors import BeyondReach, Conflict, NotFound, NotPermitted, Refused
from milepost.catalog import activities, editing, rules
from milepost.catalog.models import (
    Activity,
    ActivityKind,
    ActivityPrerequisite,
    Completes,
    Course,
    CoursePrerequisite,
    Program,
    ProgramCourse,
)
from milepost.organisation.models import AdminEntry
from milepost.records import composition
from tests.support.world import LONG_AGO, actor, course, group, limited_staff, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

TABLES = (Course, Program, ProgramCourse, Activity, ActivityPrerequisite, CoursePrerequisite, AdminEntry)


@pytest.fixture
def tom():
    return actor("tom", "Training manager")


@pytest.fixture
def fire():
    return course("fire", activities=("page", "video", "exam"))


def unchanged(act, error=Refused):
    """The act is refused, and neither content nor the log have changed."""

    def everything():
        return [list(table.objects.order_by("pk").values()) for table in TABLES]

    before = everything()
    with pytest.raises(error) as caught:
        act()
    assert everything() == before
    return str(caught.value)


def newest():
    """Kind and data of the newest entry of the log of administration."""
    entry = AdminEntry.objects.latest("pk")
    return entry.kind, json.loads(entry.data)


def needs(thing):
    return [each.asset_id for each in thing.prerequisites.order_by("pk")]


# --- completion rules ----------------------------------------------------------------------------
def test_each_kind_knows_its_ways(tom, fire):
    assert set(rules.WAYS) == set(ActivityKind.values)
    assert {way for ways in rules.WAYS.values() for way in ways} == set(Completes.values)
    for kind, ways in rules.WAYS.items():
        for way in Completes.values:
            made = {"title": f"{kind} {way}", "kind": kind, "completes": way}
            if way in ways:
                assert activities.create(tom, fire, made).completes == way
            else:
                assert kind in unchanged(lambda made=made: activities.create(tom, fire, made))
        found = activities.create(tom, fire, {"title": kind, "kind": kind})
        assert (found.completes, found.played_per_cent, found.min_seconds) == ("", 90, None)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("page", {"completes": "played"}),
        ("page", {"completes": "read"}),
        ("video", {"completes": "a\nb"}),
        ("video", {"played_per_cent": 0}),
        ("video", {"played_per_cent": 101}),
        ("page", {"played_per_cent": 50}),
        ("page", {"min_seconds": 0}),
        ("page", {"min_seconds": 360_001}),
    ],
)
def test_what_no_activity_can_have_is_refused(tom, fire, kind, fields):
    found = fire.activities.get(kind=kind)
    unchanged(lambda: activities.change(tom, found, fields))
    unchanged(lambda: activities.create(tom, fire, {"title": "x", "kind": kind, **fields}))


def test_a_completion_rule_can_be_changed_and_is_in_the_log(tom, fire):
    video = fire.activities.get(kind="video")
    changed = activities.change(tom, video, {"completes": "played", "played_per_cent": 60, "min_seconds": 90})
    assert (changed.completes, changed.played_per_cent, changed.min_seconds) == ("played", 60, 90)
    assert newest() == (
        "activity.changed",
        {
            "before": {"completes": "", "played_per_cent": "90", "min_seconds": None},
            "after": {"completes": "played", "played_per_cent": "60", "min_seconds": "90"},
        },
    )
    assert activities.change(tom, video, {"min_seconds": None, "completes": ""}).min_seconds is None


# --- what an activity needs ----------------------------------------------------------------------
def test_an_activity_needs_what_is_said_and_nothing_else(tom, fire):
    _, video, exam = fire.activities.all()
    activities.change(tom, exam, {"prerequisites": ["page-1", str(video.uuid)]})
    assert needs(exam) == ["page-1", "video-2"]
    assert newest() == (
        "activity.changed",
        {"before": {"prerequisites": ""}, "after": {"prerequisites": "page-1, video-2"}},
    )
    activities.change(tom, exam, {"prerequisites": ["video-2", "video-2"], "title": "Exam"})
    assert needs(exam) == ["video-2"]
    entries = AdminEntry.objects.count()
    activities.change(tom, exam, {"prerequisites": ["video-2"]})
    activities.change(tom, exam, {"title": "Exam"})
    assert (needs(exam), AdminEntry.objects.count()) == (["video-2"], entries), "nothing has changed"
    made = activities.create(tom, fire, {"title": "Last", "kind": "link", "prerequisites": ["page-1"]})
    assert needs(made) == ["page-1"]
    assert newest()[1]["after"]["prerequisites"] == "page-1"
    activities.change(tom, exam, {"prerequisites": []})
    assert needs(exam) == []


def test_an_activity_needs_only_those_in_use_of_its_course(tom, fire):
    page, _, exam = fire.activities.all()
    course("water", activities=("link",))
    unchanged(lambda: activities.change(tom, exam, {"prerequisites": ["link-1"]}), NotFound)
    unchanged(lambda: activities.change(tom, exam, {"prerequisites": ["page-1"] * 51}))
    page.retired_at = LONG_AGO
    page.save()
    assert "retired" in unchanged(lambda: activities.change(tom, exam, {"prerequisites": ["page-1"]}))


def test_activities_that_would_wait_for_each_other_are_refused(tom, fire):
    page, video, exam = fire.activities.all()
    assert "“exam 3”" in unchanged(lambda: activities.change(tom, exam, {"prerequisites": ["exam-3"]}))
    activities.change(tom, video, {"prerequisites": ["page-1"]})
    activities.change(tom, exam, {"prerequisites": ["video-2"]})
    told = unchanged(lambda: activities.change(tom, page, {"prerequisites": ["exam-3"]}))
    assert told == "These would wait for each other, and never open: “page 1”, “video 2”, “exam 3”."
    video.retired_at = LONG_AGO
    video.save()
    activities.change(tom, page, {"prerequisites": ["exam-3"]})


def test_nothing_needs_what_comes_after_it_in_a_sequential_course(tom, fire):
    page, video, exam = fire.activities.all()
    activities.change(tom, page, {"prerequisites": ["exam-3"]})
    unchanged(lambda: editing.change_course(tom, fire, {"sequential": True}))
    activities.change(tom, exam, {"position": 1})
    editing.change_course(tom, fire, {"sequential": True})
    unchanged(lambda: activities.change(tom, exam, {"position": 2}))
    unchanged(lambda: activities.change(tom, exam, {"prerequisites": ["video-2"]}))
    later = {"title": "x", "kind": "link", "prerequisites": ["video-2"], "position": 1}
    unchanged(lambda: activities.create(tom, fire, later))
    optional = {"title": "x", "kind": "link", "required": False, "asset_id": "free"}
    free = activities.create(tom, fire, optional)
    unchanged(lambda: activities.change(tom, video, {"prerequisites": ["free"]}))
    activities.change(tom, free, {"position": 1})
    activities.change(tom, video, {"prerequisites": ["free"]})
    assert needs(video) == ["free"]


# --- what a course needs -------------------------------------------------------------------------
def test_a_course_needs_what_is_said_and_nothing_else(tom, fire):
    water = course("water")
    made = editing.create_course(tom, {"title": "Cranes", "prerequisites": ["fire"], "sequential": True})
    assert (needs(made), made.sequential) == (["fire"], True)
    assert newest()[1]["after"] == {"title": "Cranes", "sequential": True, "prerequisites": "fire"}
    editing.change_course(tom, made, {"prerequisites": [str(water.uuid)]})
    assert needs(made) == ["water"]
    assert newest() == (
        "course.changed",
        {"before": {"prerequisites": "fire"}, "after": {"prerequisites": "water"}},
    )
    unchanged(lambda: editing.change_course(tom, made, {"prerequisites": ["nowhere"]}), NotFound)
    unchanged(lambda: editing.change_course(tom, made, {"prerequisites": ["fire"] * 51}))
    assert needs(editing.change_course(tom, made, {"prerequisites": []})) == []


def test_courses_that_would_wait_for_each_other_are_refused(tom, fire):
    water, cranes = course("water"), course("cranes")
    unchanged(lambda: editing.change_course(tom, fire, {"prerequisites": ["fire"]}))
    editing.change_course(tom, water, {"prerequisites": ["fire"]})
    editing.change_course(tom, cranes, {"prerequisites": ["water"]})
    told = unchanged(lambda: editing.change_course(tom, fire, {"prerequisites": ["cranes"]}))
    assert told == "These would wait for each other, and never open: “Fire”, “Water”, “Cranes”."


# --- programs ------------------------------------------------------------------------------------
def test_a_course_of_a_program_opens_when_it_is_said(tom, fire):
    yard, water, third = program("yard", fire), course("water"), course("third")
    composition.add_course(tom, yard, water, None, {"opens_on": dt.date(2031, 5, 6)})
    assert newest()[1] == {"course": "water", "opens_on": "2031-05-06"}
    composition.open_course(tom, yard, water, {"opens_on": None, "opens_after_days": 3})
    place = ProgramCourse.objects.get(course=water)
    assert (place.opens_on, place.opens_after_days) == (None, 3)
    assert newest() == (
        "program.course_changed",
        {
            "course": "water",
            "before": {"opens_on": "2031-05-06", "opens_after_days": None},
            "after": {"opens_on": None, "opens_after_days": "3"},
        },
    )
    for wrong in ({"opens_on": dt.date(1899, 1, 1)}, {"opens_after_days": 0}, {"opens_after_days": 3651}):
        unchanged(lambda wrong=wrong: composition.open_course(tom, yard, water, wrong))
        unchanged(lambda wrong=wrong: composition.add_course(tom, yard, third, None, wrong))
    unchanged(lambda: composition.open_course(tom, yard, third, {}), NotFound)
    assert composition.open_course(tom, yard, water, {"opens_after_days": 3}) is None
    assert newest()[0] == "program.course_changed", "and said once"


def test_no_sequential_program_has_a_course_before_what_it_needs(tom, fire):
    water, cranes = course("water"), course("cranes")
    editing.change_course(tom, fire, {"prerequisites": ["water"]})
    unchanged(lambda: editing.create_program(tom, {"title": "x", "sequential": True}, [fire, water]))
    made = editing.create_program(tom, {"title": "x"}, [fire, water])
    unchanged(lambda: editing.change_program(tom, made, {"sequential": True}))
    composition.move_course(tom, made, fire, 2)
    assert editing.change_program(tom, made, {"sequential": True}).sequential
    unchanged(lambda: composition.move_course(tom, made, fire, 1))
    composition.add_course(tom, made, cranes)
    unchanged(lambda: editing.change_course(tom, water, {"prerequisites": ["cranes"]}))
    editing.change_course(tom, fire, {"prerequisites": ["water"], "title": "Fire!"})
    composition.take_out_course(tom, made, cranes)
    editing.change_course(tom, water, {"prerequisites": ["cranes"]})
    editing.change_course(tom, cranes, {"prerequisites": []})
    unchanged(lambda: composition.add_course(tom, made, cranes))


# --- who may -------------------------------------------------------------------------------------
def test_only_who_may_change_content_everywhere_sets_rules(fire):
    yard = program("yard", fire)
    page = fire.activities.first()
    for who, error in (
        (actor("rita", "Reporter"), NotPermitted),
        (limited_staff("lena", "Training manager", [group("Berlin")]), BeyondReach),
    ):
        for act in (
            lambda who=who: editing.change_course(who, fire, {"sequential": True}),
            lambda who=who: editing.change_course(who, fire, {"prerequisites": []}),
            lambda who=who: editing.change_program(who, yard, {"sequential": True}),
            lambda who=who: activities.change(who, page, {"min_seconds": 5}),
            lambda who=who: composition.open_course(who, yard, fire, {}),
        ):
            unchanged(act, error)


def test_an_asset_id_that_is_taken_is_a_conflict_also_with_rules(tom, fire):
    unchanged(lambda: editing.create_course(tom, {"title": "x", "asset_id": "fire", "prerequisites": []}), Conflict)
