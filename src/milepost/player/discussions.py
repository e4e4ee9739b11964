"""Discussions: everybody in the course writes and reads; in a graded one staff grade what a learner has written.

Posts stay when a course is reset, and then do not count any more (R18). Who removes a post takes its words away for
good.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import Conflict, NotFound, Refused
from milepost.catalog.contents.shapes import Discussion
from milepost.catalog.models import Activity, ActivityKind, Completes
from milepost.people import reach
from milepost.people.models import User
from milepost.player import judging, places
from milepost.player.models import Post
from milepost.records import committing
from milepost.records.committing import Answer, Place, Work
from milepost.records.models import Enrolment, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A post as everybody sees it. `author` is empty where an erase has taken it; `text` where it was removed.

    `id` is its place in the discussion.
    """

    id: int
    uuid: UUID
    author: str
    is_own: bool
    reply_to: UUID | None
    text: str
    posted_at: dt.datetime | None
    is_removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a learner has written in the current work: how many posts count, how many are asked for, and the grade."""

    posts: int
    asked: int
    graded: bool
    graded_at: dt.datetime | None
    score: float | None
    passed: bool | None
    comment: str


@places.in_one_transaction("a post")
def post(user_id: int, session: UUID, activity_id: int, text: str, reply_to: UUID | None = None) -> Posted:
    """Write a post. With as many as are asked for an ungraded discussion is complete; a graded one asks for its grade.

    Raises `Refused` for an empty text and a post that is not of this discussion, `Conflict` when the record is closed.
    """
    place = places.open_seat(user_id, session, activity_id, ActivityKind.DISCUSSION)
    content: Discussion = places.content_of(place.activity)
    made = _new(place.activity, user_id, text, reply_to)
    made.record_id, made.number, made.counts = place.record_id, place.number, content.graded
    own = _own(place)
    is_enough = own.count() + 1 >= content.posts
    is_due = not own.filter(asks=True, graded_at=None).exists() and not _is_through(own)
    made.asks = content.graded and is_enough and is_due
    made.save()
    if is_enough and (not content.graded or place.activity.completes == Completes.SUBMITTED):
        committing.write(place, Work(status=Status.COMPLETED, progress=100.0))
    else:
        committing.write(place, Work(), decides=False)
    return _shown(made, user_id)


@places.in_one_transaction("a reply")
def reply(actor: Actor, activity_id: int, text: str, reply_to: UUID | None = None) -> Posted:
    """Staff write in a discussion. Raises `NotPermitted`, `Refused`."""
    judging.require(actor)
    made = _new(places.find(activity_id, ActivityKind.DISCUSSION), actor.user_id, text, reply_to)
    made.save()
    return _shown(made, actor.user_id)


@places.in_one_transaction("the removal of a post")
def remove(user_id: int, post_id: UUID) -> None:
    """A learner takes back an own post; its words are gone, replies stay. Raises `NotFound`."""
    _remove(Post.objects.filter(uuid=post_id, user=user_id))


@places.in_one_transaction("the removal of a post")
def remove_as_staff(actor: Actor, post_id: UUID) -> None:
    """Staff take a post away: of somebody within reach, or of staff. Raises `NotPermitted`, `NotFound`."""
    judging.require(actor)
    for found in Post.objects.filter(uuid=post_id).exclude(user=None):
        if found.record_id is not None and found.user_id is not None:
            judging.learner(actor, found.user_id)
    _remove(Post.objects.filter(uuid=post_id))


def thread(user_id: int, activity_id: int, *, after: int = 0, limit: int = 50) -> list[Posted]:
    """The posts of a discussion, in order, from the one after `after` on; for who is in the course.

    Removed posts are shown, without words, where somebody has replied. Raises `Refused` for who is not enrolled.
    """
    activity = places.find(activity_id, ActivityKind.DISCUSSION)
    if not Enrolment.objects.filter(user=user_id, course=activity.course_id, ended_at=None).exists():
        raise Refused(_("You are not enrolled in this course."))
    return _thread(activity, user_id, after, limit)


def thread_as_staff(actor: Actor, activity_id: int, *, after: int = 0, limit: int = 50) -> list[Posted]:
    """The same for staff: what people within reach have written, and other staff. Raises `NotPermitted`, `Refused`."""
    judging.require(actor)
    activity = places.find(activity_id, ActivityKind.DISCUSSION)
    seen = Q()
    if actor.groups is not None:
        seen = Q(record=None) | Q(user__in=User.objects.filter(reach.within(actor)))
    return _thread(activity, actor.user_id, after, limit, seen)


@places.in_one_transaction("what was written")
def written(user_id: int, session: UUID, activity_id: int) -> Written:
    """How much a learner has written in the current work, and what staff have said of it."""
    place = places.open_seat(user_id, session, activity_id, ActivityKind.DISCUSSION)
    return _written(place)


@places.in_one_transaction("a grade")
def grade(
    actor: Actor, post_id: int, *, score: float | None = None, passed: bool | None = None, comment: str = ""
) -> Answer:
    """Grade all that a learner has written in a graded discussion, named by one of the posts.

    Raises `NotPermitted`, `NotFound`; `Refused` for a score that is none; `Conflict` for what is graded and not
    failed, is not graded at all, or was reset since.
    """
    found = judging.reached(actor, Post, post_id)
    place = judging.counting(found)
    if not found.counts:
        raise Conflict(_("This discussion is not graded."))
    ungraded = _own(place).filter(graded_at=None)
    if not ungraded.exists() or _is_through(_own(place)):
        raise Conflict(_("This was graded already."))
    status, passed = judging.verdict(place.activity, score, passed)
    ungraded.update(
        graded_at=place.now,
        graded_by=actor.user_id,
        score=score,
        passed=passed,
        comment=places.words(comment, _("Comment")),
    )
    return committing.write(place, Work(status=status, score=score))


def _new(activity: Activity, user_id: int | None, text: str, reply_to: UUID | None) -> Post:
    made = Post(activity=activity, user_id=user_id, text=places.words(text, _("Text")), posted_at=clock.now())
    if not made.text:
        raise Refused(_("Write something."))
    if reply_to is not None:
        # Locked, so that no erase takes it away in between; what one has emptied is not replied to.
        there = Post.objects.select_for_update(no_key=True).filter(posted_at__isnull=False)
        made.reply_to = there.filter(uuid=reply_to, activity=activity.pk).first()
        if made.reply_to is None:
            raise Refused(_("There is no post to reply to, or not any more."))
    return made


def _own(place: Place) -> "QuerySet[Post]":
    """The learner's posts that belong to the work at a place and have not been removed."""
    return Post.objects.filter(places.here(place), removed_at=None)


