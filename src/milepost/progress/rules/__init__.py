"""Selection by rule (MP-07): from a sentence that a training manager writes to the learners it means.

    tag "New hires" and course SAFETY completed before 2025-01-01

The language is explained in docs/rules.md. `compile_rule` is the only door.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from milepost.base import clock
from milepost.base.errors import NotFound, Refused
from milepost.progress.rules import wording
from milepost.progress.rules.compiling import Compiler
from milepost.progress.rules.names import Names, look_up
from milepost.progress.rules.parsing import parse
from milepost.progress.rules.places import Wrong, pointed_out
from milepost.progress.rules.tree import Term, predicates
from milepost.progress.rules.writing import write

__all__ = ["Rule", "compile_rule"]


@dataclass(frozen=True)
class Rule:
    """A rule that was understood, true for the moment at which it was compiled.

    - `text`: the rule, written the one usual way.
    - `condition`: SQL over the alias `u` of `people_user`. Put it into parentheses.
    - `parameters`: the values of its placeholders, by name (`rule_1` …); pass them through `base.sql.adapt`.
    """

    text: str
    condition: str
    parameters: Mapping[str, Any]
    _term: Term = field(repr=False)
    _names: Names = field(repr=False)

    def describe(self) -> str:
        """What the rule says, as a sentence in the reader's language."""
        return wording.sentence(self._term, self._names)


def compile_rule(text: str, *, groups: frozenset[int] | None = None, now: dt.datetime | None = None) -> Rule:
    """Understand a rule.

    - `groups`: the actor's reach (`Actor.groups`). Learners outside it are unknown when they are named; the caller
      still has to keep the selection itself within the reach (R40).
    - `now`: the moment at which “overdue” and “more than N days ago” are judged; the present one if not given.

    Raises `Refused` for a text that is no rule, and `NotFound`, which is one too, for names of things that do not
    exist. Either says what is wrong and points at the place.
    """
    # What no database takes as text: NUL, and halves of characters such as a terminal may pass on.
    text = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    try:
        term = parse(text)
        names = look_up(predicates(term), groups)
    except Wrong as error:
        kind = NotFound if error.unknown else Refused
        raise kind(f"{error}\n{pointed_out(text, error.at)}") from None
    compiler = Compiler(names, now or clock.now())
    condition = compiler.condition(term)
    return Rule(write(term), condition, compiler.parameters, term, names)
