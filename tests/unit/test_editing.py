"""Courses, activities and programs made, changed, put in order, archived and retired."""

import json

import pytest

from milepost.base.errors import BeyondReach, Conflict, NotPermitted, Refused
from milepost.catalog import activities, editing, listing
from milepost.catalog.models import Activity, Course, Program, ProgramCourse, Section
from milepost.organisation.models import AdminEntry
from tests.support.world import actor, course, group, limited_staff, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def tom():
    return actor("tom", "Training manager")


def said():
    return [(each.kind, each.subject, json.loads(each.data)) for each in AdminEntry.objects.order_by("pk")]


def unchanged(act, error):
    """The act is refused, and neither content nor the log have changed."""

    def everything():
        tables = [Course, Program, ProgramCourse, Section, Activity]
        return [list(table.objects.order_by("pk").values()) for table in tables], said()

    before = everything()
    with pytest.raises(error) as caught:
        act()
    assert everything() == before
    return str(caught.value)


def order(of):
    return [each.title for each in of.activities.order_by("position")]


# --- courses -------------------------------------------------------------------------------------
def test_a_course_is_made_with_what_was_said(tom):
    made = editing.create_course(
        tom,
        {
            "title": " Fire safety ",
            "asset_id": "FIRE",
            "description": "What to do,\nand what not.",
            "record_policy": "retain",
            "compliance": True,
            "retention_years": 10,
        },
    )
    made.refresh_from_db()
    assert (made.title, made.asset_id, made.description) == ("Fire safety", "FIRE", "What to do,\nand what not.")
    assert (made.record_policy, made.compliance, made.retention_years) == ("retain", True, 10)
    assert (made.archived_at, list(made.activities.all())) == (None, [])
    assert [entry[:2] for entry in said()] == [("course.created", "FIRE")]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": " "},
        {"title": "a" * 251},
        {"title": "a\0"},
        {"title": "a\nb"},
        {"description": "a" * 20_001},
        {"description": "\0"},
        {"asset_id": ""},
        {"asset_id": "a/b"},
        {"asset_id": "a" * 121},
        {"asset_id": "\ud800"},
        {"record_policy": "delete"},
        {"retention_years": 0},
        {"retention_years": 101},
    ],
)
def test_what_no_course_can_have_is_refused(tom, fields):
    unchanged(lambda: editing.create_course(tom, {"title": "Fire", **fields}), Refused)
    fire = course("fire")
    unchanged(lambda: editing.change_course(tom, fire, fields), Refused)


def test_what_is_not_said_of_a_course_stays(tom):
    fire = course("fire", description="Old", record_policy="erase")
    before = Course.objects.filter(pk=fire.pk).values().get()
    changed = editing.change_course(tom, fire, {"title": "Fire!"})
    assert Course.objects.filter(pk=fire.pk).values().get() == before | {"title": "Fire!"}
    assert changed.title == "Fire!"
    assert said() == [("course.changed", "fire", {"before": {"title": "Fire"}, "after": {"title": "Fire!"}})]


def test_an_asset_id_is_given_once_among_courses_and_among_programs(tom):
    fire, water = course("fire"), course("water")
    unchanged(lambda: editing.create_course(tom, {"title": "x", "asset_id": "fire"}), Conflict)
    unchanged(lambda: editing.change_course(tom, water, {"asset_id": "fire"}), Conflict)
    assert editing.change_course(tom, fire, {"asset_id": "fire", "title": "y"}).title == "y"
    made = editing.create_program(tom, {"title": "x", "asset_id": "fire"})
    unchanged(lambda: editing.create_program(tom, {"title": "x", "asset_id": "fire"}), Conflict)
    assert editing.change_program(tom, made, {"asset_id": None}).asset_id is None


def test_a_course_is_archived_and_opened_again(tom):
    fire = course("fire")
    first = editing.change_course(tom, fire, {"archived": True}).archived_at
    assert first is not None
    assert editing.change_course(tom, fire, {"archived": True}).archived_at == first
    assert editing.change_course(tom, fire, {"archived": False}).archived_at is None
    assert [data for _, _, data in said()] == [
        {"before": {"archived": False}, "after": {"archived": True}},
        {"before": {"archived": True}, "after": {"archived": False}},
    ]


