"""Errors as RFC 9457 problem details. Every error of the API is one, with the same members, and none a stack trace."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from milepost.api.faults import fault
from milepost.base.errors import Busy, Conflict, MilepostError, NotFound, NotPermitted, Refused
from milepost.base.shapes import Misshapen
from milepost.people.tokens import TokenRefused
from milepost.progress.api import EffectChanged

MEDIA_TYPE = "application/problem+json"
# Where the API lives; middleware and catch-all ask for it.
ROOT = "/api/"

_LATER = 60  # seconds

log = logging.getLogger(__name__)

# What each status is called, in the answer and in the document. `type` ends with the code.
KINDS: dict[int, tuple[str, str]] = {
    400: ("unreadable", gettext_noop("The request cannot be read")),
    401: ("no-valid-token", gettext_noop("A valid token is needed")),
    403: ("not-permitted", gettext_noop("Not permitted")),
    404: ("not-found", gettext_noop("Not found")),
    405: ("method-not-allowed", gettext_noop("This method is not there")),
    409: ("conflict", gettext_noop("This does not go together with how things stand")),
    413: ("too-large", gettext_noop("The request is too large")),
    415: ("unsupported-media-type", gettext_noop("This media type is not understood")),
    422: ("refused", gettext_noop("The request is at fault")),
    429: ("too-many-requests", gettext_noop("Too many requests")),
    500: ("internal-error", gettext_noop("Something went wrong here")),
    503: ("unavailable", gettext_noop("Not available for the moment")),
}


class Fault(Schema):
    """One field that is at fault."""

    pointer: str = Field(description="Where: a JSON pointer into the body, or the name of the parameter.")
    detail: str = Field(description="What is wrong, as a sentence.")
    code: str = Field(description="The same as a word for programs.")


class Problem(Schema):
    """What went wrong (RFC 9457). Nothing was changed, unless `detail` says otherwise."""

    type: str = Field(description="Which kind of problem; a path that ends with a word for programs.")
    title: str = Field(description="The kind of problem, in the language asked for.")
    status: int = Field(ge=400, le=599, description="The HTTP status.")
    detail: str = Field(description="What is wrong with this very request, and what to do.")
    instance: str = Field(description="The path that was asked for.")
    errors: list[Fault] = Field(default_factory=list, description="Each field that is at fault.")


class Stop(MilepostError):
    """An answer of the API itself, below any view: with this status, sentence and headers."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.headers = status, dict(headers or {})
        super().__init__(detail)


@contextmanager
def conflicts() -> Iterator[None]:
    """In this block what the heart refuses is a conflict: the request itself was in order."""
    try:
        yield
    except (NotFound, Misshapen):
        raise
    except Refused as error:
        raise Conflict(str(error)) from error


@contextmanager
def in_body(pointer: str) -> Iterator[None]:
    """In this block somebody or something that is not found was named in the body, there: 422, and not 404.

    What clashes with what is there stays a conflict.
    """
    try:
        yield
    except NotFound as error:
        raise BadField(pointer, str(error), "not_found") from error
    except Conflict:
        raise
    except Refused as error:
        raise BadField(pointer, str(error), "refused") from error


class BadField(Refused):
    """A field of the body whose value means nothing here; `pointer` as RFC 6901 writes it."""

    def __init__(self, pointer: str, detail: str, code: str) -> None:
        self.fault = Fault(pointer=pointer, detail=detail, code=code)
        super().__init__(detail)


