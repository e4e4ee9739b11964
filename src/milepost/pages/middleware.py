"""What holds for every page: the language and the time zone of who looks at it, and errors that people can mend."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from milepost.base.errors import Conflict, MilepostError, NotFound, NotPermitted
from milepost.pages import views

# What programs and browsers fetch is the same for everybody.
_FOR_ALL = ("/api/", "/assets/", "/healthz")
_STATUS: tuple[tuple[type[MilepostError], int], ...] = ((NotFound, 404), (NotPermitted, 403), (Conflict, 409))


class Preferences:
    """A request is answered in the language and the time zone that the person has chosen in the profile.

    Nobody is looked up who has no session, and not for what is the same for all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose, answer, and leave nothing behind for the next request of the thread."""
        if request.path.startswith(_FOR_ALL) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self._get_response(request)
        user = request.user
        if user.is_authenticated:
            if user.language:
                translation.activate(user.language)
                request.LANGUAGE_CODE = user.language
            with timezone.override(zone(user.time_zone)):
                return self._get_response(request)
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A sentence for who can mend it, in place of a failure."""
        if not isinstance(exception, MilepostError) or request.path.startswith(_FOR_ALL):
            return None
        if isinstance(exception, NotFound):
            return views.not_found(request, Http404(str(exception)))
        status = next((status for kind, status in _STATUS if isinstance(exception, kind)), 422)
        return views.refused(request, exception, status)


def zone(name: str) -> zoneinfo.ZoneInfo | None:
    """A time zone by its name; None, the organisation's, where nobody has chosen one, or this machine lacks it."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
