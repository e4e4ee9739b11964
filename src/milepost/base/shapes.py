"""What is wrong with the shape of what somebody hands in: a place, a word for programs, and a sentence.

pydantic finds it. Its own sentences are English and show regular expressions, so each of its codes has one of ours, in
the language of the reader.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from milepost.base.errors import Refused

# Codes of our own, for checks that pydantic does not have.
DAY, MOMENT, WHOLE_NUMBER, CONTROL = "day", "moment", "whole_number", "control_character"

_A_DAY = gettext_noop("Write a day of the calendar, as 2026-11-20.")
_A_NUMBER = gettext_noop("Write a number.")
_A_UUID = gettext_noop("Write a UUID, as 01a20390-0000-7000-8000-000000000000.")
_A_WHOLE_NUMBER = gettext_noop("Write a whole number, in digits.")
_OTHERWISE = gettext_noop("This value does not fit here.")

# By code. What stands in them is pydantic's `ctx`, and `name`, the last part of the place.
SENTENCES = {
    "bool_type": gettext_noop("Write true or false, without quotation marks."),
    CONTROL: gettext_noop("A character in this text cannot be stored. Leave it out."),
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
    MOMENT: gettext_noop("Write a day and a time with its distance from UTC, as 2026-11-20T09:30:00+01:00."),
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


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `place` leads to it: names of fields and numbers, from 0, of entries."""

    place: tuple[str | int, ...]
    code: str
    sentence: str

    @property
    def pointer(self) -> str:
        """The place as RFC 6901 writes it; empty for the whole."""
        return pointer(self.place)


class Misshapen(Refused):
    """What was handed in has faults. As a sentence it tells of the first one; `faults` has them all."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(f"{first.pointer}: {first.sentence}" if first.place else first.sentence)


def pointer(place: Iterable[str | int]) -> str:
    """A place within what was handed in, as RFC 6901 writes it."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)


def found(errors: Iterable[Mapping[str, Any]], more: Mapping[str, str] | None = None) -> list[Fault]:
    """The complaints of a `ValidationError` (its `errors()`). `more`: sentences for codes beside those above."""
    table = {**SENTENCES, **(more or {})}
    return [Fault(error["loc"], str(error["type"]), sentence(error, table)) for error in errors]


def sentence(error: Mapping[str, Any], sentences: Mapping[str, str], otherwise: str = _OTHERWISE) -> str:
    """What one complaint of pydantic says, from a table of sentences by code; `otherwise` for a code without one."""
    name = str(error["loc"][-1]) if error["loc"] else ""
    known = {"name": name} | {key: _plain(value) for key, value in error.get("ctx", {}).items()}
    if "expected" in known:  # “'a', 'b' or 'c'” and “True”: neither of every language, nor as JSON has it
        known["expected"] = known["expected"].replace(" or ", ", ").lower()
    return _(sentences.get(error["type"], otherwise)) % known


def as_whole(value: Any) -> Any:
    """In JSON 5.0 is the whole number 5. Bounds stand before this validator, else the document does not say them."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(value: Any) -> Any:
    """100, and not 100.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
