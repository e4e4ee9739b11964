"""The pages of the player: every kind in both languages, what each form does, and who may not be there."""

import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milepost.base import clock
from milepost.catalog.models import MediaFile
from milepost.people.models import User
from milepost.player import assignments, attendance, discussions, exams, practical
from milepost.player.models import Attempt, Note, Post, Submission
from milepost.records import committing
from tests.commands.acting import apply, stage
from tests.player.rooms import BODIES, SINCE
from tests.support.world import activity, course, enrol, fill, learner

pytestmark = pytest.mark.django_db

FILE = BODIES["video"]["file"]
ALL = {
    **BODIES,
    "audio": {"file": FILE, "transcript": "# Heard\n\nWords"},
    "pdf": {"file": FILE, "text": "Look at it"},
    "link": {"url": "https://example.org/there"},
}


@pytest.fixture(autouse=True)
def file(data_folder):
    """A recording whose bytes are there."""
    (data_folder / "media").mkdir()
    (data_folder / "media" / FILE).write_bytes(b"0123456789")
    return MediaFile.objects.create(uuid=FILE, name="talk.mp4", content_type="video/mp4", size=10, sha256="ab" * 32)


@pytest.fixture
def full(room):
    """The room with an activity of each kind, which was launched."""
    for kind, body in ALL.items():
        fill(activity(room.course, kind, created_at=SINCE), **body)
    return room.launch()


@pytest.fixture
def browse(room):
    """A browser in which the learner has signed in."""
    client = Client()
    client.force_login(room.user)
    return client


def address(room, kind, name="play", *more):
    return reverse(name, args=[room.session, room[kind].uuid, *more])


def reads(response):
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def got(browse, there):
    """The status of an answer that is read to its end."""
    response = browse.get(there)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def tells(browse, room, kind, name, **said):
    response = browse.post(address(room, kind, name), json.dumps(said), "application/json")
    return response.status_code, response.json()


# --- the page ------------------------------------------------------------------------------------
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


# --- what each form does -------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["page", "pdf", "link"])
def test_mark_as_done(full, browse, kind):
    assert browse.post(address(full, kind, "play_done")).url == address(full, kind)
    assert full.status(kind)[0] == "completed"
    response = browse.get(address(full, kind))
    assert "You have completed this." in reads(response)
    assert "Mark as done " not in reads(response)


def test_a_book_is_read_chapter_by_chapter(full, browse):
    first = browse.get(address(full, "ebook"))
    assert "Chapter 1 of 2" in reads(first)
    there = browse.post(address(full, "ebook", "play_chapter"), {"chapter": "one", "then": "?chapter=two"}).url
    assert there == address(full, "ebook") + "?chapter=two"
    assert "Chapter 2 of 2" in reads(browse.get(there))
    assert "1 of 2 read" in reads(browse.get(address(full, "ebook")))
    browse.post(address(full, "ebook", "play_chapter"), {"chapter": "two", "last": "yes"})
    assert full.status("ebook")[0] == "completed"
    assert browse.post(address(full, "ebook", "play_chapter"), {"chapter": "three"}).status_code == 422


def test_a_form(full, browse):
    empty = browse.post(address(full, "form", "play_form"), {"answer-how": " "})
    assert empty.status_code == 422
    assert "There is no answer yet to “How was it?”" in reads(empty)
    browse.post(address(full, "form", "play_form"), {"answer-how": ["", "Quite well"]})
    assert full.status("form")[0] == "completed"
    assert "Quite well" in reads(browse.get(address(full, "form")))


