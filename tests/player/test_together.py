"""Two at the same instant: one attempt, one result, one grade."""

import io

import pytest

from milepost.base.errors import Conflict
from milepost.player import assignments, exams, files, grading, practical, time
from milepost.player.files import Handed
from milepost.player.models import Assessment, Attempt
from milepost.records.models import CourseRecord
from tests.commands.acting import apply, launch, stage
from tests.concurrency.test_races import at_once
from tests.player.rooms import Room

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bystander"), pytest.mark.proof]

RIGHT = {"one": ["b"], "some": ["a", "c"]}
WRONG = {"one": ["a"], "some": ["a"]}


@pytest.fixture
def rounds(proof_count):
    """How often."""
    return range(proof_count(20))


def anew(room):
    apply(stage("reset", [("ada", "safety")], policy="erase"))
    from tests.commands.acting import relaunch

    room.session = relaunch(room.user, room.course).session


def test_two_tabs_begin_and_hand_in(room, rounds):
    room.has("exam", pass_mark=70).launch()
    for _ in rounds:
        other = Room(room.user, room.course)
        other.session = launch(room.user, room.course).session
        first, second = at_once(lambda: exams.begin(*room.at("exam")), lambda o=other: exams.begin(*o.at("exam")))
        assert first.attempt == second.attempt
        results = at_once(
            lambda made=first: exams.submit(*room.at("exam"), made.attempt, RIGHT),
            lambda made=first, o=other: exams.submit(*o.at("exam"), made.attempt, WRONG),
        )
        assert sorted(type(each) is Conflict for each in results) == [False, True], results
        attempt = Attempt.objects.get()
        assert room.status("exam") == (("passed" if attempt.passed else "failed"), attempt.score)
        anew(room)


def test_a_grade_and_a_reset(room, grace, rounds):
    room.has("assignment").launch()
    for _ in rounds:
        made = assignments.hand_in(*room.at("assignment"), text="Mine")
        staged = stage("reset", [("ada", "safety")])
        graded, _ = at_once(
            lambda made=made: assignments.grade(grace, made.submission, score=80), lambda op=staged: apply(op)
        )
        was_in_time = not isinstance(graded, Conflict)
        assert room.status("assignment") == (("completed", 80.0) if was_in_time else ("active", None)), graded
        assert grading.queue(grace) == []
        anew(room)


def test_two_hand_in_a_file(room, rounds):
    room.has("assignment").launch()
    for _ in rounds:
        made = at_once(
            *(
                lambda text=text: assignments.hand_in(*room.at("assignment"), file=Handed("a", io.BytesIO(text)))
                for text in (b"one", b"two")
            )
        )
        assert made[0].submission == made[1].submission
        assert len(list(files.folder().iterdir())) == 1
        anew(room)


def test_two_assessors_of_somebody_who_has_not_launched(room, grace, rounds):
    room.has("practical")
    for _ in rounds:
        at_once(*(lambda: practical.fill_in(grace, room.user.pk, room["practical"].pk, ["lift"]) for _ in range(2)))
        assert Assessment.objects.count() == 1
        assert CourseRecord.objects.filter(user=room.user, superseded_at=None).count() == 1
        apply(stage("reset", [("ada", "safety")], policy="erase"))


def test_two_tabs_report_the_same_seconds(room, later, rounds):
    room.has("page")
    with later(-1000):
        room.launch()
    for number in rounds:
        other = Room(room.user, room.course)
        with later(-900 + number):
            other.session = launch(room.user, room.course).session

        def report(each, number=number):
            with later(-800 + number * 10):
                return time.report(*each.at("page"), 86_400)

        at_once(lambda: report(room), lambda o=other: report(o))
    assert room.work("page").seconds <= 200 + 10 * len(rounds)
