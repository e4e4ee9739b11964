"""Who is at work: the permissions and the reach of whoever has signed in, looked up once a request."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from milepost.base.actor import Actor
from milepost.pages.acting import acting

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def staff(*permissions: str) -> Callable[[_View], _View]:
    """A page for who has signed in and has one of the permissions; everybody else gets 403 (R40).

    What the page then does is checked once more where it is done. The view gets the request and the actor.
    """

    def decorate(view: _View) -> _View:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor = acting(request)
            actor.require_any(*permissions)
            return view(request, actor, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate
