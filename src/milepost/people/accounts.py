"""Users are made, changed and deactivated. Nobody is deleted: what they did stays."""

import zoneinfo
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from milepost.base import texts
from milepost.base.actor import Actor
from milepost.base.errors import BeyondReach, Conflict, NotFound, Refused
from milepost.base.ids import parse_uuid
from milepost.base.permissions import PROGRESS_MANAGE
from milepost.organisation import adminlog
from milepost.people import reach, roles
from milepost.people.lookup import find_groups, nobody
from milepost.people.models import ROLE_NAME, Group, User
from milepost.people.rights import rights_of

# Whoever may change these of somebody can lock them out, or one day become them.
_DECISIVE = frozenset({"login_id", "email", "is_active"})
# The log of administration is never erased: it says that these have changed, not what they are.
_SAID = frozenset({"login_id", "is_active"})


class Fields(TypedDict, total=False):
    """What can be said of a user; what is not said stays as it is.

    `role` is a role's name, or None for none. `groups` are all groups of the user that the actor reaches, by name.
    """

    login_id: str
    email: str
    display_name: str
    language: str
    time_zone: str
    is_active: bool
    role: str | None
    groups: list[str]


def create(actor: Actor, fields: Fields) -> User:
    """A new user, as whom nobody can sign in yet, without a role unless one is named.

    Somebody whose role is limited makes users within its groups alone: in the one that there is, else in those named.

    Raises `NotPermitted` without `progress.manage`, and as `roles.assign` does for the role; `Conflict` for a login id
    that is taken; `NotFound` for a role, group or time zone that there is not; `Refused` for what is no value.
    """
    actor.require(PROGRESS_MANAGE)
    values = _values({"login_id": "", **fields})
    groups = _groups_of_new(actor, fields)
    with _login_id_is_free(values), transaction.atomic():
        user = User.objects.create_user(**values)
        user.groups.add(*groups)
        adminlog.record(actor, "user.created", user.login_id, groups=sorted(group.name for group in groups))
        _assign(actor, user, fields)
    user.refresh_from_db()
    return user


def change(actor: Actor, user: User, fields: Fields) -> User:
    """Change what is said and leave the rest; a user who is deactivated keeps everything but the way in.

    Raises `NotFound` for somebody outside the actor's reach; `NotPermitted` without `progress.manage`, also for login
    id, e-mail address and activity of somebody who may do what the actor may not; `Conflict` for a login id that is
    taken; `Refused` for what is no value, and if nobody were left who could change roles.
    """
    actor.require(PROGRESS_MANAGE)
    if not reach.covers(actor, user):
        raise nobody(user.login_id)
    values = _values(fields)
    with _login_id_is_free(values, user), _turn(fields):
        user = User.objects.select_for_update(of=("self",), no_key=True).select_related("role").get(pk=user.pk)
        _write(actor, user, values)
        if "groups" in fields:
            _move(actor, user, fields["groups"])
        _assign(actor, user, fields)
    user.refresh_from_db()
    return user


def _values(fields: Fields) -> dict[str, Any]:
    """The columns, checked. Raises `Refused`."""
    values: dict[str, Any] = {}
    if "login_id" in fields:
        values["login_id"] = texts.line(fields["login_id"], _("Login id"), 150)
    if "display_name" in fields:
        values["display_name"] = texts.line(fields["display_name"], _("Name"), 200, required=False)
    if "email" in fields:
        values["email"] = _email(fields["email"])
    if "language" in fields:
        values["language"] = _language(fields["language"])
    if "time_zone" in fields:
        values["time_zone"] = _time_zone(fields["time_zone"])
    if "is_active" in fields:
        values["is_active"] = fields["is_active"]
    return values


def _email(text: str) -> str:
    text = texts.line(text, _("E-mail address"), 254, required=False)
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise Refused(_("“%(text)s” is no e-mail address.") % {"text": text}) from error
    return text


def _language(text: str) -> str:
    known = [code for code, _name in settings.LANGUAGES]
    if text not in ("", *known):
        raise Refused(_("“%(text)s” is no language of Milepost; there are: %(known)s.") % _known(text, known))
    return text


def _time_zone(text: str) -> str:
    # Names alone: as a path, a text could make the library look for a file anywhere.
    if text and text not in _time_zones():
        raise NotFound(_("There is no time zone “%(text)s”; write Europe/Berlin.") % {"text": text[:60]})
    return text


@cache
def _time_zones() -> set[str]:
    return zoneinfo.available_timezones()


