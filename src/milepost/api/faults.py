"""What is wrong with a field, as a place, a word for programs and a sentence in the language asked for.

pydantic finds it. Its own sentences are English and show regular expressions, so each of its codes has one of ours.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Codes of our own, for checks that pydantic does not have.
DAY, WHOLE_NUMBER, NO_CHOICE = "day", "whole_number", "no_choice"

_A_DAY = gettext_noop("Write a day of the calendar, as 2026-11-20.")
_A_NUMBER = gettext_noop("Write a number.")
_A_UUID = gettext_noop("Write a UUID, as 01a20390-0000-7000-8000-000000000000.")
_A_WHOLE_NUMBER = gettext_noop("Write a whole number, in digits.")
_OTHERWISE = gettext_noop("This value does not fit here. The document at /api/v1/openapi.json says what does.")

# By code. What stands in them is pydantic's `ctx`, and `name`, the last part of the place.
SENTENCES = {
    "bool_type": gettext_noop("Write true or false, without quotation marks."),
    "date_from_datetime_parsing": _A_DAY,
    "date_parsing": _A_DAY,
    DAY: _A_DAY,
    "extra_forbidden": gettext_noop("There is no field “%(name)s”."),
    "finite_number": _A_NUMBER,
    "float_type": _A_NUMBER,
    "greater_than_equal": gettext_noop("Write %(ge)s or more."),
    "int_parsing_size": _A_WHOLE_NUMBER,
    "int_type": _A_WHOLE_NUMBER,
    "less_than_equal": gettext_noop("Write %(le)s or less."),
    "list_type": gettext_noop("Write a list, in square brackets."),
    "literal_error": gettext_noop("Write one of these: %(expected)s."),
    "missing": gettext_noop("“%(name)s” is missing."),
    "model_type": gettext_noop("Write an object, in curly brackets."),
    NO_CHOICE: gettext_noop("Give “ids”, “rule” or “enrolled_in”."),
    "string_pattern_mismatch": gettext_noop(
        "This does not have the form that is asked for, or has characters that do not go here. "
        "The document at /api/v1/openapi.json says what does."
    ),
    "string_too_long": gettext_noop("Write at most %(max_length)s characters."),
    "string_too_short": gettext_noop("Write %(min_length)s or more characters."),
    "string_type": gettext_noop("Write a text, in quotation marks."),
    "string_unicode": gettext_noop("This text has characters that no encoding can write. Leave them out."),
    "too_long": gettext_noop("Give at most %(max_length)s entries."),
    "too_short": gettext_noop("Give %(min_length)s or more entries."),
    "uuid_parsing": _A_UUID,
    "uuid_type": _A_UUID,
    WHOLE_NUMBER: _A_WHOLE_NUMBER,
}


def fault(error: Mapping[str, Any]) -> dict[str, str]:
    """One complaint of pydantic. `loc` is (source, parameter, …); the parameter of a body is our own name for it.

    Where there are several ways, `loc` names the one taken, as `=ids`: that is no place in the body.
    """
    source, *path = error["loc"]
    if source == "body":
        places = [str(part) for part in path[1:] if not str(part).startswith("=")]
        pointer = "".join(f"/{place.replace('~', '~0').replace('/', '~1')}" for place in places)
    else:
        pointer = str(path[-1]) if path else source
    name = path[-1] if path else source
    return {"pointer": pointer, "detail": _sentence(error, str(name)), "code": str(error["type"])}


def _sentence(error: Mapping[str, Any], name: str) -> str:
    known = {"name": name} | {key: _plain(value) for key, value in error.get("ctx", {}).items()}
    if "expected" in known:  # “'a', 'b' or 'c'” and “True”: neither of every language, nor as JSON has it
        known["expected"] = known["expected"].replace(" or ", ", ").lower()
    return _(SENTENCES.get(error["type"], _OTHERWISE)) % known


def _plain(value: Any) -> Any:
    """100, and not 100.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
