"""What completes an activity where it is not its kind's own way (`Activity.completes`)."""

import pytest

from milepost.base.errors import Conflict
from milepost.player import assignments, discussions, exams, reading_pages, watching

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

WRONG = {"one": ["a"], "some": ["b"]}


@pytest.mark.parametrize("kind", ["page", "ebook", "video"])
def test_opening_is_enough(room, kind):
    room.has(kind, completes="opened").launch()
    reading_pages.opened(*room.at(kind))
    assert room.status(kind) == ("completed", None)


@pytest.mark.parametrize("kind", ["page", "ebook", "video"])
def test_otherwise_opening_is_not(room, kind):
    room.has(kind).launch()
    reading_pages.opened(*room.at(kind))
    assert room.status(kind) == ("active", None)


@pytest.mark.parametrize("kind", ["ebook", "video"])
def test_the_learners_word_counts_where_the_rule_takes_it(room, kind):
    room.has(kind, completes="confirmed").launch()
    reading_pages.confirmed(*room.at(kind))
    assert room.status(kind) == ("completed", None)


@pytest.mark.parametrize("kind", ["ebook", "video"])
def test_the_learners_word_does_not_count_elsewhere(room, kind):
    room.has(kind).launch()
    with pytest.raises(Conflict, match="by what you do in it"):
        reading_pages.confirmed(*room.at(kind))
    assert room.status(kind) is None


def test_a_book_to_be_confirmed_is_not_complete_with_its_last_chapter(room):
    room.has("ebook", completes="confirmed").launch()
    for chapter in ("one", "two"):
        reading_pages.read(*room.at("ebook"), chapter, finished=True)
    assert room.status("ebook") == ("active", None)


@pytest.mark.parametrize(("per_cent", "status"), [(40, "completed"), (60, "active")])
def test_as_much_as_the_rule_says_has_to_be_played(room, later, per_cent, status):
    room.has("video", played_per_cent=per_cent)
    with later(0):
        room.launch()
        watching.begin(*room.at("video"))
    with later(60):
        watching.report(*room.at("video"), [(0, 50)], position=50, duration=100)
    assert room.status("video")[0] == status


def test_handing_in_is_enough_for_an_exam_whatever_the_score(room):
    room.has("exam", completes="submitted", pass_mark=80).launch()
    sitting = exams.begin(*room.at("exam"))
    result = exams.submit(*room.at("exam"), sitting.attempt, WRONG)
    assert result.passed is False
    assert room.status("exam") == ("completed", 0)


def test_handing_in_is_enough_for_an_assignment(room):
    room.has("assignment", completes="submitted").launch()
    assignments.hand_in(*room.at("assignment"), text="Done")
    assert room.status("assignment") == ("completed", None)


def test_posts_are_enough_for_a_discussion_that_is_graded_besides(room):
    room.has("discussion", completes="submitted").launch()
    for number in range(2):
        discussions.post(*room.at("discussion"), f"Post {number}")
    assert room.status("discussion") == ("completed", None)


def test_time_has_to_be_spent_first(room, later):
    room.has("page", min_seconds=30)
    with later(0):
        room.launch()
        reading_pages.confirmed(*room.at("page"))
    assert room.status("page") == ("active", None)
    assert room.work("page").progress == 99.0
