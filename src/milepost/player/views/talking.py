"""Discussions."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.base.ids import parse_uuid
from milepost.catalog.contents.shapes import Discussion
from milepost.catalog.models import ActivityKind
from milepost.player import discussions
from milepost.player.discussions import Posted
from milepost.player.views.frame import Context, acts, shows
from milepost.player.visiting import Visit

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A post in its place: `to` is the author of the post that it answers, `is_reply` whether it answers one."""

    post: Posted
    is_reply: bool
    to: str


@shows(ActivityKind.DISCUSSION)
def discussion(request: HttpRequest, here: Visit, content: Discussion) -> Context:
    """The posts, page by page, answers below what they answer; and how many are still asked for."""
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    found = discussions.thread(here.user.pk, here.activity.pk, after=start, limit=_PAGE + 1)
    posts = found[:_PAGE]
    wanted = parse_uuid(request.POST.get("reply_to") or request.GET.get("reply") or "")
    return {
        "posts": _in_order(posts),
        "more": posts[-1].id if len(found) > _PAGE else None,
        "is_first": not start,
        "written": discussions.written(*here.at),
        "reply_to": next((each for each in posts if each.uuid == wanted and not each.is_removed), None),
    }


@acts
def write(request: HttpRequest, here: Visit) -> str:
    """A post is written."""
    reply_to = parse_uuid(request.POST.get("reply_to", ""))
    discussions.post(*here.at, request.POST.get("text", ""), reply_to)
    return _("Posted.")


@acts
def remove(request: HttpRequest, here: Visit, post: uuid.UUID) -> str:
    """An own post is taken back."""
    discussions.remove(here.user.pk, post)
    return _("The post was removed.")


def _in_order(posts: list[Posted]) -> list[Shown]:
    """Each post is followed by all that answers it, directly or not, in the order in which it was written."""
    by_uuid = {each.uuid: each for each in posts}
    below: dict[uuid.UUID, list[Posted]] = {}
    for each in posts:
        root = each
        while root.reply_to in by_uuid:
            root = by_uuid[root.reply_to]
        below.setdefault(root.uuid, []).append(each)
    return [_shown(each, by_uuid) for group in below.values() for each in group]


def _shown(each: Posted, by_uuid: dict[uuid.UUID, Posted]) -> Shown:
    to = by_uuid.get(each.reply_to) if each.reply_to else None
    return Shown(each, each.reply_to is not None, to.author if to else "")
