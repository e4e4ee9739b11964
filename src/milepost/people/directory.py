"""Looking people up: as far as the reach goes, and for whoever may look at people at all (R40)."""

from django.db.models import Q, QuerySet

from milepost.base.actor import Actor
from milepost.base.permissions import READING
from milepost.base.texts import is_storable
from milepost.people import reach
from milepost.people.lookup import find_users
from milepost.people.models import User


def find(actor: Actor, text: str) -> User:
    """The user with this login id, UUID or e-mail address.

    Raises `NotPermitted` for who may look at nobody; `NotFound` for nobody, nobody within reach, or several.
    """
    actor.require_any(*READING)
    [key] = find_users([text], actor)
    return User.objects.select_related("role").get(pk=key)


def listing(actor: Actor, *, search: str = "", group: str = "", is_active: bool | None = None) -> QuerySet[User]:
    """The users within reach, to be put in order and cut by who asks.

    `search` is a part of login id, name or e-mail address, in any case of letters; `group` the name of a group, which
    selects nobody if the actor does not reach that group. Raises `NotPermitted` for who may look at nobody.
    """
    actor.require_any(*READING)
    found = User.objects.filter(reach.within(actor)).select_related("role")
    if not is_storable(search) or not is_storable(group):
        return found.none()
    if search.strip():
        found = found.filter(_has(search.strip()))
    if group:
        reachable = Q() if actor.groups is None else Q(group_id__in=actor.groups)
        members = User.groups.through.objects.filter(reachable, group__name=group)
        found = found.filter(pk__in=members.values("user_id"))
    return found if is_active is None else found.filter(is_active=is_active)


def groups_of(actor: Actor, users: list[User]) -> dict[int, list[str]]:
    """The names of the groups of each user, of those that the actor reaches, by the user's key; one statement."""
    visible = Q() if actor.groups is None else Q(group_id__in=actor.groups)
    rows = (
        User.groups.through.objects.filter(visible, user__in=[user.pk for user in users])
        .order_by("group__name")
        .values_list("user_id", "group__name")
    )
    names: dict[int, list[str]] = {user.pk: [] for user in users}
    for key, name in rows:
        names[key].append(name)
    return names


def _has(part: str) -> Q:
    return Q(login_id__icontains=part) | Q(display_name__icontains=part) | Q(email__icontains=part)