def test_an_exam(room, browse):
    room.has("exam", pass_mark=70).launch()
    assert "3 questions" in reads(browse.get(address(room, "exam")))
    assert not Attempt.objects.filter(record__user=room.user).exists()
    browse.post(address(room, "exam", "play_begin"))
    attempt = Attempt.objects.get(record__user=room.user).pk
    status, said = tells(browse, room, "exam", "play_answers", attempt=attempt, answers={"one": ["b"], "some": ["b"]})
    assert (status, said["is_open"]) == (200, True)
    page = browse.get(address(room, "exam")).content.decode()
    assert re.search(r'value="b" checked', page)
    assert "Straße" not in page
    given = {"attempt": attempt, "answer-one": ["", "b"], "answer-some": ["", "a", "c"], "answer-word": ""}
    missing = browse.post(address(room, "exam", "play_exam"), given | {"answer-some": ""})
    assert missing.status_code == 422
    assert "There is no answer yet to “Which?”" in reads(missing)
    browse.post(address(room, "exam", "play_exam"), given)
    assert room.status("exam") == ("passed", 75.0)
    result = reads(browse.get(address(room, "exam")))
    assert "75 %" in result
    assert "1 attempt left" in result
    assert "Right: Straße" in result
    assert "Count." in result
    for nonsense in ("", "x", "9" * 30):
        assert browse.post(address(room, "exam", "play_exam"), given | {"attempt": nonsense}).status_code == 422


def test_right_answers_are_not_shown_before_it_is_passed(room, browse):
    room.has("exam", pass_mark=70).launch()
    sat = exams.begin(*room.at("exam"))
    exams.submit(*room.at("exam"), sat.attempt, {"one": ["a"], "some": ["a"]})
    page = browse.get(address(room, "exam"))
    assert "Not passed" in reads(page)
    assert "once you have passed" in reads(page)
    assert "Straße" not in reads(page)
    assert "Count." not in reads(page)


def test_an_assignment_with_a_file(full, browse, grace, second):
    assert browse.post(address(full, "assignment", "play_assignment")).status_code == 422
    upload = io.BytesIO(b"<script>alert(1)</script>")
    upload.name = "mine.html"
    browse.post(address(full, "assignment", "play_assignment"), {"text": "My text", "file": upload})
    made = Submission.objects.get(record__user=full.user)
    page = reads(browse.get(address(full, "assignment")))
    assert "My text" in page
    assert "mine.html" in page
    file = browse.get(reverse("own_file", args=[made.pk]))
    assert b"".join(file.streaming_content) == b"<script>alert(1)</script>"
    assert file["Content-Disposition"] == 'attachment; filename="mine.html"'
    assert file["Content-Type"] == "application/octet-stream"
    other = Client()
    other.force_login(second.user)
    assert other.get(reverse("own_file", args=[made.pk])).status_code == 404
    assignments.grade(grace, made.pk, score=80, comment="Well done")
    graded = reads(browse.get(address(full, "assignment")))
    assert "Graded with 80 %" in graded
    assert "Well done" in graded
    again = browse.post(address(full, "assignment", "play_assignment"), {"text": "More"})
    assert again.status_code == 422
    assert "graded already" in reads(again)


def test_a_discussion(full, browse, second):
    second.launch()
    theirs = discussions.post(*second.at("discussion"), "What do you think?")
    there = address(full, "discussion")
    assert "What do you think?" in reads(browse.get(there))
    assert "Reply to Ben" in reads(browse.get(f"{there}?reply={theirs.uuid}"))
    browse.post(address(full, "discussion", "play_post"), {"text": "Not much", "reply_to": theirs.uuid})
    mine = Post.objects.get(user=full.user)
    assert mine.reply_to.uuid == theirs.uuid
    assert "you have written 1" in reads(browse.get(there))
    assert browse.post(address(full, "discussion", "play_post_remove", theirs.uuid)).status_code == 404
    browse.post(address(full, "discussion", "play_post_remove", mine.uuid))
    assert "Not much" not in reads(browse.get(there))
    assert browse.post(address(full, "discussion", "play_post"), {"text": " "}).status_code == 422


def test_a_long_discussion_is_read_page_by_page(full, browse):
    for number in range(52):
        discussions.post(*full.at("discussion"), f"Post number {number}.")
    first = browse.get(address(full, "discussion")).content.decode()
    assert "Post number 49." in first
    assert "Post number 50." not in first
    following = re.search(r'href="(\?after=[0-9]+)#posts"', first)[1]
    assert "Post number 51." in reads(browse.get(address(full, "discussion") + following))


