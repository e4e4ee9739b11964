"""The API: what is at /api/v1, put together (INTERFACES, “REST”)."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from milepost.api import (
    contents,
    courses,
    document,
    enrolments,
    events,
    me,
    media,
    operations,
    problems,
    programs,
    uploads,
    users,
)
from milepost.api.auth import TOKEN
from milepost.api.docs import Docs
from milepost.api.idempotency import once
from milepost.api.queries import known_alone

_DESCRIPTION = """
Mark training complete, reset progress, look at what happened, take it back.

Send a token as `Authorization: Bearer …`; `milepost token` makes one. Every error is a problem (RFC 9457). Lists come
in pages: go on with `next_cursor`. Send an `Idempotency-Key` with every POST, and repeat it without fear.
"""

# Each room of calls, with the path below which they are.
_ROUTERS = (
    ("/operations", operations.router),
    ("/uploads", uploads.router),
    ("/users", users.router),
    ("/courses", courses.router),
    ("/courses", contents.router),
    ("/programs", programs.router),
    ("/enrolments", enrolments.router),
    ("/events", events.router),
    ("/media", media.router),
    ("/me", me.router),
)


class OurParser(Parser):
    """Bodies are what the call takes, and say so; anything else is named for what it is."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. Raises `Stop`: 415 for another media type, 400 for what is no JSON."""
        if request.content_type != "application/json":
            raise problems.Stop(415, _("Send the body as application/json."))
        try:
            return json.loads(request.body, parse_constant=_no_number)
        except json.JSONDecodeError as error:
            detail = _("The body is no JSON: it cannot be read from line %(line)s, column %(column)s on.")
            raise problems.Stop(400, detail % {"line": error.lineno, "column": error.colno}) from error
        except (ValueError, RecursionError) as error:
            raise problems.Stop(400, _("The body is no JSON that can be read.")) from error

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        """The fields of a query or a form.

        One that is there twice is refused: nobody knows which is meant. A form that is none is 415.
        """
        if data is not request.GET and request.content_type != "multipart/form-data":
            raise problems.Stop(415, _("Send the body as multipart/form-data."))
        for name, values in data.lists():
            if len(values) > 1 and name not in list_fields:
                raise problems.BadField(name, _("“%(name)s” is there more than once.") % {"name": name}, "repeated")
        return super().parse_querydict(data, list_fields, request)


def _no_number(name: str) -> None:
    raise problems.Stop(400, _("The body is no JSON: “%(name)s” is no number there.") % {"name": name})


class Api(NinjaAPI):
    """ninja's, with a complete document."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        """The OpenAPI document of all calls; the same object each time, not to be changed."""
        return self._document(self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)

    @lru_cache(maxsize=8)  # noqa: B019 - there is one API, and it lives as long as its process
    def _document(self, path_prefix: str) -> Any:
        """Made once for each place below which the site is served: it takes 140 ms, and anybody may ask for it."""
        return document.complete(super().get_openapi_schema(path_prefix=path_prefix))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """As `operations_create`: the room and the view."""
        view = operation.view_func
        return f"{view.__module__.rpartition('.')[2]}_{view.__name__}"


def build() -> Api:
    """The API with all its calls."""
    made = Api(
        title="Milepost",
        version="1",
        description=_DESCRIPTION.strip(),
        docs=Docs(),
        auth=TOKEN,
        parser=OurParser(),
        urls_namespace="api",
    )
    problems.register(made)
    made.add_decorator(once, mode="view")
    made.add_decorator(known_alone, mode="view")
    for path, router in _ROUTERS:
        made.add_router(path, router)
    return made


api = build()
