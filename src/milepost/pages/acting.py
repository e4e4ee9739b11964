"""From a request to an actor."""

from django.http import HttpRequest

from milepost.base.actor import Actor
from milepost.people import actors
from milepost.people.models import User


def acting(request: HttpRequest) -> Actor:
    """Whoever has signed in, with the permissions and the reach of this moment; looked up once a request.

    The page asks for somebody signed in (`login_required`).
    """
    found: Actor | None = getattr(request, "_acting", None)
    if found is None:
        assert isinstance(request.user, User)
        found = actors.of_user(request.user)
        request._acting = found  # type: ignore[attr-defined]
    return found
