"""The single values of contents: each function takes one, and gives it back or says what it is not."""

import datetime as dt
import re
from typing import Any

from pydantic_core import PydanticCustomError

from milepost.base import clock, texts
from milepost.base.shapes import CONTROL
from milepost.base.shapes import MOMENT as NO_MOMENT

LONGEST_LINK = 2000
KEY = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$", re.ASCII)
LINK = re.compile(r"^https?://[^\s/?#]+[^\s]*$")
MOMENT = re.compile(
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
)

# Codes of our own; their sentences are in `checking.py`.
NO_KEY, NO_LINK = "id", "address"


def key(text: str) -> str:
    """What a question, an option, a task or a chapter is known by."""
    return _fitting(KEY, text, NO_KEY)


def link(text: str) -> str:
    """A web address."""
    if len(text) > LONGEST_LINK or not texts.is_printable(text, layout=False):
        raise PydanticCustomError(NO_LINK, "no web address")
    return _fitting(LINK, text, NO_LINK)


def moment(value: Any) -> dt.datetime:
    """A moment that knows its distance from UTC, within the years that somebody can give."""
    if isinstance(value, str) and MOMENT.fullmatch(value):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, dt.datetime) or value.tzinfo is None or not clock.is_day(value.date()):
        raise PydanticCustomError(NO_MOMENT, "no moment")
    return value


def line(text: str) -> str:
    """A text of one line."""
    return _printable(text, layout=False)


def paragraphs(text: str) -> str:
    """A text of any number of lines."""
    return _printable(text, layout=True)


def _printable(text: str, *, layout: bool) -> str:
    if not texts.is_printable(text, layout=layout):
        raise PydanticCustomError(CONTROL, "a control character")
    return text


def _fitting(pattern: re.Pattern[str], text: str, code: Any) -> str:
    if not pattern.fullmatch(text):
        raise PydanticCustomError(code, "not of that form")
    return text
