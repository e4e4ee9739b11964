"""What waits for staff, and how they judge it, asked for as a browser asks."""

import io
import re

import pytest

from milepost.people.models import User
from milepost.player import assignments, discussions
from milepost.player.files import Handed
from milepost.player.models import Post, Submission
from tests.commands.acting import relaunch, reset
from tests.console.asking import at, signed_in, text
from tests.player.rooms import Room
from tests.support.world import course, enrol, group, learner, limited_staff, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def ben(room):
    """Another learner in the course."""
    user = learner("ben")
    enrol(user, room.course)
    return Room(user, room.course)


@pytest.fixture
def yard(room, ben):
    """Ada and Ben, and nobody else, in a course with a live session; Ada has launched it."""
    made = course("yard", activities=())
    for user in (room.user, ben.user):
        enrol(user, made)
    here = Room(room.user, made).has("live_session").launch()
    return here, Room(ben.user, made)


def hand_in(room, words="My text", file=None):
    handed = None if file is None else Handed("essay.html", io.BytesIO(file))
    made = assignments.hand_in(*room.at("assignment"), text=words, file=handed)
    return Submission.objects.get(pk=made.submission)


def post(room, words):
    discussions.post(*room.at("discussion"), words)
    return Post.objects.filter(user=room.user).order_by("pk").last()


# --- the queue -----------------------------------------------------------------------------------
def test_what_waits_stands_in_the_queue_the_oldest_first(room, ben, grace):
    assert "Nothing waits for you." in text(grace.get(at("manage_grading")))
    room.has("assignment", "discussion").launch()
    ben.launch()
    first = hand_in(ben)
    post(room, "One"), post(room, "Two")
    shown = text(grace.get(at("manage_grading")))
    second = Post.objects.order_by("pk").last()
    assert shown.index(at("manage_submission", first.pk)) < shown.index("/manage/grading/posts/")
    assert at("manage_post", second.pk) in shown or "/manage/grading/posts/" in shown
    other = text(grace.get(at("manage_grading"), {"course": str(room.course.uuid)}))
    assert at("manage_submission", first.pk) in other
    assert "Nothing waits" in text(
        grace.get(at("manage_grading"), {"after": "3001-01-01T00:00:00+00:00~assignment~1"})
    )
    for nonsense in ("x", "~~", "2001-01-01~a~1", "2001-01-01T00:00:00+00:00~a~" + "9" * 40):
        assert at("manage_submission", first.pk) in text(grace.get(at("manage_grading"), {"after": nonsense}))


def test_the_queue_is_read_page_by_page_at_a_constant_cost(room, grace, statements, monkeypatch):
    monkeypatch.setattr("milepost.console.grading.queue.A_PAGE", 2)
    room.has("assignment").launch()
    hand_in(room)
    with statements() as few:
        text(grace.get(at("manage_grading")))
    for number in range(4):
        user = learner(f"l{number}")
        enrol(user, room.course)
        hand_in(Room(user, room.course).launch())
    with statements() as many:
        shown = text(grace.get(at("manage_grading")))
    assert many.count == few.count
    seen = re.findall(r"submissions/(\d+)/", shown)
    while found := re.search(r'rel="next" href="(\?[^"]+)"', shown):
        shown = text(grace.get(at("manage_grading") + found[1].replace("&amp;", "&")))
        seen += re.findall(r"submissions/(\d+)/", shown)
    assert seen == [str(key) for key in Submission.objects.order_by("pk").values_list("pk", flat=True)]


# --- assignments ---------------------------------------------------------------------------------
def test_a_submission_is_graded_and_the_next_one_comes(room, ben, grace):
    room.has("assignment", pass_mark=50).launch()
    ben.launch()
    first, second = hand_in(room, "First <b>"), hand_in(ben, "Second")
    shown = text(grace.get(at("manage_submission", first.pk)))
    assert "First &lt;b&gt;" in shown
    assert "From 50\u202f% on it is passed, below it failed." in shown
    seen = re.search(r'name="of" value="([^"]+)"', shown)[1]
    sent = {"of": seen, "score": "80", "comment": "Well done"}
    answer = grace.post(at("manage_submission", first.pk), sent)
    assert (answer.status_code, answer["Location"]) == (302, at("manage_submission", second.pk))
    assert room.status("assignment") == ("passed", 80.0)
    assert "Well done" in text(grace.get(at("manage_submission", first.pk)))
    answer = grace.post(at("manage_submission", second.pk), {"score": "10"})
    assert answer["Location"] == at("manage_grading")
    assert ben.status("assignment") == ("failed", 10.0)
    third = hand_in(ben, "Third")
    assert "1 earlier submission" in text(grace.get(at("manage_submission", third.pk)))


def test_without_a_pass_mark_staff_say_how_it_came_out(room, grace):
    room.has("assignment").launch()
    made = hand_in(room)
    grace.post(at("manage_submission", made.pk), {"passed": "no", "comment": "Again"})
    assert room.status("assignment") == ("failed", None)


def test_a_grade_that_is_none_and_one_that_comes_too_late_keep_what_was_typed(room, grace):
    room.has("assignment", pass_mark=50).launch()
    made = hand_in(room)
    assert "This field is required." in text(grace.post(at("manage_submission", made.pk), {"comment": "Good"}), 422)
    seen = made.submitted_at.isoformat()
    hand_in(room, "Better")
    late = text(grace.post(at("manage_submission", made.pk), {"of": seen, "score": "80", "comment": "Good"}), 409)
    assert "Something else has been handed in since." in late
    assert "Good</textarea>" in late
    assert "Better" in late
    reset((room.user.login_id, room.course))
    relaunch(room.user, room.course)
    gone = text(grace.post(at("manage_submission", made.pk), {"score": "80", "comment": "Good"}), 409)
    assert "was reset since" in gone
    assert "Nothing waits" in text(grace.get(at("manage_grading")))


