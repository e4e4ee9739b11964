"""Time spent: never more than the clock, whatever pages say and however many there are."""

import pytest

from milepost.base.errors import Refused
from milepost.player import time
from milepost.player.models import Heard
from tests.commands.acting import launch, relaunch, reset
from tests.player.rooms import Room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def room(room, later):
    room.has("page", "exam")
    with later(0):
        room.launch()
    return room


def report(room, seconds, kind="page"):
    return time.report(*room.at(kind), seconds).seconds


def test_what_a_page_reports_counts(room, later):
    for moment in (10, 20, 30):
        with later(moment):
            assert report(room, 10) == 10
    assert room.work("page").seconds == 30


def test_a_report_counts_for_no_more_than_has_passed(room, later):
    with later(10):
        assert report(room, 3600) == 10
        assert report(room, 10) == 0
    with later(25.5):
        assert report(room, 60) == 15
    with later(26.5):
        assert report(room, 60) == 1, "half a second was left"


def test_idle_time_is_not_made_up_for(room, later):
    with later(600):
        assert report(room, 60) == 60
        assert report(room, 60) == 0


def test_two_minutes_without_a_connection_lose_nothing(room, later):
    with later(5):
        report(room, 5)
    with later(125):
        assert report(room, 120) == 120


def test_two_tabs_never_make_more_than_the_clock(room, later):
    other = Room(room.user, room.course)
    with later(0):
        other.session = launch(room.user, room.course).session
        report(room, 0)
        report(other, 0, "exam")
    for moment in range(10, 310, 10):
        with later(moment):
            report(room, 10)
            report(other, 10, "exam")
    assert room.work("page").seconds + room.work("exam").seconds == 300


def test_tabs_that_are_used_in_turn_both_count(room, later):
    other = Room(room.user, room.course)
    with later(0):
        other.session = launch(room.user, room.course).session
        report(room, 0)
        report(other, 0)
    with later(30):
        assert report(room, 10) == 10
        assert report(other, 20, "exam") == 20


def test_a_tab_that_opens_later_begins_there(room, later):
    with later(100):
        report(room, 100)
        other = Room(room.user, room.course)
        other.session = launch(room.user, room.course).session
        report(other, 0)
    with later(160):
        assert report(other, 60) == 60
        assert report(room, 60) == 0


@pytest.mark.parametrize("wrong", [-1, 86_401])
def test_what_is_no_time(room, wrong):
    with pytest.raises(Refused):
        report(room, wrong)


def test_it_leaves_a_result_as_it_is(room, later):
    from milepost.player import exams

    sitting = exams.begin(*room.at("exam"))
    exams.submit(*room.at("exam"), sitting.attempt, {"one": ["a"], "some": ["a"]})
    before = room.status("exam")
    with later(9):
        report(room, 9, "exam")
    assert room.status("exam") == before
    assert room.work("exam").seconds == 9


@pytest.mark.requirement("MP-10")
def test_after_a_reset_it_is_kept_aside(room, later):
    with later(10):
        report(room, 10)
        reset(("ada", "safety"))
    with later(20):
        found = time.report(*room.at("page"), 10)
        assert (found.is_open, found.seconds) == (False, 10)
        assert room.late() == [{"seconds": 10}]
        room.session = relaunch(room.user, room.course).session
        assert room.work("page").seconds == 10
        reset(("ada", "safety"), policy="erase")
        assert not Heard.objects.filter(user=room.user).exists()
        assert not time.report(*room.at("page"), 10).is_open
        assert not Heard.objects.filter(user=room.user).exists()
