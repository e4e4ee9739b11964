"""Reach: whom an actor can see and act on (R40). People outside it do not exist for the actor.

Django's queries use `within`, set-based statements the fragment `in_reach` of `sql/reach.sql`::

    SQL = SqlFile(__package__, "milepost.people:reach.sql", "stage.sql")

    SQL.execute("items", operation=operation.pk, **reach.parameters(actor))
"""

import json
from typing import Any

from django.db.models import Q

from milepost.base.actor import Actor
from milepost.base.errors import BeyondReach
from milepost.people.models import Group, Reach, User


def within(actor: Actor) -> Q:
    """The condition on users that they are within the actor's reach. To be joined by “and” alone: it may be empty."""
    if actor.groups is None:
        return Q()
    return Q(pk__in=Group.users.through.objects.filter(group_id__in=actor.groups).values("user_id"))


def covers(actor: Actor, user: User) -> bool:
    """Whether one user is within the actor's reach."""
    return User.objects.filter(within(actor), pk=user.pk).exists()


def is_within(inner: Reach, outer: Reach) -> bool:
    """Whether everybody in the one reach is certain to be in the other: its groups are among the other's."""
    return outer is None or (inner is not None and inner <= outer)


def require(actor: Actor, needed: Reach) -> None:
    """Raise `BeyondReach` unless the actor's reach holds all of the needed one (None: everybody)."""
    if not is_within(needed, actor.groups):
        raise BeyondReach


def parameters(actor: Actor) -> dict[str, Any]:
    """The parameters of the fragment `in_reach`."""
    return {"everywhere": int(actor.groups is None), "groups": json.dumps(sorted(actor.groups or ()))}
