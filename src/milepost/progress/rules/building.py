"""What the parser calls for each piece of grammar that it has recognised; the names are those of `rule.lark`."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _
from lark import Token, Transformer, v_args

from milepost.base import clock
from milepost.progress.rules import tree
from milepost.progress.rules.places import Wrong
from milepost.progress.rules.tree import Content, ContentKind, Name, Standing, When


@v_args(inline=True)
class _Builder(Transformer[Token, tree.Term]):
    """Makes the tree from the bottom upwards. Raises `Wrong` for days that do not exist."""

    # --- joins
    def some(self, *terms: tree.Term) -> tree.Term:
        return tree.some(*terms)

    def every(self, *terms: tree.Term) -> tree.Term:
        return tree.every(*terms)

    def negation(self, term: tree.Term) -> tree.Term:
        return tree.negation(term)

    # --- predicates
    def carries(self, kind: str, name: Name) -> tree.Term:
        return tree.Carries(kind, name)

    def learners(self, *names: Name) -> tree.Term:
        return tree.Learners(names)

    def active(self) -> tree.Term:
        return tree.Active(True)

    def deactivated(self) -> tree.Term:
        return tree.Active(False)

    def enrolled(self, content: Content, when: When | None = None) -> tree.Term:
        return tree.Enrolled(content, when)

    def completed(self, content: Content, when: When | None = None) -> tree.Term:
        return tree.Completed(content, when, currently=False)

    def currently_completed(self, content: Content, when: When | None = None) -> tree.Term:
        return tree.Completed(content, when, currently=True)

    def stands(self, content: Content, standing: Standing) -> tree.Term:
        return tree.Stands(content, standing)

    def overdue(self, content: Content) -> tree.Term:
        return tree.Stands(content, Standing.OVERDUE)

    def scored(self, content: Content, side: tuple[str, float]) -> tree.Term:
        return tree.Scored(content, *side)

    # --- their parts
    def kind(self, word: Token) -> str:
        return word.lower()

    def course(self, name: Name) -> Content:
        return Content(ContentKind.COURSE, name)

    def program(self, name: Name) -> Content:
        return Content(ContentKind.PROGRAM, name)

    def activity(self, name: Name) -> Content:
        return Content(ContentKind.ACTIVITY, name)

    def not_started(self) -> Standing:
        return Standing.NOT_STARTED

    def in_progress(self) -> Standing:
        return Standing.IN_PROGRESS

    def is_completed(self) -> Standing:
        return Standing.COMPLETED

    def failed(self) -> Standing:
        return Standing.FAILED

    def below(self, number: Token) -> tuple[str, float]:
        return "below", float(number)

    def above(self, number: Token) -> tuple[str, float]:
        return "above", float(number)

    def plain(self, word: Token) -> Name:
        return Name(str(word), _place(word))

    def quoted(self, word: Token) -> Name:
        return Name(str(word[1:-1]), _place(word))

    # --- when
    def before(self, day: Token) -> When:
        return tree.Days("before", _day(day))

    def after(self, day: Token) -> When:
        return tree.Days("after", _day(day))

    def on(self, day: Token) -> When:
        return tree.Days("on", _day(day))

    def between(self, first: Token, last: Token) -> When:
        if _day(first) > _day(last):
            raise Wrong(_place(last), _("The second day lies before the first. Write the earlier one first."))
        return tree.Days("between", _day(first), _day(last))

    def ago(self, number: Token, unit: Token) -> When:
        ago = tree.Ago(int(number), unit.lower().removesuffix("s"))
        if ago.number > {"day": 9_999, "month": 1_200, "year": 100}[ago.unit]:
            raise Wrong(_place(number), _("That is more than a hundred years ago."))
        return ago


BUILDER: Final = _Builder()


def _day(word: Token) -> dt.date:
    try:
        day = dt.date.fromisoformat(word)
    except ValueError as error:
        raise Wrong(_place(word), _("There is no day %(day)s in the calendar.") % {"day": str(word)}) from error
    if not clock.is_day(day):
        raise Wrong(
            _place(word),
            _("%(day)s does not lie between %(first)s and %(last)s.")
            % {"day": day.isoformat(), "first": clock.FIRST_DAY.isoformat(), "last": clock.LAST_DAY.isoformat()},
        )
    return day


def _place(word: Token) -> int:
    return word.start_pos or 0
