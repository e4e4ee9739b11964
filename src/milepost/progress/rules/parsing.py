"""From the text of a rule to its tree. What cannot be read is refused with its place and with what was expected."""

import datetime as dt
import difflib
import re
from functools import cache
from importlib import resources
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from lark import Lark, UnexpectedInput, UnexpectedToken

from milepost.progress.rules import tree
from milepost.progress.rules.building import BUILDER
from milepost.progress.rules.places import Wrong

MOST_CHARACTERS = 2_000
MOST_PREDICATES = 100
MOST_DEPTH = 20  # joins within each other; SQLite's own parser ends at about 30

_OPENING = '"“„'


def parse(text: str) -> tree.Term:
    """The tree of a rule.

    Raises `Wrong` for a rule that is too long or too deep, and for one that the grammar does not have.
    """
    if len(text) > MOST_CHARACTERS:
        raise Wrong(
            MOST_CHARACTERS,
            _("The rule is longer than %(most)s characters. Use a tag or a group for the learners.")
            % {"most": MOST_CHARACTERS},
        )
    try:
        term: tree.Term = _parser().parse(text)  # type: ignore[assignment]  # what the builder makes of it
    except UnexpectedInput as error:
        _refuse(text, error)
    if tree.depth(term) > MOST_DEPTH:
        raise Wrong(0, _("More than %(most)s parentheses lie within each other.") % {"most": MOST_DEPTH})
    if len(tree.predicates(term)) > MOST_PREDICATES:
        raise Wrong(
            0, _("The rule has more than %(most)s conditions. Divide it into several.") % {"most": MOST_PREDICATES}
        )
    return term


@cache
def _parser() -> Lark:
    """The parser; it takes a moment to make, so that is done when the first rule comes.

    The builder works while the parser reads, so that no depth of nesting makes anything recurse.
    """
    grammar = (resources.files(__package__) / "rule.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", transformer=BUILDER)


def _refuse(text: str, error: UnexpectedInput) -> NoReturn:
    failed: Any = error
    expected = _words(failed.interactive_parser.accepts())
    listed = ", ".join(expected)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        raise Wrong(
            len(text.rstrip()), _("The rule ends too early. Expected here: %(expected)s.") % {"expected": listed}
        )
    at = error.pos_in_stream or 0
    found = re.match(r'[^\s()"“”„,]+|.', text[at:], re.DOTALL)
    word = found.group() if found else ""
    sentence = _("“%(word)s” does not fit here. Expected here: %(expected)s.") % {"word": word, "expected": listed}
    raise Wrong(at, f"{sentence} {_hint(text, at, word, expected)}".rstrip())


def _hint(text: str, at: int, word: str, expected: list[str]) -> str:
    """What was probably meant, if one of the usual mistakes was made; else an empty text."""
    if word in _OPENING:
        return _("The quotation mark is not closed.")
    if near := difflib.get_close_matches(word.lower(), expected, n=1, cutoff=0.7):
        return _("Did you mean “%(name)s”?") % {"name": near[0]}
    before = re.search(r'(?:tag|group|role|course|program|activity)\s+([^\s,()"“”„]+)\s+$', text[:at], re.IGNORECASE)
    if before and word.isalnum():
        return _("A name with blanks stands in quotation marks: %(example)s.") % {
            "example": f'"{before.group(1)} {word}"'
        }
    return ""


def _words(terminals: set[str]) -> list[str]:
    """What the grammar expects as people write it: first what may be chosen freely, then keywords by alphabet."""
    spoken = {
        "PLAIN": _("a name"),
        "QUOTED": _("a name"),
        "DATE": _("a day such as %(day)s") % {"day": dt.date(2025, 1, 31).isoformat()},
        "COUNT": _("a whole number"),
        "NUMBER": _("a number"),
        "$END": _("the end"),
        "LPAR": "(",
        "RPAR": ")",
        "COMMA": ",",
        "UNIT": "days, months, years",
    }
    free = sorted({spoken[name] for name in terminals if name in spoken})
    return free + sorted(name.strip("_").lower() for name in terminals if name not in spoken)