def test_a_file_is_saved_and_never_shown(room, grace):
    room.has("assignment").launch()
    made = hand_in(room, "", b"<script>alert(1)</script>")
    answer = grace.get(at("manage_submission_file", made.pk))
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    without = hand_in(Room(room.user, room.course).launch(), "No file")
    assert grace.get(at("manage_submission_file", without.pk)).status_code == 404


# --- discussions ---------------------------------------------------------------------------------
def test_what_was_written_is_graded_among_what_others_wrote(room, ben, grace):
    room.has("discussion").launch()
    ben.launch()
    post(ben, "What Ben thinks")
    made = [post(room, words) for words in ("One", "Two")][-1]
    shown = text(grace.get(at("manage_post", made.pk)))
    assert "What Ben thinks" in shown
    assert shown.count("To be graded") == 2
    assert grace.post(at("manage_post", made.pk), {"score": "70", "passed": "yes"}).status_code == 302
    assert room.status("discussion") == ("passed", 70.0)
    again = text(grace.post(at("manage_post", made.pk), {"score": "10"}), 409)
    assert "graded already" in again


# --- practical assessments -----------------------------------------------------------------------
def test_an_assessor_chooses_a_learner_ticks_and_confirms(room, ben, grace):
    room.has("practical").launch()
    of = room["practical"]
    listed = text(grace.get(at("manage_practical", of)))
    assert at("manage_assessment", of, ben.user) in listed
    found = text(grace.get(at("manage_practical", of), {"q": "ADA"}))
    assert at("manage_assessment", of, ben.user) not in found
    there = at("manage_assessment", of, room.user)
    grace.post(there, {"do": "save", "tick": ["lift"], "note": "Slow"})
    shown = text(grace.get(there))
    assert 'value="lift" checked' in shown
    assert "Slow</textarea>" in shown
    assert there in text(grace.get(at("manage_grading")))
    grace.post(there, {"do": "confirm", "tick": ["lift"], "note": "Not yet"})
    assert room.status("practical") == ("failed", None)
    anew = text(grace.get(there))
    assert "1 earlier assessment" in anew
    assert "checked" not in anew
    grace.post(there, {"do": "confirm", "tick": ["lift", "carry"]})
    assert room.status("practical") == ("passed", None)
    over = text(grace.get(there))
    assert 'data-dialog="confirm"' not in over
    refused = text(grace.post(there, {"do": "confirm", "tick": ["lift"]}), 409)
    assert "was passed already" in refused


def test_a_task_that_is_none_is_refused(room, grace):
    room.has("practical").launch()
    there = at("manage_assessment", room["practical"], room.user)
    assert "There is no task “dance”." in text(grace.post(there, {"tick": ["dance"], "note": "Kept"}), 409)
    assert room.work("practical") is None


# --- attendance ----------------------------------------------------------------------------------
def test_who_was_there_is_noted_and_complete(yard, grace):
    room, ben = yard
    there = at("manage_attendance", room["live_session"])
    enrolment = room.user.enrolments.get(course=room.course).pk
    assert "absent" in text(grace.get(there))
    grace.post(there, {f"present-{enrolment}": "no"})
    assert room.status("live_session") == ("active", None)
    grace.post(there, {"do": "all", f"present-{enrolment}": "no"})
    assert ben.status("live_session") == ("completed", None)
    assert room.status("live_session") == ("active", None)
    grace.post(there, {f"present-{enrolment}": "yes"})
    assert room.status("live_session") == ("completed", None)
    refused = text(grace.post(there, {f"present-{enrolment}": "no"}), 409)
    assert "Reset the activity to take that back." in refused


def test_attendance_is_read_page_by_page(yard, grace, monkeypatch):
    monkeypatch.setattr("milepost.console.grading.attendance.A_PAGE", 1)
    room, _ben = yard
    shown = text(grace.get(at("manage_attendance", room["live_session"])))
    assert shown.count("<legend") == 1
    following = re.search(r'rel="next" href="(\?after=\d+)"', shown)[1]
    assert "Ben" in text(grace.get(at("manage_attendance", room["live_session"]) + following))


# --- who -----------------------------------------------------------------------------------------
def test_nobody_else_judges_and_nobody_outside_the_reach_is_seen(room, ben, grace):
    room.has("assignment", "practical", "live_session", "discussion").launch()
    ben.launch()
    made, written = hand_in(room, "", b"x"), [post(room, words) for words in ("A", "B")][-1]
    of_one = [
        at("manage_submission", made.pk),
        at("manage_submission_file", made.pk),
        at("manage_post", written.pk),
        at("manage_assessment", room["practical"], room.user),
    ]
    of_all = [
        at("manage_grading"),
        at("manage_practical", room["practical"]),
        at("manage_attendance", room["live_session"]),
    ]
    staff("rita", role="Reporter")
    for who in ("ada", "rita"):
        somebody = signed_in(User.objects.get(login_id=who))
        for address in of_one + of_all:
            assert somebody.get(address).status_code == 403, (who, address)
            assert somebody.post(address).status_code in (403, 405), (who, address)
    limited_staff("kim", "Training manager", [group("north", ben.user)])
    kim = signed_in(User.objects.get(login_id="kim"))
    for address in of_one:
        assert kim.get(address).status_code == 404, address
        assert kim.post(address, {"score": "1"}).status_code in (404, 405), address
    for address in of_all:
        shown = text(kim.get(address))
        assert "Ada" not in shown, address
    assert "Ben" in text(kim.get(of_all[1]))
    assert room.status("assignment") == ("active", None)
