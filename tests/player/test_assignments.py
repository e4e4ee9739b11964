"""Assignments: handed in, replaced until graded, graded by staff; cleared by a reset, with their files by an erase."""

import io
import os

import pytest

from milepost.base import clock
from milepost.base.errors import Conflict, NotFound, NotPermitted, Refused
from milepost.people.models import Group
from milepost.player import assignments, files, grading
from milepost.player.files import Handed
from milepost.player.models import Submission
from tests.commands.acting import mark, relaunch, reset, shown, undo
from tests.player.rooms import fill_body
from tests.support.world import actor, limited_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def room(room):
    return room.has("assignment", pass_mark=50).launch()


def hand_in(room, text="My text", file=None):
    handed = None if file is None else Handed("essay.odt", io.BytesIO(file))
    return assignments.hand_in(*room.at("assignment"), text=text, file=handed)


def test_it_waits_for_a_grade_and_then_is_passed(room, grace):
    made = hand_in(room)
    assert room.status("assignment") == ("active", None)
    [waiting] = grading.queue(grace)
    assert (waiting.kind, waiting.id, waiting.login_id, waiting.since) == (
        *("assignment", made.submission, "ada"),
        made.submitted_at,
    )
    assert assignments.grade(grace, made.submission, score=80, comment="Good").completed_course
    assert room.status("assignment") == ("passed", 80.0)
    assert grading.queue(grace) == []
    [seen] = assignments.handed_in(*room.at("assignment"))
    assert (seen.text, seen.score, seen.passed, seen.comment) == ("My text", 80.0, True, "Good")
    with pytest.raises(Conflict, match="graded already"):
        hand_in(room)
    with pytest.raises(Conflict, match="graded already"):
        assignments.grade(grace, made.submission, score=10)


def test_it_is_replaced_until_it_is_graded_and_handed_in_anew_after_a_failure(room, grace):
    first = hand_in(room)
    again = hand_in(room, "Better")
    assert again.submission == first.submission
    with pytest.raises(Conflict, match="Something else"):
        assignments.grade(grace, again.submission, score=20, of=first.submitted_at)
    assignments.grade(grace, again.submission, score=20, of=again.submitted_at)
    assert room.status("assignment") == ("failed", 20.0)
    third = hand_in(room, "Third")
    assert third.submission != first.submission
    assert room.status("assignment") == ("failed", 20.0), "until it is graded"
    assert [each.text for each in assignments.handed_in(*room.at("assignment"))] == ["Better", "Third"]
    assignments.grade(grace, third.submission, score=60)
    assert room.status("assignment") == ("passed", 60.0)


def test_a_grade_without_a_pass_mark(room, grace):
    type(room["assignment"]).objects.filter(pk=room["assignment"].pk).update(pass_mark=None)
    made = hand_in(room)
    assignments.grade(grace, made.submission, passed=False)
    assert room.status("assignment") == ("failed", None)
    assignments.grade(grace, hand_in(room).submission)
    assert room.status("assignment") == ("completed", None)


@pytest.mark.parametrize("wrong", [{}, {"score": 101}, {"score": 50, "comment": "\0"}])
def test_a_grade_that_is_none_is_refused(room, grace, wrong):
    made = hand_in(room)
    with pytest.raises(Refused):
        assignments.grade(grace, made.submission, **wrong)
    assert Submission.objects.get().graded_at is None
    assert room.status("assignment") == ("active", None)


def test_who_may_grade_whom(room, grace):
    made = hand_in(room)
    north = Group.objects.create(name="north")
    for nobody, error in (
        (actor("rita", "Reporter"), NotPermitted),
        (limited_staff("lou", "Training manager", [north]), NotFound),
    ):
        with pytest.raises(error):
            assignments.grade(nobody, made.submission, score=90)
        with pytest.raises(error):
            assignments.look(nobody, made.submission)
    near = limited_staff("lea", "User manager", [north])
    assert grading.queue(near) == []
    north.users.add(room.user)
    assert [each.id for each in grading.queue(near)] == [made.submission]
    assignments.grade(near, made.submission, score=90)


def test_a_file_is_kept_replaced_and_bounded(room, data_folder, django_capture_on_commit_callbacks, monkeypatch):
    first = hand_in(room, "", b"PK first")
    assert files.path_of(first.file).read_bytes() == b"PK first"
    with django_capture_on_commit_callbacks(execute=True):
        second = hand_in(room, "", b"PK second")
    assert [path.name for path in files.folder().iterdir()] == [str(second.file)]
    assert (second.file_name, second.file_size) == ("essay.odt", 9)
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    for wrong in (b"x" * 11, b""):
        with pytest.raises(Refused):
            hand_in(room, "", wrong)
    assert [path.name for path in files.folder().iterdir()] == [str(second.file)]


def test_what_the_assignment_does_not_take_is_refused(room):
    with pytest.raises(Refused):
        hand_in(room, " ")
    fill_body(room["assignment"], accepts="text")
    with pytest.raises(Refused, match="no file"):
        hand_in(room, "x", b"x")
    fill_body(room["assignment"], accepts="file")
    with pytest.raises(Refused, match="takes a file"):
        hand_in(room, "x")
    assert list(files.folder().iterdir()) == []


