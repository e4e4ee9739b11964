"""Passwords are set for people, and made up where nobody has one in mind."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.base.permissions import SETTINGS_MANAGE
from milepost.organisation import adminlog
from milepost.people.models import User

# Without letters and digits that are taken for each other.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def made_up() -> str:
    """A password that nobody can guess, in groups that can be read out: about 80 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(4)) for _group in range(4))


@transaction.atomic
def give(actor: Actor, user: User, password: str) -> None:
    """Let somebody sign in with this password from now on; whoever is signed in as that user is no longer.

    Raises `NotPermitted` without `settings.manage`; `Refused` for a password that is too short or known to everybody.
    """
    actor.require(SETTINGS_MANAGE)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            _("This password cannot be used. %(reasons)s") % {"reasons": " ".join(error.messages)}
        ) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    adminlog.record(actor, "user.password_given", user.login_id)
