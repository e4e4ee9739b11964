"""Legal holds: what must not be erased while they stand (R5)."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import NotFound, Refused
from milepost.base.permissions import HOLDS_MANAGE
from milepost.catalog.models import Course
from milepost.organisation import adminlog
from milepost.people import reach
from milepost.people.lookup import nobody
from milepost.people.models import User
from milepost.records.models import Hold


@transaction.atomic
def place(actor: Actor, user: User | None = None, course: Course | None = None, *, reason: str) -> Hold:
    """Keep a learner, a course, or one learner's records in one course from being erased, until the hold is lifted.

    Several holds may stand on the same: each is lifted for itself. A hold on a course concerns everybody in it.

    Raises `NotPermitted` without `holds.manage`, and for a course as a whole if the actor does not reach everybody;
    `NotFound` for a learner outside the actor's reach; `Refused` without a reason, or with neither learner nor course.
    """
    actor.require(HOLDS_MANAGE)
    if user is None and course is None:
        raise Refused(_("A hold is on a learner, on a course, or on both."))
    if not reason.strip():
        raise Refused(_("A hold needs a reason."))
    _check_reach(actor, user)
    hold = Hold.objects.create(
        user=user, course=course, reason=reason.strip(), placed_at=clock.now(), placed_by=actor.label
    )
    adminlog.record(actor, "hold.placed", subject(hold), id=hold.pk, reason=hold.reason)
    return hold


@transaction.atomic
def lift(actor: Actor, hold: Hold, reason: str = "") -> None:
    """End a hold. It stays on record, with who lifted it and when; the reason is kept in the log of administration.

    Raises like `place`, and `Refused` for a hold that has been lifted.
    """
    actor.require(HOLDS_MANAGE)
    _check_reach(actor, hold.user)
    if not Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=clock.now(), lifted_by=actor.label):
        raise Refused(_("Hold %(number)s has been lifted already.") % {"number": hold.pk})
    hold.refresh_from_db()
    adminlog.record(actor, "hold.lifted", subject(hold), id=hold.pk, reason=reason.strip())


def active(actor: Actor) -> list[Hold]:
    """The holds that stand, the oldest first: those on courses, and those on learners within the actor's reach.

    Raises `NotPermitted` without `holds.manage`.
    """
    actor.require(HOLDS_MANAGE)
    visible = Q(user=None) | Q(user__in=User.objects.filter(reach.within(actor)))
    return list(Hold.objects.filter(visible, lifted_at=None).select_related("user", "course").order_by("pk"))


def find(actor: Actor, key: int) -> Hold:
    """The active hold with that number, as `active` gives it. Raises `NotFound`."""
    for hold in active(actor):
        if hold.pk == key:
            return hold
    raise NotFound(_("There is no hold %(number)s, or it has been lifted.") % {"number": key})


def subject(hold: Hold) -> str:
    """What a hold is on, as the log of administration and the command line say it: login id, asset id or UUID."""
    learner = hold.user.login_id if hold.user else None
    course = (hold.course.asset_id or str(hold.course.uuid)) if hold.course else None
    return " · ".join(each for each in (learner, course) if each)


def _check_reach(actor: Actor, user: User | None) -> None:
    if user is None:
        reach.require(actor, None)
    elif not reach.covers(actor, user):
        raise nobody(user.login_id)
