"""The way in, whether Milepost is well, and what is said where there is no page."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milepost.base.errors import MilepostError


@never_cache
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """To one's own learning; whoever has not signed in yet is asked to on the way."""
    return HttpResponseRedirect(reverse("learning"))


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether requests can be answered: the database is there and set up. For load balancers and monitors."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM people_role WHERE id = 0")
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


def refused(request: HttpRequest, error: MilepostError, status: int) -> HttpResponse:
    """What somebody asked for cannot be, for this reason."""
    return _message(request, _("That is not possible"), str(error), status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address."""
    what = _("It may have moved, or the address is not complete.")
    return _message(request, _("There is no page at this address"), what, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not for this person."""
    what = _("Your role does not have the permission for it. Ask whoever administers Milepost.")
    return _message(request, _("This page is not for your role"), what, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back that was not made for this session."""
    what = _("Nothing was changed. Go back, load the page again, and repeat what you did.")
    return _message(request, _("The page was too old"), what, 403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side. Said without a look at the database, which may be what is wrong."""
    return render(request, "milepost/failed.html", status=500)


def _message(request: HttpRequest, title: str, what: str, status: int) -> HttpResponse:
    return render(request, "milepost/message.html", {"title": title, "what": what}, status=status)
