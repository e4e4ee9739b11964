"""Collects the texts that people see into the catalogue of translations.

    python -m tools.messages        # what `make messages` runs

Reads `src/milepost`, writes `locale/django.pot` and brings each language's `django.po` up to date. What is translated
stays; texts that nobody uses any more go. The files carry neither dates nor line numbers: the same sources make the
same files.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE: Final = Path(__file__).parent.parent / "src" / "milepost"
TEMPLATE: Final = SOURCE / "locale" / "django.pot"
LANGUAGES: Final = ("de",)

# For each function the places of its texts; "c" is the context.
KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_HEADER: Final = "# The texts of Milepost. Made by `make messages`; only the translations are written by hand."
_KEPT: Final = ("Language:", "Plural-Forms:", "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:")


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def collect() -> Catalog:
    """Every text in the sources, with the files that use it."""
    catalog = Catalog(header_comment=_HEADER, charset="utf-8", fuzzy=False)
    methods = [("**.py", "python"), ("**/templates/**.html", "tools.messages:extract_template")]
    found = extract_from_dir(SOURCE, methods, keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, line, message, comments, context in found:
        catalog.add(message, None, [(Path(file).as_posix(), line)], auto_comments=comments, context=context)
    return catalog


def extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """The texts of a template: Django makes lines of Python of it, which babel reads like any other."""
    lines = templatize(file.read().decode("utf-8")).splitlines()
    python = io.BytesIO("\n".join(line.strip() for line in lines).encode())
    yield from extract_python(python, keywords, comment_tags, {"encoding": "utf-8"})


def read(language: str) -> Catalog:
    """The catalogue of a language as it is; an empty one if there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, header_comment=_HEADER, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def rendered() -> dict[Path, str]:
    """Each file of the catalogue, as it ought to be."""
    template = collect()
    files = {TEMPLATE: _text(template)}
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        files[path_of(language)] = _text(catalog)
    return files


def _text(catalog: Catalog) -> str:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    header, blank, rest = buffer.getvalue().decode("utf-8").partition("\n\n")
    lines = [line for line in header.splitlines() if not line.startswith('"') or line.startswith(_KEPT, 1)]
    return "\n".join(lines) + blank + rest.rstrip("\n") + "\n"


def main() -> int:
    """Write what has changed."""
    for path, text in rendered().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(SOURCE.parent.parent)} has changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
