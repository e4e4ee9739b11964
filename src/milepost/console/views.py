"""The first page, and whether Milepost is well. Nobody signs in in this part, so nothing here is about anybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milepost import __version__
from milepost.console.assets import names

# Nothing but our own files, no script, no frame; inline styles are refused too.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

View = Callable[..., HttpResponse]


def strict(view: View) -> View:
    """A page under the strict content security policy."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        return response

    return wrapped


@strict
@never_cache
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """What Milepost is, that it runs, and what to type until the other pages are there."""
    texts = {
        "title": _("Learning records, set straight"),
        "what": _(
            "Milepost marks training complete that was done elsewhere, and resets progress where training must be "
            "taken again. It shows beforehand exactly what will happen, and takes it back."
        ),
        "running": _("Milepost is running"),
        "meanwhile": _("Until the pages are here"),
        "why": _(
            "Pages for learners and staff come with later parts. Until then the work is done on the command line of "
            "the machine that Milepost runs on:"
        ),
        "commands": _commands(),
        "more": _("Each command explains itself with --help."),
    }
    return _page(request, "milepost/first.html", texts)


@strict
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address."""
    texts = {
        "title": _("There is no page at this address"),
        "what": _("It may have moved, or the address is not complete."),
        "way_on": _("To the first page"),
    }
    return _page(request, "milepost/not_found.html", texts, status=404)


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


def _page(request: HttpRequest, template: str, texts: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {
        "skip": _("Skip to content"),
        "version": _("Version %(version)s") % {"version": __version__},
        "style": names()["milepost.css"],
        "mark": names()["milepost.svg"],
    }
    return render(request, template, frame | texts, status=status)


def _commands() -> list[tuple[str, str]]:
    """What to type, and what it does, in the order of a day's work."""
    return [
        ("milepost template reset -o reset.csv", _("the empty file, one learner and one course a row")),
        ("milepost reset --file reset.csv --preview", _("checks every row and shows what would happen")),
        ("milepost reset --file reset.csv", _("asks for confirmation, then resets")),
        ("milepost operations", _("what has been done, by whom, and what became of it")),
        ("milepost undo OPERATION", _("takes an operation back")),
        ("milepost doctor", _("checks the whole database")),
    ]
