"""From people to actors."""

from django.utils.translation import gettext as _

from milepost.base import permissions
from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.people.models import User


def system(label: str) -> Actor:
    """The installation itself: whoever may run its programs already holds its database."""
    return Actor(user_id=None, label=label, permissions=permissions.ALL)


def by_login(login_id: str) -> Actor:
    """The user with that login id, with the permissions of the user's role.

    Raises `NotFound` for a login id that nobody has, or that belongs to somebody deactivated.
    """
    user = User.objects.filter(login_id=login_id, is_active=True).select_related("role").first()
    if user is None:
        raise NotFound(_("There is no active user with the login id “%(login)s”.") % {"login": login_id})
    codes = user.role.permissions.values_list("code", flat=True) if user.role else []
    return Actor(user_id=user.pk, label=user.name, permissions=frozenset(codes))
