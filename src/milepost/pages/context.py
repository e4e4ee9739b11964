"""What every page's frame shows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost import __version__
from milepost.pages.acting import acting
from milepost.people.models import User

# Staff's pages are below this address.
STAFF = "/manage/"


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation. `is_here`: the page is at it or below it."""

    text: str
    address: str
    icon: str
    is_here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """For templates: `frame`, with the theme, the navigation and who is signed in (`person`, or None).

    `providers`: where else one may sign in, by OpenID Connect: what it is called in addresses, and by people.
    """
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    return {
        "frame": {
            "theme": person.theme if person else "",
            "person": person,
            "ways": _ways(request, person) if person else [],
            "languages": settings.LANGUAGES,
            "version": __version__,
            "providers": [(app["provider_id"], app["name"]) for app in settings.OIDC],
        }
    }


def _ways(request: HttpRequest, person: User) -> list[Way]:
    ways = [
        (_("My learning"), "learning", "book-open"),
        (_("History"), "history", "history"),
        (_("Transcript"), "transcript", "scroll-text"),
    ]
    if acting(request).permissions:
        ways.append((_("Manage"), "manage", "layout-dashboard"))
    found = [(text, reverse(name), icon) for text, name, icon in ways]
    here = max((address for _text, address, _icon in found if request.path.startswith(address)), key=len, default="")
    return [Way(text, address, icon, address == here) for text, address, icon in found]
