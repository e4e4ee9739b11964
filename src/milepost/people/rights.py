"""What a role comes to, and whether somebody may hand it on."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milepost.base import permissions
from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.people import reach
from milepost.people.models import Reach, Role


@dataclass(frozen=True)
class Rights:
    """Permissions, and the groups whose members they are for (None: everybody). Without permissions, nobody."""

    codes: frozenset[str]
    groups: Reach

    def __post_init__(self) -> None:
        if not self.codes:
            object.__setattr__(self, "groups", frozenset())


NONE = Rights(frozenset(), frozenset())


def rights_of(role: Role | None) -> Rights:
    """What a role comes to; no role is no rights."""
    return Rights(role.codes(), role.reach()) if role else NONE


def known(codes: Collection[str]) -> frozenset[str]:
    """The permissions, if Milepost knows each. Raises `Refused`, naming one that it does not, and all that it does."""
    for code in codes:
        if code not in permissions.ALL:
            words = {"code": code, "known": ", ".join(sorted(permissions.ALL))}
            raise Refused(_("There is no permission “%(code)s”; there are: %(known)s.") % words)
    return frozenset(codes)


def check_change(actor: Actor, before: Rights, after: Rights) -> None:
    """Nobody may grant what they do not hold themselves, nor change what concerns people outside their reach.

    Permissions that are added must be the actor's own; where the reach grows, all of them must. Taking away needs
    none. Raises `NotPermitted`, for the reach `BeyondReach`.
    """
    wider = not reach.is_within(after.groups, before.groups)
    for code in sorted(after.codes if wider else after.codes - before.codes):
        actor.require(code)
    reach.require(actor, before.groups)
    reach.require(actor, after.groups)
