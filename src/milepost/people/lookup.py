"""From what people write to who is meant."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.ids import parse_uuid
from milepost.base.texts import is_storable
from milepost.people import reach
from milepost.people.models import Group, User

_AT_ONCE = 10_000  # texts a statement


def find_users(texts: Iterable[str], actor: Actor | None = None) -> list[int]:
    """The keys of the users with these login ids, UUIDs or e-mail addresses; with an actor, of those within reach.

    At most three statements for each ten thousand texts. Raises `NotFound`, naming the text, for the first one that
    fits nobody or more than one.
    """
    visible = User.objects.filter(reach.within(actor) if actor else Q())
    rest, keys = iter(texts), list[int]()
    while some := [text.strip() for text in islice(rest, _AT_ONCE)]:
        found = _called(visible, [text for text in some if is_storable(text)])
        keys += [_only(text, found[text]) for text in some]
    return keys


def sort_out(texts: Sequence[str], actor: Actor) -> list[int | NotFound]:
    """Whom each of some texts means, of those within reach; where it is nobody or several, the fault in its place.

    For at most ten thousand texts, in at most three statements.
    """
    wanted = [text.strip() for text in texts]
    found = _called(User.objects.filter(reach.within(actor)), [text for text in wanted if is_storable(text)])
    return [_found(text, found[text]) for text in wanted]


def _found(text: str, found: Collection[int]) -> int | NotFound:
    try:
        return _only(text, found)
    except NotFound as fault:
        return fault


def _called(visible: QuerySet[User], texts: Sequence[str]) -> Mapping[str, set[int]]:
    """Whom each of these texts means."""
    found = defaultdict[str, set[int]](set)
    for key, login_id in visible.filter(login_id__in=texts).values_list("pk", "login_id"):
        found[login_id].add(key)
    identifiers = {text: identifier for text in texts if (identifier := parse_uuid(text)) is not None}
    if identifiers:
        keys = dict(visible.filter(uuid__in=identifiers.values()).values_list("uuid", "pk"))
        for text, identifier in identifiers.items():
            found[text] |= {keys[identifier]} if identifier in keys else set()
    addresses = {text: text.lower() for text in texts if "@" in text}
    if addresses:
        named = visible.alias(address=Lower("email")).filter(address__in=addresses.values())
        users = defaultdict[str, set[int]](set)
        for key, address in named.values_list("pk", Lower("email")):
            users[address].add(key)
        for text, address in addresses.items():
            found[text] |= users[address]
    return found


def _only(text: str, found: Collection[int]) -> int:
    if not found:
        raise nobody(text)
    if len(found) > 1:
        raise NotFound(_("“%(value)s” fits more than one learner. Write the login id or the UUID.") % {"value": text})
    [key] = found
    return key


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
