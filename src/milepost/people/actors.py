"""From people to actors."""

from django.utils.translation import gettext as _

from milepost.base import permissions
from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.people import tokens
from milepost.people.models import User


def system(label: str) -> Actor:
    """The installation itself: whoever may run its programs already holds its database."""
    return Actor(user_id=None, label=label, permissions=permissions.ALL)


def by_login(login_id: str) -> Actor:
    """The user with that login id, with the permissions and the reach of the user's role.

    Raises `NotFound` for a login id that nobody has, or that belongs to somebody deactivated.
    """
    user = User.objects.filter(login_id=login_id, is_active=True).select_related("role").first()
    if user is None:
        raise NotFound(_("There is no active user with the login id “%(login)s”.") % {"login": login_id})
    return of_user(user)


def of_user(user: User) -> Actor:
    """Somebody who is signed in, with the permissions and the reach of the user's role at this moment."""
    return _acting(user, user.role.codes() if user.role else frozenset())


def by_token(secret: str) -> Actor:
    """The user whom an API token belongs to, with those permissions of the user's role that the token has too.

    Raises `TokenRefused` for a token that is unknown, expired or revoked, or whose user is deactivated.
    """
    token, codes = tokens.find_valid(secret)
    return _acting(token.user, codes & tokens.scopes_of(token))


def _acting(user: User, codes: frozenset[str]) -> Actor:
    """Without a role nobody reaches anybody."""
    groups = user.role.reach() if user.role else frozenset[int]()
    return Actor(user_id=user.pk, label=user.name, permissions=codes, groups=groups)
