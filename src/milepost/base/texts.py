"""Texts that people and programs hand in: short enough, and nothing in them that a database refuses."""

import unicodedata

from django.utils.translation import gettext as _

from milepost.base.errors import Refused

# Control characters, NUL among them, and halves of surrogate pairs, which no encoding can write.
_REFUSED = {"Cc", "Cs"}
_LAYOUT = frozenset("\n\r\t")


def is_storable(text: str) -> bool:
    """Whether the databases can hold a text and compare with it: neither takes half a character, one no NUL."""
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def is_printable(text: str, *, layout: bool) -> bool:
    """Whether a text holds no control character; `layout`: line ends and tabs are none."""
    also = _LAYOUT if layout else frozenset()
    return all(character in also or unicodedata.category(character) not in _REFUSED for character in text)


def line(text: str, name: str, most: int, *, required: bool = True) -> str:
    """A text of one line, without blanks around it.

    `name` is what people call it. Raises `Refused`, with that name, for one that is empty although `required`, longer
    than `most` characters, or holds control characters.
    """
    text = text.strip()
    if required and not text:
        raise Refused(_("%(name)s: a value is missing.") % {"name": name})
    return _checked(text, name, most)


def paragraphs(text: str, name: str, most: int) -> str:
    """A text of any number of lines, perhaps empty. Raises `Refused` like `line`."""
    return _checked(text.strip(), name, most, layout=True)


def _checked(text: str, name: str, most: int, *, layout: bool = False) -> str:
    if len(text) > most:
        raise Refused(_("%(name)s: at most %(number)s characters.") % {"name": name, "number": most})
    if not is_printable(text, layout=layout):
        raise Refused(_("%(name)s: a character in it cannot be stored.") % {"name": name})
    return text
