"""Exams: graded on the server, attempts counted, resumable, started anew by a reset."""

import pytest

from milepost.base.errors import Conflict, NotFound, Refused
from milepost.catalog.models import ActivityContent
from milepost.ledger.models import Event
from milepost.player import exams
from milepost.player.models import Attempt
from milepost.records.committing import Work, commit
from milepost.records.models import CourseRecord
from tests.commands.acting import launch, mark, relaunch, reset, shown, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

RIGHT = {"one": ["b"], "some": ["a", "c"], "word": ["  STRASSE "]}
WRONG = {"one": ["a"], "some": ["a"], "word": ["road"]}


@pytest.fixture
def room(room):
    return room.has("exam", pass_mark=70).launch()


def sit(room, answers, kind="exam"):
    sitting = exams.begin(*room.at(kind))
    return exams.submit(*room.at(kind), sitting.attempt, answers)


def test_right_answers_pass(room):
    result = sit(room, RIGHT)
    assert (result.score, result.passed, result.left) == (100.0, True, 1)
    assert result.right == {"one": ["b"], "some": ["a", "c"], "word": ["Straße"]}
    assert result.explanations["one"] == "Count."
    assert room.status("exam") == ("passed", 100.0)
    assert CourseRecord.objects.get(user=room.user).status == "passed"
    assert Event.objects.filter(user_id=room.user.pk, kind="activity.completed").count() == 1


def test_points_make_per_cent_and_several_right_options_count_only_together(room):
    result = sit(room, RIGHT | {"some": ["a"]})
    assert (result.score, result.passed, result.right) == (50.0, False, None), "not shown to who failed"
    assert room.status("exam") == ("failed", 50.0)


def test_the_best_attempt_is_shown_and_there_are_only_so_many(room):
    sit(room, RIGHT | {"some": ["a"]})
    assert sit(room, WRONG).left == 0
    assert room.status("exam") == ("failed", 50.0)
    with pytest.raises(Conflict, match="used up"):
        exams.begin(*room.at("exam"))
    assert [each.number for each in exams.results(*room.at("exam"))] == [1, 2]


def test_what_is_passed_stays_passed(room):
    sit(room, RIGHT)
    sit(room, WRONG)
    assert room.status("exam") == ("passed", 100.0)


def test_without_a_pass_mark_it_is_complete(room):
    room["exam"].__class__.objects.filter(pk=room["exam"].pk).update(pass_mark=None)
    assert sit(room, WRONG).passed is None
    assert room.status("exam") == ("completed", 0.0)


def test_an_attempt_is_gone_on_with_on_another_device(room):
    first = exams.begin(*room.at("exam"))
    exams.answer(*room.at("exam"), first.attempt, {"one": ["b"], "word": ["x"]})
    room.session = launch(room.user, room.course).session
    again = exams.begin(*room.at("exam"))
    assert (again.attempt, again.answers) == (first.attempt, {"one": ["b"], "word": ["x"]})
    exams.answer(*room.at("exam"), first.attempt, {"word": [""]})
    assert exams.begin(*room.at("exam")).answers == {"one": ["b"]}
    assert Attempt.objects.count() == 1


def test_questions_never_tell_what_is_right(room):
    assert "right" not in repr(exams.begin(*room.at("exam"))).replace("Straße", "right")


def test_the_questions_are_those_that_were_put(room):
    sitting = exams.begin(*room.at("exam"))
    content = ActivityContent.objects.get(activity=room["exam"])
    ActivityContent.objects.filter(pk=content.pk).update(body=content.body.replace('"right":["b"]', '"right":["a"]'))
    assert exams.submit(*room.at("exam"), sitting.attempt, RIGHT).score == 100.0


def test_handed_in_twice_it_is_one_and_other_answers_come_too_late(room):
    sitting = exams.begin(*room.at("exam"))
    first = exams.submit(*room.at("exam"), sitting.attempt, RIGHT)
    assert exams.submit(*room.at("exam"), sitting.attempt, RIGHT) == first
    with pytest.raises(Conflict, match="Those count"):
        exams.submit(*room.at("exam"), sitting.attempt, WRONG)
    with pytest.raises(Conflict, match="already"):
        exams.answer(*room.at("exam"), sitting.attempt, WRONG)


@pytest.mark.parametrize(
    "wrong",
    [
        {"none": ["a"]},
        {"one": ["z"]},
        {"one": ["a", "b"]},
        {"word": ["a", "b"]},
        {"word": ["x" * 20_001]},
        {"word": ["\0"]},
    ],
)
def test_what_is_no_answer_is_refused(room, wrong):
    sitting = exams.begin(*room.at("exam"))
    with pytest.raises(Refused):
        exams.answer(*room.at("exam"), sitting.attempt, wrong)
    assert exams.begin(*room.at("exam")).answers == {}


