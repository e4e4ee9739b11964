"""Seats for a crowd: sessions, sign-ins and tokens of learners, as requests that `tools.crowd` sends.

Needs Django to be set up.
"""

import importlib
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from milepost.catalog.models import Activity
from milepost.people import tokens
from milepost.people.actors import system
from milepost.people.models import User
from tools.crowd import Request

_SECRET = "a" * 32  # of the form's cookie: whoever sends it knows it


def pages(seats: Sequence[tuple[User, UUID, Activity]], *, seconds: int) -> list[Request]:
    """Pages that are open at these seats, signed in, and say that they were used for so many seconds."""
    return [
        Request(reverse("play_time", args=[session, activity.uuid]), _signed_in(user), {"seconds": seconds})
        for user, session, activity in seats
    ]


def programs(seats: Sequence[tuple[User, UUID, Activity]]) -> list[Request]:
    """Programs that commit a second of work at these seats, with a bookmark that counts the commits."""
    return [
        Request(
            f"/api/v1/me/activities/{activity.uuid}/commit",
            {"Authorization": f"Bearer {_token(user)}", "Content-Type": "application/json"},
            {"seconds": 1, "session": str(session)},
            counted="state",
        )
        for user, session, activity in seats
    ]


def _signed_in(user: User) -> dict[str, str]:
    session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={_SECRET}"
    return {"Cookie": cookies, "X-CSRFToken": _SECRET, "Content-Type": "application/json", "Host": "localhost"}


def _token(user: User) -> str:
    return tokens.issue(system("crowd"), user, (), "crowd")[1]