def _known(text: str, known: list[str]) -> dict[str, str]:
    return {"text": text[:60], "known": ", ".join(known)}


# --- groups and roles ----------------------------------------------------------------------------
def _groups_of_new(actor: Actor, fields: Fields) -> list[Group]:
    if names := fields.get("groups"):
        return _groups(actor, names)
    if actor.groups is None:
        return []
    if not actor.groups:
        raise BeyondReach
    if len(actor.groups) > 1:
        raise Refused(_("Your role is limited to several groups. Say in which of them the new user is."))
    return list(Group.objects.filter(pk__in=actor.groups))


def _groups(actor: Actor, names: list[str]) -> list[Group]:
    return find_groups([texts.line(name, _("Group"), 120) for name in names], actor)


def _move(actor: Actor, user: User, names: list[str]) -> None:
    """Let the user be in these groups of those that the actor reaches; groups that it does not reach stay."""
    wanted = _groups(actor, names)
    if not wanted and actor.groups is not None:
        raise Refused(_("The user has to stay in one of the groups that your role is limited to."))
    visible = Q() if actor.groups is None else Q(pk__in=actor.groups)
    before = list(user.groups.filter(visible))
    if set(before) != set(wanted):
        user.groups.remove(*set(before).difference(wanted))
        user.groups.add(*wanted)
        names_of = {"before": before, "after": wanted}
        said = {when: sorted(group.name for group in groups) for when, groups in names_of.items()}
        adminlog.record(actor, "user.groups_changed", user.login_id, **said)


def _assign(actor: Actor, user: User, fields: Fields) -> None:
    if "role" in fields:
        name = fields["role"]
        role = None if name is None else roles.find(texts.line(name, _("Role"), ROLE_NAME))
        if role != user.role:
            roles.assign(actor, user, role)


# --- writing -------------------------------------------------------------------------------------
def _write(actor: Actor, user: User, values: dict[str, Any]) -> None:
    before = {name: getattr(user, name) for name, value in values.items() if getattr(user, name) != value}
    if not before:
        return
    if not _DECISIVE.isdisjoint(before):
        _check_standing(actor, user)
    for name in before:
        setattr(user, name, values[name])
    user.save(update_fields=list(before))
    said = {
        "before": {name: value for name, value in before.items() if name in _SAID},
        "after": {name: values[name] for name in before if name in _SAID},
    }
    adminlog.record(actor, "user.changed", user.login_id, fields=sorted(before), **said)


def _check_standing(actor: Actor, user: User) -> None:
    """Nobody takes the way in from, or gets hold of, somebody who may do more than they."""
    rights = rights_of(user.role)
    for code in sorted(rights.codes):
        actor.require(code)
    reach.require(actor, rights.groups)


def _turn(fields: Fields) -> AbstractContextManager[None]:
    """One transaction; where somebody might lose the last role that can change roles, after all others of the kind."""
    if "role" in fields or fields.get("is_active") is False:
        return roles.an_administrator_remains()
    return transaction.atomic()


def _check_names(values: dict[str, Any], user: User | None) -> None:
    """Nobody is called what somebody else is: whoever wrote that would mean two, and it would serve for neither.

    Of everybody, also beyond the actor's reach, as with login ids. Two people may share an e-mail address.
    """
    login_id, email = values.get("login_id") or "", values.get("email") or ""
    same = {login_id: Q(uuid=parse_uuid(login_id)), email: Q(login_id=email)}
    if "@" in login_id:
        addressed = User.objects.alias(address=Lower("email")).filter(address=login_id.lower())
        same[login_id] = same[login_id] | Q(pk__in=addressed)
    for name, condition in same.items():
        if name and _others(user).filter(condition).exists():
            raise Conflict(_("Somebody else has “%(name)s” as login id, e-mail address or UUID.") % {"name": name})


def _others(user: User | None) -> QuerySet[User]:
    """Everybody but that user, if it is there already."""
    return User.objects.exclude(pk=user.pk) if user else User.objects.all()


@contextmanager
def _login_id_is_free(values: dict[str, Any], user: User | None = None) -> Iterator[None]:
    """Raise `Conflict` for a login id that somebody else has, or gets at the same instant."""
    _check_names(values, user)
    login_id = values.get("login_id")
    others = _others(user).filter(login_id=login_id)
    taken = Conflict(_("The login id “%(login)s” is taken.") % {"login": login_id})
    if login_id is not None and others.exists():
        raise taken
    try:
        yield
    except IntegrityError as error:
        if login_id is not None and others.exists():
            raise taken from error
        raise
