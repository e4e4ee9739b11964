"""Discussions: posts are written, graded, removed; they stay through resets and count anew."""

import pytest

from milepost.base.errors import Conflict, NotFound, NotPermitted, Refused
from milepost.people.models import Group
from milepost.player import discussions, grading
from milepost.player.models import Post
from tests.commands.acting import relaunch, reset, undo
from tests.player.rooms import fill_body
from tests.support.world import actor, limited_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def room(room):
    return room.has("discussion").launch()


@pytest.fixture
def plain(room):
    """The same discussion, without grades."""
    fill_body(room["discussion"], posts=2)
    return room


def post(room, text, reply_to=None):
    return discussions.post(*room.at("discussion"), text, reply_to)


def thread(room):
    return [(each.author, each.text) for each in discussions.thread(room.user.pk, room["discussion"].pk)]


def test_an_ungraded_one_is_complete_with_as_many_posts_as_are_asked_for(plain, grace):
    post(plain, "First")
    assert plain.status("discussion") == ("active", None)
    post(plain, "Second")
    assert plain.status("discussion") == ("completed", None)
    assert grading.queue(grace) == []


def test_a_graded_one_waits_for_its_grade(room, grace):
    first = post(room, "First")
    assert grading.queue(grace) == []
    post(room, "Second")
    post(room, "Third")
    [waiting] = grading.queue(grace)
    assert (waiting.kind, waiting.login_id) == ("discussion", "ada")
    discussions.grade(grace, waiting.id, score=75, comment="Lively")
    assert grading.queue(grace) == []
    assert room.status("discussion") == ("completed", 75.0)
    seen = discussions.written(*room.at("discussion"))
    assert (seen.posts, seen.asked, seen.score, seen.comment) == (3, 2, 75.0, "Lively")
    with pytest.raises(Conflict, match="already"):
        discussions.grade(grace, first.id, score=10)
    post(room, "Fourth")
    assert grading.queue(grace) == [], "what is graded is not asked for again"


def test_after_a_failed_grade_more_can_be_written(room, grace):
    post(room, "First")
    post(room, "Second")
    discussions.grade(grace, grading.queue(grace)[0].id, passed=False)
    assert room.status("discussion") == ("failed", None)
    post(room, "Third")
    discussions.grade(grace, grading.queue(grace)[0].id, passed=True)
    assert room.status("discussion") == ("passed", None)


def test_everybody_in_the_course_reads_and_replies(room, second, grace):
    second.launch()
    first = post(room, "Hello")
    post(second, "Welcome", first.uuid)
    discussions.reply(grace, room["discussion"].pk, "Go on", first.uuid)
    assert thread(second) == [("Ada", "Hello"), ("Ben", "Welcome"), ("Grace", "Go on")]
    seen = discussions.thread(room.user.pk, room["discussion"].pk, after=first.id, limit=1)
    assert [(each.text, each.reply_to, each.is_own) for each in seen] == [("Welcome", first.uuid, False)]
    with pytest.raises(Refused):
        post(room, "Hello", room.session)
    with pytest.raises(Refused):
        post(room, "  ")


def test_a_limited_role_reads_whom_it_reaches(room, second, grace):
    second.launch()
    post(room, "Hello")
    post(second, "Welcome")
    discussions.reply(grace, room["discussion"].pk, "Go on")
    north = Group.objects.create(name="north")
    north.users.add(second.user)
    near = limited_staff("lea", "Training manager", [north])
    seen = discussions.thread_as_staff(near, room["discussion"].pk)
    assert [each.text for each in seen] == ["Welcome", "Go on"]
    with pytest.raises(NotFound):
        discussions.remove_as_staff(near, Post.objects.get(text="Hello").uuid)
    discussions.remove_as_staff(near, Post.objects.get(text="Welcome").uuid)
    with pytest.raises(NotPermitted):
        discussions.thread_as_staff(actor("rita", "Reporter"), room["discussion"].pk)


def test_who_is_removed_loses_the_words_and_replies_stay(room, second):
    second.launch()
    first = post(room, "Hello")
    post(second, "Welcome", first.uuid)
    with pytest.raises(NotFound):
        discussions.remove(second.user.pk, first.uuid)
    discussions.remove(room.user.pk, first.uuid)
    assert thread(room) == [("Ada", ""), ("Ben", "Welcome")]
    discussions.remove(room.user.pk, post(room, "Alone").uuid)
    assert len(thread(room)) == 2
    with pytest.raises(NotFound):
        discussions.remove(room.user.pk, first.uuid)
    assert discussions.written(*room.at("discussion")).posts == 0


@pytest.mark.requirement("SC-02")
@pytest.mark.requirement("LW-22")
def test_after_a_reset_posts_stay_readable_and_do_not_count(room, grace):
    """R18."""
    post(room, "First")
    made = post(room, "Second")
    done = reset(("ada", "safety"))
    assert grading.queue(grace) == []
    with pytest.raises(Conflict, match="reset"):
        discussions.grade(grace, made.id, score=50)
    with pytest.raises(Conflict, match="Nothing was handed in"):
        post(room, "Late")
    undo(done)
    discussions.grade(grace, grading.queue(grace)[0].id, score=50)
    reset(("ada", "safety"))
    room.session = relaunch(room.user, room.course).session
    assert thread(room) == [("Ada", "First"), ("Ada", "Second")]
    seen = discussions.written(*room.at("discussion"))
    assert (seen.posts, seen.score) == (0, None)
    post(room, "Anew")
    assert grading.queue(grace) == []


@pytest.mark.requirement("SC-06")
@pytest.mark.requirement("LW-22")
def test_an_erase_takes_graded_posts_and_leaves_replies_of_others(room, second, grace):
    second.launch()
    first = post(room, "Secret")
    post(room, "Another secret", first.uuid)
    discussions.grade(grace, first.id, score=73, comment="Secret comment")
    post(second, "Reply", first.uuid)
    reset(("ada", "safety"), policy="erase")
    assert thread(second) == [("", ""), ("Ben", "Reply")]
    left = Post.objects.get(pk=first.id)
    assert (left.user, left.record, left.posted_at, left.graded_at, left.score) == (None, None, None, None, None)
    assert Post.objects.count() == 2
    with pytest.raises(Refused):
        post(second, "Reply", first.uuid)
    with pytest.raises(NotFound):
        discussions.remove_as_staff(grace, first.uuid)


def test_ungraded_posts_are_never_touched(plain):
    """R6."""
    post(plain, "Mine")
    before = list(Post.objects.values())
    reset(("ada", plain["discussion"]), policy="erase")
    reset(("ada", "safety"), policy="erase")
    assert list(Post.objects.values()) == before
    assert thread(plain) == [("Ada", "Mine")]


def test_the_erase_of_the_discussion_alone(room, grace):
    post(room, "Secret")
    reset(("ada", room["discussion"]), policy="erase")
    assert not Post.objects.exists()