def test_required_questions_want_an_answer(room):
    sitting = exams.begin(*room.at("exam"))
    with pytest.raises(Conflict, match="Which"):
        exams.submit(*room.at("exam"), sitting.attempt, {"one": ["a"]})
    assert Attempt.objects.get().submitted_at is None


def test_somebody_elses_session_and_attempt_are_nobodys(room, second):
    sitting = exams.begin(*room.at("exam"))
    with pytest.raises(Refused):
        exams.begin(second.user.pk, room.session, room["exam"].pk)
    second.launch()
    with pytest.raises(NotFound):
        exams.submit(*second.at("exam"), sitting.attempt, RIGHT)


def test_an_exam_without_content_says_so(room):
    ActivityContent.objects.all().delete()
    with pytest.raises(Conflict, match="no content"):
        exams.begin(*room.at("exam"))


def test_no_commit_decides_it_but_time_and_bookmark_are_kept(room):
    sit(room, WRONG)
    with pytest.raises(Conflict, match="no result"):
        commit(room.session, room["exam"].pk, Work(status="passed", score=100))
    with pytest.raises(Conflict):
        commit(room.session, room["exam"].pk, Work(progress=50))
    assert commit(room.session, room["exam"].pk, Work(seconds=7, state="here")).is_open
    work = room.work("exam")
    assert (work.status, work.score, work.seconds, work.state) == ("failed", 0.0, 7, "here")


# --- resets, marks, undo -------------------------------------------------------------------------
@pytest.mark.requirement("MP-10")
def test_after_a_reset_nothing_is_handed_in_and_answers_are_kept_aside(room):
    sitting = exams.begin(*room.at("exam"))
    reset((room.user.login_id, "safety"))
    answer = exams.answer(*room.at("exam"), sitting.attempt, RIGHT)
    assert (answer.is_open, room.late()) == (False, [{"answers": RIGHT}])
    for act in (
        lambda: exams.submit(*room.at("exam"), sitting.attempt, RIGHT),
        lambda: exams.begin(*room.at("exam")),
    ):
        with pytest.raises(Conflict, match=r"reset.*Nothing was handed in"):
            act()
    assert Attempt.objects.get().answers == "{}"


def test_a_reset_begins_without_attempts_and_an_undo_brings_them_back(room):
    sit(room, WRONG)
    sit(room, WRONG)
    done = reset((room.user.login_id, "safety"))
    undo(done)
    room.launch()
    with pytest.raises(Conflict, match="used up"):
        exams.begin(*room.at("exam"))
    reset((room.user.login_id, "safety"))
    room.session = relaunch(room.user, room.course).session
    assert exams.begin(*room.at("exam")).left == 1
    assert exams.results(*room.at("exam")) == []


def test_the_reset_of_the_exam_alone_does_so_too(room):
    room.has("page")
    sitting = exams.begin(*room.at("exam"))
    done = reset((room.user.login_id, room["exam"]))
    with pytest.raises(Conflict, match="Nothing was handed in"):
        exams.submit(*room.at("exam"), sitting.attempt, RIGHT)
    undo(done)
    assert exams.begin(*room.at("exam")).attempt == sitting.attempt
    reset((room.user.login_id, room["exam"]))
    assert exams.begin(*room.at("exam")).attempt != sitting.attempt


def test_attempts_are_carried_over_when_another_activity_is_reset(room):
    """R14: the course was complete, so the exam stands in the next record, and its attempts are used all the same."""
    room.has("form")
    commit(room.session, room["exam"].pk, Work(seconds=3))
    sit(room, RIGHT)
    from milepost.player import forms

    forms.submit(*room.at("form"), {"how": ["fine"]})
    assert CourseRecord.objects.get(user=room.user).status == "passed"
    reset((room.user.login_id, room["form"]))
    room.launch()
    assert forms.filled(*room.at("form")) is None
    assert [each.score for each in exams.results(*room.at("exam"))] == [100.0]
    sit(room, WRONG)
    with pytest.raises(Conflict, match="used up"):
        exams.begin(*room.at("exam"))
    reset((room.user.login_id, room["exam"]))
    assert exams.begin(*room.at("exam")).number == 1


def test_beneath_a_mark_work_is_kept_and_what_is_shown_stays(room):
    """R22."""
    done = mark((room.user.login_id, room["exam"]))
    assert sit(room, RIGHT | {"some": ["a"]}).score == 50.0
    assert shown(room.user, room.course)["exam"][:2] == ("completed", 100.0)
    undo(done)
    assert room.status("exam") == ("failed", 50.0)


def test_beneath_a_mark_of_the_course_too(room):
    done = mark((room.user.login_id, "safety"))
    sit(room, WRONG)
    assert shown(room.user, room.course)["exam"] == ("completed", 100.0, 0, 1)
    undo(done)
    assert shown(room.user, room.course)["exam"][:2] == ("failed", 0.0)
