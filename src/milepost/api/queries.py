"""What stands in the query of an address, or in a form: only what the call has, or the answer says so.

A filter that is spelt wrongly and passed over would list everybody, and nobody would notice (decision 18).
"""

import functools
import inspect
from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.operation import Operation as Call

from milepost.api.auth import TOKEN
from milepost.api.problems import BadField
from milepost.base.errors import MilepostError

Run = Callable[..., HttpResponse]


def known_alone(run: Run) -> Run:
    """Around every call of the API: a parameter that the call does not have is refused, after the token has been read.

    `run` is the bound `run` of one of ninja's operations, or what stands around it.
    """
    call: Call = inspect.unwrap(run).__self__
    known = _parameters(call)

    @functools.wraps(run)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unknown = next((name for name in request.GET if name not in known), None)
        try:
            if unknown is not None and TOKEN(request) is not None:
                detail = _("There is no parameter “%(name)s”. Leave it out.") % {"name": unknown}
                raise BadField(unknown, detail, "extra_forbidden")
        except MilepostError as error:
            return call.api.on_exception(request, error)
        return run(request, *args, **kwargs)

    return guarded


def known_fields_alone(request: HttpRequest, fields: Collection[str] = ()) -> None:
    """A form has these fields and a file, and nothing else. Raises `BadField` for what the document does not name."""
    unknown = [name for name in request.POST if name not in fields]
    unknown += [name for name in request.FILES if name != "file"]
    for name in unknown:
        raise BadField(f"/{name}", _("There is no field “%(name)s”.") % {"name": name}, "extra_forbidden")


def _parameters(call: Call) -> frozenset[str]:
    """The names of the parameters that a call has."""
    queries = (model for model in call.models if model.__ninja_param_source__ == "query")
    return frozenset(name for model in queries for name in model.__ninja_flatten_map__)
