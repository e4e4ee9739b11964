"""What the pages of the player report by themselves, and the files that they show."""

import pytest
from django.test import Client
from django.urls import reverse

from milepost.base import clock
from milepost.people.models import User
from tests.player.pages import FILE, address, got, tells
from tests.support.world import learner

pytestmark = pytest.mark.django_db


def test_time_is_reported(full, browse, later):
    tells(browse, full, "page", "play_time", seconds=0)
    with later(30):
        assert tells(browse, full, "page", "play_time", seconds=15) == (200, {"is_open": True, "seconds": 15})
    assert full.work("page").seconds == 15
    for nonsense in (-1, 1.5, "7", True, None, 10**30):
        assert tells(browse, full, "page", "play_time", seconds=nonsense)[0] == 422, nonsense
    assert browse.post(address(full, "page", "play_time"), "[", "application/json").status_code == 422
    assert browse.post(address(full, "page", "play_time"), "[]", "application/json").status_code == 422


def test_a_report_of_time_costs_few_statements(full, browse, later, statements):
    tells(browse, full, "page", "play_time", seconds=0)
    with later(30), statements() as cost:
        tells(browse, full, "page", "play_time", seconds=15)
    assert cost.count <= 20, cost.statements


def test_what_was_played_is_reported(full, browse, later):
    browse.get(address(full, "video"))
    with later(100):
        status, said = tells(browse, full, "video", "play_played", played=[[0, 50]], position=50, duration=100)
        assert (status, said["progress"], said["is_complete"]) == (200, 50.0, False)
        assert 'data-position="50.0"' in browse.get(address(full, "video")).content.decode()
    for nonsense in (None, [1], [[1]], [["a", 2]], {"a": 1}):
        assert tells(browse, full, "video", "play_played", played=nonsense, position=1, duration=2)[0] == 422
    assert tells(browse, full, "page", "play_played", played=[], position=1, duration=2)[0] == 422


def test_a_report_needs_its_token(full):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(full.user)
    assert strict.post(address(full, "page", "play_time"), "{}", "application/json").status_code == 403
    assert full.work("page") is None


# --- files ---------------------------------------------------------------------------------------
def test_a_file_is_for_who_is_in_a_course_that_shows_it(room, browse, grace, file):
    there = reverse("media", args=[FILE])
    assert browse.get(there).status_code == 404
    room.has("video")
    response = browse.get(there, headers={"Range": "bytes=2-4"})
    assert (response.status_code, b"".join(response.streaming_content)) == (206, b"234")
    stranger = Client()
    stranger.force_login(learner("zoe"))
    assert stranger.get(there).status_code == 404
    assert Client().get(there).status_code == 302
    staff = Client()
    staff.force_login(User.objects.get(login_id="grace"))
    assert got(staff, there) == 200


def test_a_file_of_what_is_locked_or_left_is_not_there(room, browse, file):
    room.has("video", opens_after_days=30_000)
    assert browse.get(reverse("media", args=[FILE])).status_code == 404
    room.course.activities.update(opens_after_days=None)
    assert got(browse, reverse("media", args=[FILE])) == 200
    room.course.enrolments.filter(user=room.user).update(ended_at=clock.now())
    assert browse.get(reverse("media", args=[FILE])).status_code == 404