def test_content_is_changed_by_those_who_may_everywhere(tom):
    fire, whole = course("fire"), program("induction")
    limited = limited_staff("lena", "Training manager", [group("Berlin")])
    for who, error in [(actor("mia", "User manager"), NotPermitted), (limited, BeyondReach)]:
        for act in (
            lambda who=who: editing.create_course(who, {"title": "x"}),
            lambda who=who: editing.change_course(who, fire, {"title": "x"}),
            lambda who=who: editing.create_program(who, {"title": "x"}),
            lambda who=who: editing.change_program(who, whole, {"title": "x"}),
            lambda who=who: activities.create(who, fire, {"title": "x", "kind": "page"}),
            lambda who=who: activities.change(who, fire.activities.first(), {"title": "x"}),
        ):
            unchanged(act, error)
    assert fire in listing.courses(limited)
    assert list(listing.activities(limited, fire)) == list(fire.activities.order_by("position"))
    with pytest.raises(NotPermitted):
        listing.courses(actor("lea", "Learner"))


def test_a_search_finds_title_and_asset_id(tom):
    fire, _water = course("F-17", title="Fire safety"), course("water", archived_at=None)
    assert list(listing.courses(tom, search="FIRE")) == [fire]
    assert list(listing.courses(tom, search="f-1", is_archived=False)) == [fire]
    assert list(listing.courses(tom, search="fire", is_archived=True)) == []
    assert list(listing.courses(tom, search="a\0")) == []


# --- programs ------------------------------------------------------------------------------------
def test_a_program_has_its_courses_in_order_each_once(tom):
    fire, water = course("fire"), course("water")
    made = editing.create_program(tom, {"title": "Induction"}, [water, fire])
    assert [place.course for place in listing.courses_of([made])[made.pk]] == [water, fire]
    unchanged(lambda: editing.create_program(tom, {"title": "Twice"}, [fire, fire]), Refused)


# --- activities ----------------------------------------------------------------------------------
def test_an_activity_comes_to_the_end_or_to_its_place(tom):
    fire = course("fire")
    last = activities.create(tom, fire, {"title": "Last", "kind": "video"})
    first = activities.create(tom, fire, {"title": "First", "kind": "exam", "position": 1, "weight": 2.5})
    assert order(fire) == ["First", "page 1", "exam 2", "Last"]
    assert [each.position for each in fire.activities.order_by("position")] == [1, 2, 3, 4]
    assert (first.weight, first.required, first.legacy, last.weight) == (2.5, True, False, 1.0)
    activities.change(tom, last, {"position": 2})
    activities.change(tom, first, {"position": 99})
    assert order(fire) == ["Last", "page 1", "exam 2", "First"]
    unchanged(lambda: activities.change(tom, last, {"position": 0}), Refused)


def test_a_heading_is_made_once(tom):
    fire = course("fire")
    made = activities.create(tom, fire, {"title": "Video", "kind": "video", "section": "Week 1"})
    other = activities.change(tom, fire.activities.first(), {"section": "Week 1"})
    assert made.section == other.section == Section.objects.get()
    assert activities.change(tom, made, {"section": None}).section is None


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "riddle"},
        {"kind": "a\0"},
        {"title": ""},
        {"weight": -1.0},
        {"weight": float("nan")},
        {"weight": 1001.0},
        {"pass_mark": 101.0},
        {"asset_id": "page-1/2"},
        {"section": ""},
    ],
)
def test_what_no_activity_can_have_is_refused(tom, fields):
    fire = course("fire")
    unchanged(lambda: activities.create(tom, fire, {"title": "x", "kind": "page", **fields}), Refused)


def test_an_asset_id_is_given_once_in_a_course(tom):
    fire, water = course("fire"), course("water")
    unchanged(lambda: activities.create(tom, fire, {"title": "x", "kind": "page", "asset_id": "page-1"}), Conflict)
    unchanged(lambda: activities.change(tom, water.activities.last(), {"asset_id": "page-1"}), Conflict)
    activities.change(tom, fire.activities.first(), {"asset_id": "page-9"})
    assert activities.create(tom, fire, {"title": "x", "kind": "page", "asset_id": "page-1"}).asset_id == "page-1"


def test_an_activity_is_retired_for_good(tom):
    fire = course("fire")
    page = fire.activities.get(kind="page")
    retired = activities.change(tom, page, {"retired": True})
    assert retired.retired_at is not None
    assert activities.change(tom, page, {"retired": True, "title": "Old"}).retired_at == retired.retired_at
    assert [each.kind for each in listing.activities(tom, fire)] == ["exam"]
    assert listing.activities(tom, fire, with_retired=True)[0] == page
    unchanged(lambda: activities.change(tom, page, {"retired": False}), Refused)
    assert said()[0] == ("activity.changed", "fire/page-1", {"before": {"retired": False}, "after": {"retired": True}})
