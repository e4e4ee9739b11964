"""Roles: those that every installation begins with, and how they are changed and given to people."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.base.actor import Actor
from milepost.base.errors import NotFound, Refused
from milepost.base.permissions import BUILT_IN, SETTINGS_MANAGE
from milepost.organisation import adminlog
from milepost.people import reach
from milepost.people.lookup import nobody
from milepost.people.models import ROLE_NAME, Group, Role, RoleGroup, RolePermission, User
from milepost.people.rights import NONE, Rights, check_change, known, rights_of


@transaction.atomic
def ensure_built_in() -> None:
    """Make the built-in roles that are missing. One that exists stays as the organisation has edited it."""
    for name, codes in BUILT_IN.items():
        role, made = Role.objects.get_or_create(name=name, defaults={"built_in": True})
        if made:
            RolePermission.objects.bulk_create(RolePermission(role=role, code=code) for code in sorted(codes))


def create_role(actor: Actor, name: str, permissions: Collection[str], groups: Collection[Group] | None) -> Role:
    """A new role. `groups`: those that it is limited to (none of them: it reaches nobody); None: everybody.

    Raises as `change_role` does, and `Refused` for a name that is empty, too long or taken.
    """
    actor.require(SETTINGS_MANAGE)
    name, codes = name.strip(), known(permissions)
    if not 0 < len(name) <= ROLE_NAME:
        raise Refused(_("A role needs a name of up to %(number)s characters.") % {"number": ROLE_NAME})
    check_change(actor, NONE, Rights(codes, _keys(groups)))
    with transaction.atomic():
        role, made = Role.objects.get_or_create(name=name)
        if not made:
            raise Refused(_("There is a role “%(name)s” already.") % {"name": name})
        _write(role, codes, groups)
        adminlog.record(actor, "role.created", name, after=facts(role))
    return role


def change_role(actor: Actor, role: Role, permissions: Collection[str], groups: Collection[Group] | None) -> None:
    """Let a role have these permissions and this reach, for all who have it, from now on.

    `groups`: those that it is limited to (none of them: it reaches nobody); None: everybody.

    Raises `NotPermitted` without `settings.manage`, for a permission that the actor would grant and does not hold, and
    for people outside the actor's reach; `Refused` for an unknown permission, and if nobody were left who could undo
    it.
    """
    actor.require(SETTINGS_MANAGE)
    codes = known(permissions)
    with an_administrator_remains():
        role.refresh_from_db()
        check_change(actor, rights_of(role), Rights(codes, _keys(groups)))
        before = facts(role)
        _write(role, codes, groups)
        if (after := facts(role)) != before:
            adminlog.record(actor, "role.changed", role.name, before=before, after=after)


def delete_role(actor: Actor, role: Role) -> None:
    """Remove a role that nobody has. Raises `NotPermitted` as `change_role` does, `Refused` for a built-in one."""
    actor.require(SETTINGS_MANAGE)
    with an_administrator_remains():
        check_change(actor, rights_of(role), NONE)
        if role.built_in:
            raise Refused(
                _("The role “%(name)s” is built in; it can be changed, but not deleted.") % {"name": role.name}
            )
        if users := role.users.count():
            words = {"name": role.name, "n": users}
            raise Refused(
                ngettext("%(n)s user has the role “%(name)s”.", "%(n)s users have the role “%(name)s”.", users) % words
            )
        adminlog.record(actor, "role.deleted", role.name, before=facts(role))
        role.delete()


def assign(actor: Actor, user: User, role: Role | None) -> None:
    """Give somebody a role, in place of the one they had; None takes it away.

    Raises `NotPermitted` without `settings.manage`, and unless the actor holds all that the role would bring;
    `NotFound` for somebody outside the actor's reach; `Refused` if nobody were left who could undo it.
    """
    actor.require(SETTINGS_MANAGE)
    if not reach.covers(actor, user):
        raise nobody(user.login_id)
    with an_administrator_remains():
        user = User.objects.select_for_update(of=("self",), no_key=True).select_related("role").get(pk=user.pk)
        before = user.role
        if before == role:
            return
        check_change(actor, rights_of(before), rights_of(role))
        user.role = role
        user.save(update_fields=["role"])
        names = {"before": before.name if before else None, "after": role.name if role else None}
        adminlog.record(actor, "user.role_assigned", user.login_id, **names)


@contextmanager
def an_administrator_remains() -> Iterator[None]:
    """One transaction, refused at its end if it takes away the last one who could change roles.

    That is an active user whose role has `settings.manage` and reaches everybody. For whatever changes roles, gives
    them, or deactivates users; such changes happen one after the other. Raises `Refused`.
    """
    with transaction.atomic():
        # Two administrators who demote each other at the same instant: the second one waits here, and then looks.
        list(Role.objects.select_for_update(no_key=True).order_by("pk"))
        there_was = _administrators().exists()
        yield
        if there_was and not _administrators().exists():
            raise Refused(
                _("Nobody would be left who can change roles and settings. Give somebody else that role first.")
            )


def _administrators() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role__limited=False, role__permissions__code=SETTINGS_MANAGE)


def find(name: str) -> Role:
    """The role of that name. Raises `NotFound`, naming those that there are."""
    role = Role.objects.filter(name=name).first()
    if role is None:
        words = {"name": name, "known": ", ".join(Role.objects.order_by("name").values_list("name", flat=True))}
        raise NotFound(_("There is no role “%(name)s”; there are: %(known)s.") % words)
    return role


def listing(actor: Actor) -> list[Role]:
    """All roles by name. Raises `NotPermitted` without `settings.manage`."""
    actor.require(SETTINGS_MANAGE)
    return list(Role.objects.order_by("name"))


def facts(role: Role) -> dict[str, Any]:
    """What a role comes to, as the log of administration and the command line say it. `groups`: None is everybody."""
    groups = [group.name for group in groups_of(role)] if role.limited else None
    return {"permissions": sorted(role.codes()), "groups": groups}


def groups_of(role: Role) -> list[Group]:
    """The groups that a role is limited to, by name; none for one that reaches everybody."""
    return list(Group.objects.filter(pk__in=role.reach() or ()).order_by("name"))


def _keys(groups: Collection[Group] | None) -> frozenset[int] | None:
    return None if groups is None else frozenset(group.pk for group in groups)


def _write(role: Role, codes: frozenset[str], groups: Collection[Group] | None) -> None:
    role.limited = groups is not None
    role.save(update_fields=["limited"])
    role.permissions.exclude(code__in=codes).delete()
    role.groups.exclude(group__in=groups or ()).delete()
    there = role.codes()
    RolePermission.objects.bulk_create(RolePermission(role=role, code=code) for code in sorted(codes - there))
    missing = (_keys(groups) or frozenset()) - frozenset(role.groups.values_list("group_id", flat=True))
    RoleGroup.objects.bulk_create(RoleGroup(role=role, group_id=key) for key in sorted(missing))
