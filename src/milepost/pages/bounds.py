"""How much a page takes: more is refused before it is read, so that nobody fills the disk.

Files of a form are written to the disk as they come in, before anybody has looked at who sends them what for.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog.contents import media
from milepost.pages import views
from milepost.pages.acting import acting
from milepost.pages.context import STAFF

# A file that a learner hands in.
OWN_FILE: Final = 50 * 1024 * 1024
# What a form has around its file, and the largest content as text.
_FRAME: Final = 4 * 1024 * 1024
_STRANGER: Final = 64 * 1024


class Bounded:
    """A request that says of itself that it is larger than may be is answered with 413. The API has bounds of its own.

    A body without a length is no body (WSGI). Comes after the session and who is signed in, before forms are read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or go on."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isdecimal() or int(said) <= _STRANGER or request.path.startswith("/api/"):
            return self._get_response(request)
        most = _most(request)
        if int(said) <= most:
            return self._get_response(request)
        size = {"size": max(1, (most - _FRAME) // 1_000_000)}
        return views.refused(request, Refused(_("At most %(size)s MB can be sent here.") % size), 413)


def _most(request: HttpRequest) -> int:
    """How many bytes somebody may send to an address."""
    if not request.user.is_authenticated:
        return _STRANGER
    if request.path.startswith(STAFF) and TRAINING_MANAGE in acting(request).permissions:
        return media.largest() + _FRAME
    return OWN_FILE + _FRAME
