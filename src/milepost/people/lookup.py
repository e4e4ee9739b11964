"""From what people write to who is meant."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.base.errors import NotFound
from milepost.base.ids import parse_uuid
from milepost.people.models import User


def find_users(texts: Iterable[str]) -> list[int]:
    """The keys of the users with these login ids, UUIDs or e-mail addresses.

    Raises `NotFound`, naming the text, for one that fits nobody or more than one.
    """
    return [_find_user(text.strip()) for text in texts]


def _find_user(text: str) -> int:
    condition = Q(login_id=text)
    if (identifier := parse_uuid(text)) is not None:
        condition |= Q(uuid=identifier)
    if "@" in text:
        condition |= Q(email__iexact=text)
    found = list(User.objects.filter(condition).values_list("pk", flat=True)[:2])
    if not found:
        raise NotFound(_("Nobody has the login id, e-mail address or UUID “%(value)s”.") % {"value": text})
    if len(found) > 1:
        raise NotFound(_("“%(value)s” fits more than one learner. Write the login id or the UUID.") % {"value": text})
    return found[0]
