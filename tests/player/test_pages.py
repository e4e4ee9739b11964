"""The pages of the player: every kind in both languages, and who may not be there."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milepost.player import assignments, discussions, practical
from milepost.player.models import Attempt, Note
from milepost.records import committing
from tests.commands.acting import apply, stage
from tests.player.pages import ALL, FILE, address, got, reads, tells
from tests.player.rooms import SINCE
from tests.support.world import activity, course, enrol, fill

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("SK-03")
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", sorted(ALL))
def test_every_kind_has_its_page(full, browse, language, kind):
    full.user.language = language
    full.user.save()
    response = browse.get(address(full, kind))
    assert response.status_code == 200
    assert f"<h1>{full[kind].title}</h1>" in response.content.decode()
    assert {"en": " Notes ", "de": " Notizen "}[language] in reads(response)
    assert full.work(kind) is None or full.status(kind)[0] == "active"


def test_an_activity_without_content_says_where_it_is_done(room, browse):
    activity(room.course, "package", created_at=SINCE)
    room.launch()
    assert "done outside these pages" in reads(browse.get(address(room, "package")))


def test_the_way_on_leads_through_what_is_open(room, browse):
    room.has("page", "exam").has("form", opens_after_days=30_000).has("certificate").launch()
    page = browse.get(address(room, "page")).content.decode()
    exam = browse.get(address(room, "exam")).content.decode()
    last = browse.get(address(room, "certificate")).content.decode()
    assert address(room, "exam") in page
    assert address(room, "certificate") in exam
    assert address(room, "form") not in exam
    assert "Back to the course" in last
    assert "Back to the course" not in page


def test_somebody_elses_session_is_not_there(full, second, browse):
    second.launch()
    before = Note.objects.count()
    for name in ("play", "play_done", "play_note", "play_time"):
        ask = browse.get if name == "play" else browse.post
        response = ask(address(second, "page", name), {"note": "Mine"})
        assert response.status_code in (404, 422), name
    assert tells(browse, second, "page", "play_time", seconds=5)[0] == 404
    assert second.work("page") is None
    assert Note.objects.count() == before


def test_who_is_not_signed_in_is_asked_to(full):
    assert Client().get(address(full, "page")).status_code == 302
    assert tells(Client(), full, "page", "play_time", seconds=1)[0] == 401


def test_an_activity_of_another_course_is_not_there(full, browse, bystander):
    other = bystander.course.activities.first()
    assert browse.get(reverse("play", args=[full.session, other.uuid])).status_code == 404


@pytest.mark.requirement("LW-12")
def test_a_locked_activity_shows_why_and_nothing_else(room, browse):
    room.has("page").launch()
    page = room["page"]
    page.opens_after_days = 30_000
    page.save()
    response = browse.get(address(room, "page"))
    assert response.status_code == 409
    assert "still locked" in reads(response)
    assert "Opens on" in reads(response)
    assert "Read me" not in reads(response)
    assert browse.post(address(room, "page", "play_done")).status_code == 409
    assert room.work("page") is None


@pytest.mark.requirement("SK-07")
@pytest.mark.parametrize("policy", ["retain", "erase"])
def test_a_reset_while_the_page_is_open(full, browse, policy):
    browse.get(address(full, "page"))
    apply(stage("reset", [("ada", "safety")], policy=policy))
    response = browse.get(address(full, "page"))
    assert "This course was reset" in reads(response)
    assert ("is saved" in reads(response)) == (policy == "retain")
    assert reverse("course", args=[full.course.uuid]) in response.content.decode()
    assert "Read me" not in reads(response)
    status, said = tells(browse, full, "page", "play_time", seconds=0)
    assert (status, said["is_open"]) == (200, False)
    assert "An administrator reset this course" in said["message"]
    assert ("is saved" in said["message"]) == (policy == "retain")
    assert not tells(browse, full, "video", "play_played", played=[[0, 9]], position=9, duration=10)[1]["is_open"]
    assert "This course was reset" in reads(browse.post(address(full, "form", "play_form"), {"answer-how": "Well"}))
    assert not Attempt.objects.filter(record__user=full.user).exists()


def test_a_session_that_was_left_shows_nothing_either(full, browse):
    committing.close(full.session)
    assert "opened anew elsewhere" in reads(browse.get(address(full, "page")))
    assert "opened anew elsewhere" in tells(browse, full, "page", "play_time", seconds=0)[1]["message"]


# --- how many statements -------------------------------------------------------------------------
@pytest.mark.parametrize("kind", sorted(ALL))
def test_a_page_takes_as_many_statements_whatever_is_there(full, browse, grace, kind):
    browse.get(address(full, kind))
    few = statements(browse, address(full, kind))
    with_more(full, grace)
    assert statements(browse, address(full, kind)) == few


def test_a_file_takes_as_many_statements_however_many_courses_show_it(full, browse):
    there = reverse("media", args=[FILE])
    few = statements(browse, there)
    for number in range(5):
        more = course(f"more-{number}", activities=[])
        fill(activity(more, "video"), file=FILE)
        enrol(full.user, more)
    assert statements(browse, there) == few


def statements(browse, there):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert got(browse, there) == 200
    return len(seen)


def with_more(room, grace):
    """Three of everything that somebody can leave in an activity."""
    for number in range(3):
        discussions.post(*room.at("discussion"), f"One more, {number}.")
        for kind in ALL:
            Note.objects.create(user=room.user, course=room.course, activity=room[kind], text=f"Note {number}")
        activity(room.course, "package", created_at=SINCE)
    assignments.hand_in(*room.at("assignment"), text="Mine")
    practical.fill_in(grace, room.user.pk, room["practical"].pk, ["lift"])
