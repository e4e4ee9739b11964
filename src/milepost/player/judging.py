"""What everybody who judges needs: the right to, somebody within reach, and work that still counts."""

from typing import TypeVar

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Conflict, NotFound, Refused
from milepost.base.permissions import PROGRESS_MANAGE, TRAINING_MANAGE
from milepost.catalog.models import Activity
from milepost.people import reach
from milepost.people.models import User
from milepost.player import places
from milepost.player.models import Assessment, Post, Submission
from milepost.records.committing import Place
from milepost.records.models import Status

_Row = TypeVar("_Row", Submission, Post, Assessment)


def require(actor: Actor) -> None:
    """Raise `NotPermitted` for who may neither manage training nor progress."""
    actor.require_any(TRAINING_MANAGE, PROGRESS_MANAGE)


def learner(actor: Actor, user_id: int) -> User:
    """A user within the actor's reach. Raises `NotPermitted`, and `NotFound` for anybody else (R40)."""
    require(actor)
    for user in User.objects.filter(reach.within(actor), pk=user_id):
        return user
    raise NotFound(_("There is no such learner."))


def reached(actor: Actor, model: type[_Row], key: int) -> _Row:
    """A row of a learner's work within the actor's reach. Raises like `learner`."""
    require(actor)
    row = model._default_manager.filter(pk=key, record__isnull=False).select_related("record", "activity").first()
    if row is None or row.record is None:
        raise NotFound(_("There is no such work, or not any more."))
    learner(actor, row.record.user_id)
    return row


def counting(row: Submission | Post | Assessment) -> Place:
    """The place where a row of work counts, locked. Raises `Conflict` once the work was reset."""
    assert row.record is not None
    place = places.judged(row.record.user_id, row.activity, opens=False)
    if not type(row)._default_manager.filter(places.here(place), pk=row.pk).exists():
        raise Conflict(_("The course or the activity was reset since. This belongs to the time before, uncounted."))
    return place


def verdict(activity: Activity, score: float | None, passed: bool | None) -> tuple[str, bool | None]:
    """What a grade comes to: a status, and whether it is passed.

    The pass mark decides where there is one; then a score is needed. Else it is as `passed` says; None: complete.
    Raises `Refused`.
    """
    if score is not None and not 0 <= score <= 100:
        raise Refused(_("A score is per cent, from 0 to 100."))
    if activity.pass_mark is not None:
        if score is None:
            raise Refused(_("“%(activity)s” has a pass mark: give a score.") % {"activity": activity.title})
        return places.result(activity, score)
    return {None: Status.COMPLETED, True: Status.PASSED, False: Status.FAILED}[passed].value, passed
