"""From what people write to who is meant."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.ids import parse_uuid
from milepost.base.texts import is_storable
from milepost.people import reach
from milepost.people.models import Group, User


def find_users(texts: Iterable[str], actor: Actor | None = None) -> list[int]:
    """The keys of the users with these login ids, UUIDs or e-mail addresses; with an actor, of those within reach.

    Raises `NotFound`, naming the text, for one that fits nobody or more than one.
    """
    visible = reach.within(actor) if actor else Q()
    return [_find_user(text.strip(), visible) for text in texts]


def _find_user(text: str, visible: Q) -> int:
    if not is_storable(text):
        raise nobody(text)
    condition = Q(login_id=text)
    if (identifier := parse_uuid(text)) is not None:
        condition |= Q(uuid=identifier)
    if "@" in text:
        condition |= Q(email__iexact=text)
    found = list(User.objects.filter(condition, visible).values_list("pk", flat=True)[:2])
    if not found:
        raise nobody(text)
    if len(found) > 1:
        raise NotFound(_("“%(value)s” fits more than one learner. Write the login id or the UUID.") % {"value": text})
    return found[0]


def nobody(text: str) -> NotFound:
    """What is said of somebody who does not exist, or not within the actor's reach."""
    return NotFound(_("Nobody has the login id, e-mail address or UUID “%(value)s”.") % {"value": text})


def find_groups(names: Iterable[str], actor: Actor) -> list[Group]:
    """The groups of these names, of those that the actor reaches. Raises `NotFound`, naming the one that is not."""
    visible = Q() if actor.groups is None else Q(pk__in=actor.groups)
    wanted = list(names)
    found = {group.name: group for group in Group.objects.filter(visible, name__in=wanted)}
    for name in wanted:
        if name not in found:
            raise NotFound(_("There is no group “%(name)s”.") % {"name": name})
    return list(found.values())
