"""Who asks: the bearer of an API token, as the `Actor` that every function below takes."""

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from milepost.api import limits
from milepost.base.actor import Actor
from milepost.people import actors

_NOTED = "_milepost_actor"


class Token(HttpBearer):
    """`Authorization: Bearer mp_…`. The header is read once a request, however often it is asked for."""

    openapi_description = "An API token, as `milepost token` prints it. Without scopes it opens `/me` alone."

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor; raises `TokenRefused`, and `Stop` (429) for a token that asks too often."""
        noted = getattr(request, _NOTED, None)
        if noted is None:
            limits.count(token)
            noted = actors.by_token(token)
            setattr(request, _NOTED, noted)
        return cast(Actor, noted)


TOKEN = Token()


def actor(request: HttpRequest) -> Actor:
    """Who makes this request. For views, which are not reached without a valid token."""
    return cast(Actor, getattr(request, _NOTED))


def user_id(request: HttpRequest) -> int:
    """The key of the user who makes this request."""
    found = actor(request).user_id
    assert found is not None, "every token belongs to a user"
    return found
