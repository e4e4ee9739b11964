"""What is wrong with a field of a request: where, as a word for programs, and as a sentence (base/shapes.py)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

from milepost.base import shapes

# A code of our own, for a check that pydantic does not have.
NO_CHOICE = "no_choice"

_OTHERWISE = gettext_noop("This value does not fit here. The document at /api/v1/openapi.json says what does.")

# By code: those of every shape, and what only requests have.
SENTENCES = shapes.SENTENCES | {
    NO_CHOICE: gettext_noop("Give “ids”, “rule” or “enrolled_in”."),
    "string_pattern_mismatch": gettext_noop(
        "This does not have the form that is asked for, or has characters that do not go here. "
        "The document at /api/v1/openapi.json says what does."
    ),
}


def fault(error: Mapping[str, Any]) -> dict[str, str]:
    """One complaint of pydantic. `loc` is (source, parameter, …); the parameter of a body is our own name for it.

    Where there are several ways, `loc` names the one taken, as `=ids`: that is no place in the body.
    """
    source, *path = error["loc"]
    if source == "body":
        pointer = shapes.pointer(part for part in path[1:] if not str(part).startswith("="))
    else:
        pointer = str(path[-1]) if path else source
    detail = shapes.sentence(error, SENTENCES, _OTHERWISE)
    return {"pointer": pointer, "detail": detail, "code": str(error["type"])}