def answer(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    kind: str = "",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """A problem as the answer. `kind` is a word for programs where the status alone does not say it."""
    code, title = KINDS.get(status, KINDS[500 if status >= 500 else 400])
    body = {
        "type": f"{ROOT}v1/problems/{kind or code}",
        "title": _(title),
        "status": status,
        "detail": detail,
        "instance": request.path,
        "errors": [],
    }
    # Escaped to ASCII, which also bears what no encoding can write.
    return HttpResponse(json.dumps(body | more), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def register(api: NinjaAPI) -> None:
    """Let every error that a view raises be answered as a problem."""
    api.add_exception_handler(Exception, _unexpected)
    for error, handler in _HANDLERS.items():
        api.add_exception_handler(error, handler)


def _plain(status: int) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer(request, status, str(error))


def _bad_field(request: HttpRequest, error: BadField) -> HttpResponse:
    return answer(request, 422, str(error), errors=[error.fault.model_dump()])


def _misshapen(request: HttpRequest, error: Misshapen) -> HttpResponse:
    faults = [{"pointer": each.pointer, "detail": each.sentence, "code": each.code} for each in error.faults]
    return _at_fault(request, faults)


def _stop(request: HttpRequest, error: Stop) -> HttpResponse:
    return answer(request, error.status, str(error), headers=error.headers)


def _busy(request: HttpRequest, error: Busy) -> HttpResponse:
    return answer(request, 503, str(error), headers={"Retry-After": str(_LATER)})


def _no_token(request: HttpRequest, error: TokenRefused) -> HttpResponse:
    challenge = f'Bearer realm="Milepost", error="invalid_token", error_description="{error.why}"'
    return answer(request, 401, str(error), headers={"WWW-Authenticate": challenge})


def _effect_changed(request: HttpRequest, error: EffectChanged) -> HttpResponse:
    from milepost.api.schemas_operations import OperationOut

    operation = OperationOut.of(error.operation).model_dump(mode="json")
    return answer(request, 409, str(error), kind="effect-changed", operation=operation)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _at_fault(request, [fault(each) for each in error.errors])


def _at_fault(request: HttpRequest, faults: list[dict[str, str]]) -> HttpResponse:
    detail = _("These fields are at fault: %(fields)s.") % {"fields": _named(faults)}
    return answer(request, 422, detail, errors=faults)


def _named(faults: list[dict[str, str]]) -> str:
    return ", ".join(dict.fromkeys(each["pointer"] or "/" for each in faults))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses; it wraps whatever a parser raises."""
    if isinstance(error.__cause__, Stop):
        return _stop(request, error.__cause__)
    if error.status_code == 401:
        detail = _("Send a token in the header “Authorization: Bearer …”. `milepost token` makes one.")
        return answer(request, 401, detail, headers={"WWW-Authenticate": 'Bearer realm="Milepost"'})
    return answer(request, error.status_code, str(error))


def _nothing_there(request: HttpRequest, _error: Exception | None = None) -> HttpResponse:
    return answer(request, 404, _("There is nothing at this address."))


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    """Somebody looks into the log for it; whoever asked learns no detail."""
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(
        request, 500, _("The error was noted. Nothing is known about what was changed; look before you try again.")
    )


def not_found(request: HttpRequest, **_parts: Any) -> HttpResponse:
    """The view of every address below /api/ that is none."""
    return _nothing_there(request)


_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    MilepostError: _plain(500),
    Busy: _busy,
    Refused: _plain(422),
    Conflict: _plain(409),
    NotFound: _plain(404),
    NotPermitted: _plain(403),
    EffectChanged: _effect_changed,
    TokenRefused: _no_token,
    BadField: _bad_field,
    Misshapen: _misshapen,
    Stop: _stop,
    ValidationError: _invalid,
    HttpError: _http_error,
    Http404: _nothing_there,
    RequestDataTooBig: lambda request, _error: answer(request, 413, _sentence(413)),
    SuspiciousOperation: lambda request, _error: answer(request, 400, _sentence(400)),
    UnreadablePostError: lambda request, _error: answer(request, 400, _sentence(400)),
    MultiPartParserError: lambda request, _error: answer(request, 400, _("The form cannot be read as multipart.")),
}


class Middleware:
    """Below /api/ every error is a problem, whoever gave it: also what Django refuses before any view is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and translate the answer where need be."""
        response = self._get_response(request)
        if not request.path.startswith(ROOT):
            return response
        response.headers.setdefault("Cache-Control", "no-store")  # what is said of people stays with whoever asked
        if response.status_code < 400:
            return response
        if response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
        kept["Cache-Control"] = "no-store"
        return answer(request, response.status_code, _sentence(response.status_code), headers=kept)


def _sentence(status: int) -> str:
    return {
        400: _("The request cannot be read."),
        404: _("There is nothing at this address."),
        405: _("This address does not know that method; the header “Allow” names those that it knows."),
        413: _("The request is too large."),
    }.get(status, _("The request cannot be answered."))
