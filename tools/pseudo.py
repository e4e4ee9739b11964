"""A catalogue in which every text stands in brackets: what has none on a page was never given to translators.

    python -m tools.pseudo FOLDER       # writes FOLDER/de/LC_MESSAGES/django.mo

It is for tests (`tests/browser/test_every_word.py`), goes into a folder of theirs and is part of no package. It takes
the place of German, so it adds no language to choose. Of the libraries' texts those have brackets that they have in
German: what they left out would be read in English, and shows like a text of ours that was forgotten.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

import allauth
import django
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tools import messages

LANGUAGE: Final = "de"
OPEN: Final = "⟦"
CLOSE: Final = "⟧"

_DJANGO: Final = Path(django.__file__).parent
_LIBRARIES: Final = (_DJANGO / "conf", _DJANGO / "contrib" / "auth", Path(allauth.__file__).parent)

Text: TypeAlias = str | tuple[str, ...] | list[str]


def bracketed(text: Text) -> str | tuple[str, ...]:
    """`⟦text⟧`; of singular and plural, each. Placeholders stay what they are."""
    if isinstance(text, str):
        return f"{OPEN}{text}{CLOSE}"
    return tuple(f"{OPEN}{each}{CLOSE}" for each in text)


def catalogue() -> Catalog:
    """Every text of ours as it is in the sources, and those of the libraries that have German."""
    made = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    for message in (*_of_libraries(), *messages.collect()):
        if message.id:
            made.add(message.id, bracketed(message.id), context=message.context)
    return made


def write(folder: Path) -> Path:
    """Write it below a folder as Django looks for it; returns the folder, for `LOCALE_PATHS`."""
    path = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue())
    return folder


def _of_libraries() -> Iterator[Message]:
    for library in _LIBRARIES:
        with (library / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po").open("rb") as file:
            yield from (message for message in read_po(file, locale=LANGUAGE) if _is_translated(message))


def _is_translated(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else message.string or ("",)
    return all(strings) and not message.fuzzy


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
