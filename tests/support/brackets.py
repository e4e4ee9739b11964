"""What stands in no brackets: of the product in ⟦these⟧ (tools/pseudo.py), of the organisation in ‹those›."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.test import override_settings
from django.utils import translation

from tools import pseudo

OPENING, CLOSING = pseudo.OPEN + "‹", pseudo.CLOSE + "›"


@contextlib.contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """In this block this process speaks as `pseudo.write(folder)` has written, where it would speak German."""
    with override_settings(LOCALE_PATHS=[folder, *settings.LOCALE_PATHS]), translation.override(pseudo.LANGUAGE):
        yield


def outside(text: str, depth: int = 0) -> tuple[str, int]:
    """What of a text stands outside all brackets, and how many are still open at its end."""
    found = []
    for character in text:
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth -= 1
        elif depth == 0:
            found.append(character)
    return "".join(found), depth


def has_words(text: str) -> bool:
    """Whether letters stand outside all brackets, or a bracket is not closed."""
    left, depth = outside(text)
    return depth != 0 or any(character.isalpha() for character in left)
