"""Videos: what was really played counts, no faster than the clock allows."""

import itertools
import random

import pytest

from milepost.base.errors import Conflict, Refused
from milepost.player import watching
from milepost.records.committing import Work, commit
from tests.commands.acting import launch, relaunch, reset, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def room(room, later):
    room.has("video")
    with later(0):
        room.launch()
        watching.begin(*room.at("video"))
    return room


def report(room, *played, position=0.0, duration=100.0):
    return watching.report(*room.at("video"), played, position=position, duration=duration)


def test_what_is_played_completes_at_nine_tenths(room, later):
    with later(50):
        seen = report(room, (0, 50), position=50)
        assert (seen.progress, seen.is_complete, seen.position) == (50.0, False, 50.0)
        assert room.work("video").progress == 50.0
    with later(91):
        assert report(room, (0, 50), (50, 90)).is_complete
    assert room.status("video") == ("completed", None)


def test_jumping_to_the_end_completes_nothing(room, later):
    with later(60):
        seen = report(room, (0, 3), (98, 100), position=100)
    assert (seen.progress, seen.is_complete) == (5.0, False)
    assert room.status("video")[0] == "active"


def test_nothing_counts_twice(room, later):
    with later(600):
        seen = report(room, (0, 40), (20, 40), (10, 30))
    assert (seen.played, seen.progress) == ([(0.0, 40.0)], 40.0)


def test_no_more_than_the_clock_allows_at_double_speed(room, later):
    with later(10):
        seen = report(room, (0, 100))
    assert seen.played == [(0.0, 25.0)], "20 seconds, and 5 of slack"
    with later(20):
        assert report(room, (0, 100)).progress == 50.0, "what was cut is reported again and counts by and by"


def test_two_tabs_are_no_faster(room, later):
    with later(10):
        report(room, (0, 50))
        assert report(room, (50, 100)).progress == 30.0


def test_a_session_of_today_does_not_inherit_the_time_since_yesterday(room, later):
    with later(86_400):
        room.launch()
        assert report(room, (0, 100)).progress == 5.0


def test_two_minutes_without_a_connection_lose_nothing(room, later):
    with later(130):
        assert report(room, (0, 120), duration=200).played == [(0.0, 120.0)]


def test_a_shorter_duration_is_not_believed(room, later):
    with later(20):
        report(room, (0, 20))
        assert report(room, (0, 20), duration=21).progress == 20.0


def test_it_goes_on_elsewhere(room, later):
    with later(30):
        report(room, (0, 30), position=30)
        room.session = launch(room.user, room.course).session
        seen = watching.begin(*room.at("video"))
    assert (seen.position, seen.played) == (30.0, [(0.0, 30.0)])


@pytest.mark.parametrize(
    ("played", "position", "duration"),
    [
        ([(5, 1)], 0, 10),
        ([(0, float("inf"))], 0, 10),
        ([(0, float("nan"))], 0, 10),
        ([(-1, 3)], 0, 10),
        ([], 0, 0),
        ([], -1, 10),
        ([(0, 1)] * 501, 0, 10),
    ],
)
def test_numbers_that_are_none(room, played, position, duration):
    with pytest.raises(Refused):
        report(room, *played, position=position, duration=duration)


def test_a_bookmark_of_somebody_else_is_begun_anew(room, later):
    for state in (
        "page 3",
        "[1]",
        '{"played": [[1]], "heard": "x", "duration": NaN}',
        '{"heard": 1e300}',
        '{"played": 3}',
    ):
        commit(room.session, room["video"].pk, Work(state=state))
        with later(1):
            assert report(room, (0, 2)).played == [(0.0, 2.0)]
    assert room.status("video")[0] == "active"


@pytest.mark.requirement("MP-10")
def test_after_a_reset_it_is_kept_aside_and_the_next_begins_at_zero(room, later):
    with later(50):
        report(room, (0, 50), position=50)
        done = reset(("ada", "safety"))
        assert not report(room, (0, 99)).is_open
        assert not watching.begin(*room.at("video")).is_open
    assert room.late() == [{"played": [[0, 99]], "position": 0.0, "duration": 100.0}]
    undo(done)
    assert room.work("video").progress == 50.0
    room.launch()
    assert watching.begin(*room.at("video")).position == 50.0
    reset(("ada", "safety"))
    room.session = relaunch(room.user, room.course).session
    assert watching.begin(*room.at("video")).progress == 0.0
    reset(("ada", room["video"]))
    assert report(room, (0, 4)).played == [(0.0, 4.0)]


def test_what_is_locked_does_not_play(room):
    type(room["video"]).objects.filter(pk=room["video"].pk).update(opens_on="2931-01-01")
    watching.begin(*room.at("video"))  # this session was at it before, and goes on
    room.launch()
    with pytest.raises(Conflict, match="locked"):
        watching.begin(*room.at("video"))


def test_the_union_is_what_a_second_by_second_count_says():
    chance = random.Random(5)
    for _ in range(300):
        cut = lambda n: [(a, a + chance.randint(0, 9)) for a in (chance.randint(0, 40) for _ in range(n))]  # noqa: E731
        before, reported, allowed = watching.merged([], cut(4), 1000), cut(4), chance.randint(0, 30)
        after = watching.merged(before, reported, allowed)
        covered = lambda each: {second for begin, end in each for second in range(int(begin), int(end))}  # noqa: E731
        new = covered(reported) - covered(before)
        assert covered(before) <= covered(after) <= covered(before) | covered(reported)
        assert len(covered(after) - covered(before)) == min(len(new), allowed)
        assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(after))
