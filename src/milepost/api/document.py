"""The OpenAPI document, completed with what holds for every call: its problems, and the key to repeat it safely.

What ninja derives from the views is right but silent about errors; and it lets parameters of a query be null, which
nothing in a query can be.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import override

from milepost.api import contents, idempotency, problems

_WRITING = {"post", "put", "patch", "delete"}
_REF = {"$ref": "#/components/schemas/Problem"}
_KEY_PARAMETER = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "The same request with the same key is carried out once, and answered alike, for seven days.",
    "schema": {"type": "string", "pattern": idempotency.PATTERN},
}
_RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer"}, "description": "In how many seconds to ask again."}}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Always `Bearer`."}},
    429: _RETRY_AFTER,
    503: _RETRY_AFTER,
}


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what is missing, in English whatever language somebody asks in."""
    schemas = document["components"]["schemas"]
    for model in (problems.Problem,):
        made = model.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        schemas.update(made.pop("$defs", {}))
        schemas[model.__name__] = made
    schemas.update(contents.schemas())
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    with override("en"):
        for method, _path, call in calls(document):
            _complete_call(method, call)
    return document


def calls(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each call."""
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            yield method, path, call


def _complete_call(method: str, call: dict[str, Any]) -> None:
    if method == "post":
        call["parameters"] = [*call["parameters"], _KEY_PARAMETER]
    for parameter in call["parameters"]:
        parameter["schema"] = _not_null(parameter["schema"])
    form = call.get("requestBody", {}).get("content", {}).get("multipart/form-data")
    if form:
        _complete_form(form["schema"])
    said = call["responses"]
    described = {int(status): dict(answer) for status, answer in said.items()}
    for status in _possible(method, call):
        described.setdefault(status, {"content": {problems.MEDIA_TYPE: {"schema": _REF}}})
    call["responses"] = {str(status): _answer(status, described[status]) for status in sorted(described)}


def _possible(method: str, call: dict[str, Any]) -> set[int]:
    """The statuses of the problems that a call may be answered with."""
    found = {400, 401, 403, 429, 500}
    if call["parameters"] or "requestBody" in call:
        found |= {404, 422}
    if method in _WRITING:
        found |= {404, 409, 422}
    if "requestBody" in call:
        found |= {413, 415}
    if "multipart/form-data" in call.get("requestBody", {}).get("content", {}):
        found |= {503}  # too many files are being read
    return found


def _answer(status: int, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with its headers; a problem under the media type of problems, with the words for its status."""
    if status < 400:
        return answer
    content = answer["content"]
    schema = next(iter(content.values()))["schema"]
    return {
        "description": problems.KINDS[status][1],
        **({"headers": _HEADERS[status]} if status in _HEADERS else {}),
        "content": {problems.MEDIA_TYPE: {"schema": schema}},
    }


def _complete_form(schema: dict[str, Any]) -> None:
    """A form has the fields that are named, and no others."""
    schema["additionalProperties"] = False
    schema["properties"] = {name: _not_null(field) for name, field in schema["properties"].items()}


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What may be left out of a query or a form is not null when it is there; ninja says so once or twice over."""
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) != 1:
        return schema
    return {**_not_null(options[0]), **{name: value for name, value in schema.items() if name != "anyOf"}}
