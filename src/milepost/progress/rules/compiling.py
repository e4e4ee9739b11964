"""From the tree of a rule to one condition of SQL over `people_user u`, the same text on both databases.

Values never stand in the text: they are named parameters. Words of the rule never do either: a predicate chooses a
section of a `.sql` file.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from milepost.base import clock
from milepost.base.sql import SqlFile
from milepost.progress.rules.names import Names
from milepost.progress.rules.tree import (
    Active,
    Carries,
    Completed,
    Content,
    ContentKind,
    Enrolled,
    Every,
    Learners,
    Not,
    Predicate,
    Scored,
    Some,
    Standing,
    Stands,
    Term,
    When,
    inward,
)

PEOPLE = SqlFile(__package__, "people.sql")
TRAINING = {
    ContentKind.COURSE: SqlFile(__package__, "course.sql", "products.sql"),
    ContentKind.PROGRAM: SqlFile(__package__, "program.sql", "products.sql"),
    ContentKind.ACTIVITY: SqlFile(__package__, "activity.sql"),
}


def _text(file: SqlFile, section: str) -> str:
    """A section on one line, without its comments."""
    return " ".join(line.strip() for line in file.text(section).splitlines() if not line.startswith("--"))


class Compiler:
    """Compiles one rule. `parameters` has grown to all of its values when `condition` is done.

    `now` is the moment at which overdue and “ago” are judged.
    """

    def __init__(self, names: Names, now: dt.datetime) -> None:
        self.parameters: dict[str, Any] = {}
        self._names = names
        self._now = now

    def condition(self, term: Term) -> str:
        """The condition that selects the learners for whom the term holds."""
        return self._join(inward(term), alone=True)

    def _join(self, term: Term, *, alone: bool) -> str:
        """`alone`: the term has to hold by itself, that is, it is not within an `or`."""
        match term:
            case Every(terms):
                return " AND ".join(self._bracketed(inner, alone=alone) for inner in terms)
            case Some(terms):
                return " OR ".join(self._bracketed(inner, alone=False) for inner in terms)
            case Not(inner):
                return self._leaf(inner, holds=False, alone=alone)
            case _:
                return self._leaf(term, holds=True, alone=alone)

    def _bracketed(self, term: Term, *, alone: bool) -> str:
        text = self._join(term, alone=alone)
        return f"({text})" if isinstance(term, Every | Some) else text

    def _leaf(self, predicate: Any, *, holds: bool, alone: bool) -> str:
        match predicate:
            case Active(active):
                return _text(PEOPLE, "active" if active else "deactivated")
            case Carries("role", name):
                key = self._value(self._names["role", name.text].key)
                return _text(PEOPLE, "has_role" if holds else "has_not_role") % {"key": key}
            case Learners(names):
                keys = dict.fromkeys(self._names["learner", name.text].key for name in names)
                return _text(PEOPLE, "learners" if holds else "not_learners") % {
                    "keys": ", ".join(map(self._value, keys))
                }
            case _:
                form = ("among" if alone else "exists") if holds else "not_exists"
                return _text(PEOPLE, form) % {"set": self._set(predicate)}

    def _set(self, predicate: Predicate) -> str:
        """The rows whose learners the predicate holds for."""
        match predicate:
            case Carries(kind, name):
                return _text(PEOPLE, f"carries_{kind}") % {"key": self._value(self._names[kind, name.text].key)}
            case Enrolled(content, when):
                return self._section(content, "enrolled") + self._within(content, "enrolled", when)
            case Completed(content, when, currently):
                section = "currently_completed" if currently else "completed"
                return self._section(content, section) + self._within(content, "completed", when)
            case Stands(content, Standing.OVERDUE):
                return self._section(content, "is_overdue", now=self._now)
            case Stands(content, standing):
                return self._section(content, f"is_{standing.name.lower()}")
            case Scored(content, side, score):
                return self._section(content, f"score_{side}", score=score)
        raise TypeError(predicate)

    def _section(self, content: Content, section: str, **values: Any) -> str:
        """A section of the content's `.sql` file, with its parameters under names of this rule."""
        found = self._names[content.kind, content.name.text]
        text = _text(TRAINING[content.kind], section)
        values |= {"key": found.key, "course": found.course}
        used = {name: self._value(value) for name, value in values.items() if f"%({name})s" in text}
        return text % used

    def _within(self, content: Content, what: str, when: When | None) -> str:
        """The bounds of a span of time: from the beginning of its first day to that of the day after its last."""
        first, over = when.bounds(self._now.astimezone(clock.zone()).date()) if when else (None, None)
        bounds: Sequence[tuple[str, dt.date | None]] = [("from", first), ("until", over)]
        return "".join(
            " " + _text(TRAINING[content.kind], f"{what}_{side}") % {"moment": self._value(clock.start_of(day))}
            for side, day in bounds
            if day is not None
        )

    def _value(self, value: Any) -> str:
        """A value of the rule, put aside; returns its placeholder."""
        name = f"rule_{len(self.parameters) + 1}"
        self.parameters[name] = value
        return f"%({name})s"