def test_the_sweep_takes_files_that_nobody_names(room, data_folder):
    kept = files.path_of(hand_in(room, "", b"mine").file)
    left, fresh, other = (files.keep(Handed("x", io.BytesIO(b"x"))) for _ in range(3))
    odd = files.folder() / "readme"
    odd.write_text("not ours")
    long_ago = clock.now().timestamp() - 90_000
    for path in (kept, files.path_of(left.uuid), odd):
        os.utime(path, (long_ago, long_ago))
    assert files.sweep() == 1
    assert {path.name for path in files.folder().iterdir()} == {
        *(kept.name, str(fresh.uuid), str(other.uuid), "readme")
    }


# --- resets, marks, undo -------------------------------------------------------------------------
@pytest.mark.requirement("SC-02")
def test_a_reset_clears_it_and_stale_work_is_not_graded(room, grace):
    made = hand_in(room)
    done = reset(("ada", "safety"))
    assert grading.queue(grace) == []
    with pytest.raises(Conflict, match="reset"):
        assignments.grade(grace, made.submission, score=90)
    with pytest.raises(Conflict, match="Nothing was handed in"):
        hand_in(room, "Late")
    room.session = relaunch(room.user, room.course).session
    assert assignments.handed_in(*room.at("assignment")) == []
    with pytest.raises(Conflict, match="reset"):
        assignments.grade(grace, made.submission, score=90)
    assert room.work("assignment") == room.work("assignment", record__number=1)
    assert Submission.objects.get(pk=made.submission).graded_at is None
    assert done.state == "done"


def test_an_undo_brings_it_back_by_itself(room, grace):
    made = hand_in(room)
    undo(reset(("ada", "safety")))
    assert [each.id for each in grading.queue(grace)] == [made.submission]
    undo(reset(("ada", room["assignment"])))
    assert [each.id for each in grading.queue(grace)] == [made.submission]
    assignments.grade(grace, made.submission, score=90)
    assert room.status("assignment") == ("passed", 90.0)


def test_the_reset_of_the_assignment_alone(room, grace):
    made = hand_in(room)
    reset(("ada", room["assignment"]))
    assert grading.queue(grace) == []
    with pytest.raises(Conflict, match="reset"):
        assignments.grade(grace, made.submission, score=90)
    assert hand_in(room, "New").submission != made.submission
    assert len(grading.queue(grace)) == 1


def test_what_was_carried_over_can_still_be_graded(room, grace):
    """R14: of an optional assignment in a completed course; then the reset cannot be undone any more (R30)."""
    type(room["assignment"]).objects.filter(pk=room["assignment"].pk).update(required=False)
    room.has("page")
    from milepost.player import reading_pages

    made = hand_in(room)
    reading_pages.confirmed(*room.at("page"))
    done = reset(("ada", room["page"]))
    assert [each.id for each in grading.queue(grace)] == [made.submission]
    assignments.grade(grace, made.submission, score=90)
    assert room.work("assignment").record.number == 2
    assert room.status("assignment") == ("passed", 90.0)
    assert grading.queue(grace) == []
    taken_back = undo(done)
    assert taken_back.outcomes == '{"moved_on": 1}'


def test_beneath_a_mark_a_grade_changes_nothing_that_is_shown(room, grace):
    """R22."""
    done = mark(("ada", room["assignment"]))
    made = hand_in(room)
    assert [each.id for each in grading.queue(grace)] == [made.submission]
    assignments.grade(grace, made.submission, score=20)
    assert shown(room.user, room.course)["assignment"][:2] == ("completed", None)
    undo(done)
    assert room.status("assignment") == ("failed", 20.0)


@pytest.mark.requirement("SC-06")
@pytest.mark.django_db(transaction=True)
def test_an_erase_takes_it_with_its_file(room):
    hand_in(room, "Secret", b"secret")
    reset(("ada", "safety"), policy="erase")
    assert not Submission.objects.exists()
    assert list(files.folder().iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_the_erase_of_the_assignment_alone(room, second):
    second.launch()
    hand_in(room, "Secret", b"secret")
    hand_in(second, "Ben's")
    reset(("ada", "safety"))
    reset(("ada", room["assignment"]), policy="erase")
    assert [each.text for each in Submission.objects.all()] == ["Ben's"]
    assert list(files.folder().iterdir()) == []


def test_the_queue_goes_page_by_page_in_one_statement(room, second, grace, statements):
    second.launch()
    hand_in(room)
    hand_in(second)
    with statements() as made:
        first = grading.queue(grace, limit=1)
    assert made.count == 1
    rest = grading.queue(grace, after=first[0].mark)
    assert [each.login_id for each in (*first, *rest)] == ["ada", "ben"]
    assert grading.queue(grace, after=rest[0].mark) == []
    assert grading.queue(grace, course_id=room.course.pk + 1) == []
    assert len(grading.queue(grace, course_id=room.course.pk)) == 2