def _is_through(own: "QuerySet[Post]") -> bool:
    """Whether what was written has a grade that is not failed."""
    return own.filter(Q(passed=None) | Q(passed=True), graded_at__isnull=False).exists()


def _written(place: Place) -> Written:
    content: Discussion = places.content_of(place.activity)
    own = _own(place).order_by("pk")
    newest = own.filter(graded_at__isnull=False).last()
    return Written(
        posts=own.count(),
        asked=content.posts,
        graded=content.graded,
        graded_at=newest.graded_at if newest else None,
        score=newest.score if newest else None,
        passed=newest.passed if newest else None,
        comment=newest.comment if newest else "",
    )


def _remove(posts: "QuerySet[Post]") -> None:
    if not posts.filter(removed_at=None, posted_at__isnull=False).update(removed_at=clock.now(), text=""):
        raise NotFound(_("There is no such post."))


def _thread(activity: Activity, user_id: int | None, after: int, limit: int, seen: Q | None = None) -> list[Posted]:
    shown = Q(removed_at=None, posted_at__isnull=False) | Q(replies__isnull=False)
    found = Post.objects.filter(shown & (seen or Q()), activity=activity.pk, pk__gt=after).select_related(
        "user", "reply_to"
    )
    return [_shown(each, user_id) for each in found.order_by("pk").distinct()[:limit]]


def _shown(found: Post, user_id: int | None) -> Posted:
    is_gone = found.removed_at is not None or found.posted_at is None
    return Posted(
        id=found.pk,
        uuid=found.uuid,
        author="" if found.user is None else found.user.name,
        is_own=user_id is not None and found.user_id == user_id,
        reply_to=found.reply_to.uuid if found.reply_to else None,
        text=found.text,
        posted_at=found.posted_at,
        is_removed=is_gone,
    )