def test_a_practical_shows_what_the_assessor_ticked(full, browse, grace):
    practical.fill_in(grace, full.user.pk, full["practical"].pk, ["lift"], "Mind your back")
    page = reads(browse.get(address(full, "practical")))
    assert "Under way" in page
    assert "Mind your back" in page
    practical.confirm(grace, full.user.pk, full["practical"].pk, ["lift"], "")
    assert "Confirmed by an assessor" in reads(browse.get(address(full, "practical")))
    assert "Failed" in reads(browse.get(address(full, "practical")))


def test_a_live_session_in_the_zone_of_the_reader(full, browse, grace):
    full.user.time_zone = "Europe/Berlin"
    full.user.save()
    page = reads(browse.get(address(full, "live_session")))
    assert "10:00" in page
    assert "Times in Europe/Berlin" in page
    attendance.note(grace, full.user.pk, full["live_session"].pk, present=True)
    assert "You were there" in reads(browse.get(address(full, "live_session")))


def test_a_certificate_waits_and_is_claimed(room, browse):
    room.has("page", "form", "certificate").launch()
    page = reads(browse.get(address(room, "certificate")))
    assert room["page"].title in page
    assert room["form"].title in page
    assert "Claim the certificate" not in page
    assert browse.post(address(room, "certificate", "play_claim")).status_code == 422
    browse.post(address(room, "page", "play_done"))
    browse.post(address(room, "form", "play_form"), {"answer-how": "Well"})
    assert "Claim the certificate" in reads(browse.get(address(room, "certificate")))
    browse.post(address(room, "certificate", "play_claim"))
    assert room.status("certificate")[0] == "completed"
    assert "Completed on" in reads(browse.get(address(room, "certificate")))


def test_notes_are_ones_own(full, browse, second):
    browse.post(address(full, "page", "play_note"), {"note": "Remember", "then": "#own-notes"})
    note = Note.objects.get(user=full.user)
    assert "Remember" in reads(browse.get(address(full, "page")))
    assert "Remember" not in reads(browse.get(address(full, "form")))
    browse.post(address(full, "page", "play_note_change", note.uuid), {"note": "Remember this"})
    note.refresh_from_db()
    assert note.text == "Remember this"
    second.launch()
    other = Client()
    other.force_login(second.user)
    assert "Remember" not in reads(other.get(address(second, "page")))
    assert other.post(address(second, "page", "play_note_remove", note.uuid)).status_code == 404
    browse.post(address(full, "page", "play_note_remove", note.uuid))
    assert not Note.objects.filter(user=full.user).exists()


def test_where_a_form_leads_is_never_elsewhere(full, browse):
    answer = browse.post(address(full, "page", "play_note"), {"note": "x", "then": "//example.org/"})
    assert answer.url.startswith(address(full, "page"))


# --- what a page reports -------------------------------------------------------------------------
def test_time_is_reported(full, browse, later):
    tells(browse, full, "page", "play_time", seconds=0)
    with later(30):
        assert tells(browse, full, "page", "play_time", seconds=15) == (200, {"is_open": True, "seconds": 15})
    assert full.work("page").seconds == 15
    for nonsense in (-1, 1.5, "7", True, None, 10**30):
        assert tells(browse, full, "page", "play_time", seconds=nonsense)[0] == 422, nonsense
    assert browse.post(address(full, "page", "play_time"), "[", "application/json").status_code == 422
    assert browse.post(address(full, "page", "play_time"), "[]", "application/json").status_code == 422


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
def test_a_file_is_for_who_is_in_a_course_that_shows_it(room, browse, grace):
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


def test_a_file_of_what_is_locked_or_left_is_not_there(room, browse):
    room.has("video", opens_after_days=30_000)
    assert browse.get(reverse("media", args=[FILE])).status_code == 404
    room.course.activities.update(opens_after_days=None)
    assert got(browse, reverse("media", args=[FILE])) == 200
    room.course.enrolments.filter(user=room.user).update(ended_at=clock.now())
    assert browse.get(reverse("media", args=[FILE])).status_code == 404


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
