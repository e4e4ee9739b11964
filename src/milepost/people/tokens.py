"""API tokens: issued, looked up, revoked.

A token acts as its user, with those permissions of the user's role that are among the token's scopes too: it can never
do more than the user, and what the user's role loses it loses as well.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import MilepostError, NotFound, Refused
from milepost.base.permissions import SETTINGS_MANAGE, label
from milepost.organisation import adminlog, settings
from milepost.people import reach
from milepost.people.lookup import nobody
from milepost.people.models import TOKEN_NAME, ApiToken, User
from milepost.people.rights import known, rights_of

# Scanners that look for secrets in published code know a token by its beginning.
PREFIX = "mp_"
_BYTES = 32
_LONGEST = dt.timedelta(days=366)


class TokenRefused(MilepostError):
    """A token that opens nothing: `why` is unknown, expired, revoked or deactivated (its user)."""

    exit_status = 4

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            {
                "unknown": _("This API token is unknown."),
                "expired": _("This API token has expired. Ask for a new one."),
                "revoked": _("This API token has been revoked. Ask for a new one."),
                "deactivated": _("The user of this API token is deactivated."),
            }[why]
        )


def issue(
    actor: Actor, user: User, scopes: Collection[str], name: str, expires_at: dt.datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token, and its secret, which is shown this once and kept nowhere.

    `scopes` are permissions that both the actor and the user have; with none the token serves the user's own learning.
    `expires_at`: after as many days as the setting `token_days` says if None, after 366 days at the latest.

    Raises `NotPermitted` without `settings.manage`, for a scope that the actor does not hold and for a user whose role
    reaches further than the actor's; `NotFound` for a user outside the actor's reach; `Refused` for the rest.
    """
    actor.require(SETTINGS_MANAGE)
    expires_at = expires_at or clock.now() + dt.timedelta(days=settings.get(settings.TOKEN_DAYS))
    _check_form(name, expires_at)
    codes = known(scopes)
    _check_grant(actor, user, codes)
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user, name=name.strip(), hash=_hash(secret), scopes=" ".join(sorted(codes)), expires_at=expires_at
        )
        adminlog.record(actor, "token.issued", user.login_id, **_facts(token))
    return token, secret


def _check_form(name: str, expires_at: dt.datetime) -> None:
    if not 0 < len(name.strip()) <= TOKEN_NAME:
        raise Refused(_("A token needs a name of up to %(number)s characters.") % {"number": TOKEN_NAME})
    if not dt.timedelta(0) < expires_at - clock.now() <= _LONGEST:
        raise Refused(_("A token expires after 1 to %(days)s days.") % {"days": _LONGEST.days})


def _check_grant(actor: Actor, user: User, codes: frozenset[str]) -> None:
    """Nobody hands on, in the shape of somebody else's token, what they do not hold themselves."""
    if not reach.covers(actor, user):
        raise nobody(user.login_id)
    if not user.is_active:
        raise Refused(_("“%(login)s” is deactivated.") % {"login": user.login_id})
    rights = rights_of(user.role)
    for code in sorted(codes):
        actor.require(code)
        if code not in rights.codes:
            words = {"login": user.login_id, "permission": label(code)}
            raise Refused(_("“%(login)s” lacks “%(permission)s”, so a token cannot have it either.") % words)
    if codes:
        reach.require(actor, rights.groups)


def revoke(actor: Actor, token: ApiToken) -> None:
    """From now on the token opens nothing. One that has been revoked stays as it is.

    People may revoke their own tokens; those of others need `settings.manage` (else `NotPermitted`). Raises `NotFound`
    for a token of somebody outside the actor's reach.
    """
    if actor.user_id != token.user_id:
        actor.require(SETTINGS_MANAGE)
        if not reach.covers(actor, token.user):
            raise nobody(token.user.login_id)
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
            adminlog.record(actor, "token.revoked", token.user.login_id, **_facts(token))
    token.refresh_from_db()


def listing(actor: Actor) -> list[ApiToken]:
    """Tokens of the people within reach, the newest first; without `settings.manage` only the actor's own."""
    visible = reach.within(actor) if SETTINGS_MANAGE in actor.permissions else Q(pk=actor.user_id)
    found = ApiToken.objects.filter(user__in=User.objects.filter(visible))
    return list(found.select_related("user").order_by("-pk"))


def find(actor: Actor, key: int) -> ApiToken:
    """The token with that number, as `listing` gives it. Raises `NotFound`."""
    for token in listing(actor):
        if token.pk == key:
            return token
    raise NotFound(_("There is no API token %(number)s.") % {"number": key})


def find_valid(secret: str) -> tuple[ApiToken, frozenset[str]]:
    """The token with that secret, with its user and role, and the role's permissions. Raises `TokenRefused`.

    One statement, since every request needs it: the token comes once for each permission, or once without.
    """
    found = ApiToken.objects.select_related("user__role").annotate(code=F("user__role__permissions__code"))
    rows = list(found.filter(hash=_hash(secret)))
    if not rows:
        raise TokenRefused("unknown")
    token = rows[0]
    if token.revoked_at is not None:
        raise TokenRefused("revoked")
    if token.expires_at <= clock.now():
        raise TokenRefused("expired")
    if not token.user.is_active:
        raise TokenRefused("deactivated")
    return token, frozenset(row.code for row in rows if row.code is not None)


def scopes_of(token: ApiToken) -> frozenset[str]:
    """The permissions that the token may use, if its user has them."""
    return frozenset(token.scopes.split())


def _hash(secret: str) -> str:
    """What is kept of a secret.

    A fast hash is right here: slow ones protect what people make up, and a secret of 256 random bits cannot be guessed
    at any speed, while every request of the API needs this once. Looking the hash up, in whatever time, tells nothing
    about a secret: nobody can choose secrets whose hashes come closer to another one.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(token: ApiToken) -> dict[str, object]:
    """What the log of administration says of a token."""
    return {
        "id": token.pk,
        "name": token.name,
        "scopes": token.scopes.split(),
        "expires_at": token.expires_at.isoformat(),
    }
