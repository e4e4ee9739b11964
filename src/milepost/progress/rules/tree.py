"""What a rule says, as a tree: `and`, `or` and `not` over predicates about one learner."""

import calendar
import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class ContentKind(StrEnum):
    """What a predicate about training speaks of; the values are the words of the language."""

    COURSE = "course"
    PROGRAM = "program"
    ACTIVITY = "activity"


class Standing(StrEnum):
    """How far the current record is. Each learner who is enrolled has one of the first four; overdue comes on top."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    FAILED = "failed"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Name:
    """What somebody called something, and the place in the rule where it stands (characters from its beginning)."""

    text: str
    at: int = field(compare=False)


@dataclass(frozen=True)
class Content:
    """A course, a program or an activity, as it was named."""

    kind: ContentKind
    name: Name


# --- when ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Days:
    """Before, after, on a day, or between two days, both included. `word`: which of the four."""

    word: str
    day: dt.date
    last: dt.date | None = None

    def bounds(self, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
        """The day with whose beginning the span begins, and that with whose beginning it is over; None is open."""
        first = {"before": None, "after": _next(self.day)}.get(self.word, self.day)
        over = {"before": self.day, "after": None}.get(self.word, _next(self.last or self.day))
        return first, over


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


@dataclass(frozen=True)
class Ago:
    """Longer ago than a number of days, months or years. `unit`: day, month or year."""

    number: int
    unit: str

    def bounds(self, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
        """As `Days.bounds`. The last day of a shorter month stands for the days that it lacks."""
        if self.unit == "day":
            return None, today - dt.timedelta(days=self.number)
        months = today.year * 12 + today.month - 1 - self.number * (12 if self.unit == "year" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return None, dt.date(year, month + 1, min(today.day, last))


When = Days | Ago


# --- predicates ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Carries:
    """Has a tag or a role, or is in a group. `kind`: tag, group or role."""

    kind: str
    name: Name


@dataclass(frozen=True)
class Learners:
    """Is one of those named by login id, e-mail address or UUID."""

    names: tuple[Name, ...]


@dataclass(frozen=True)
class Active:
    """Is active, or is deactivated."""

    active: bool


@dataclass(frozen=True)
class Enrolled:
    """Has an enrolment that has not ended, and began in a span of time if one is given."""

    content: Content
    when: When | None


@dataclass(frozen=True)
class Completed:
    """Has completed it, in a span of time if one is given. `currently`: the current record alone counts."""

    content: Content
    when: When | None
    currently: bool


@dataclass(frozen=True)
class Stands:
    """The current record is that far."""

    content: Content
    standing: Standing


@dataclass(frozen=True)
class Scored:
    """The current record has a score below or above a number of per cent. `side`: below or above."""

    content: Content
    side: str
    score: float


Predicate = Carries | Learners | Active | Enrolled | Completed | Stands | Scored


# --- what joins them -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Every:
    """All of the terms hold. `depth`: how many joins lie within each other."""

    terms: "tuple[Term, ...]"
    depth: int


@dataclass(frozen=True)
class Some:
    """At least one of the terms holds."""

    terms: "tuple[Term, ...]"
    depth: int


@dataclass(frozen=True)
class Not:
    """The term does not hold."""

    term: "Every | Some | Predicate"

    @property
    def depth(self) -> int:
        """The same as that of its term."""
        return depth(self.term)


Term = Every | Some | Not | Predicate


def depth(term: Term) -> int:
    """How many joins lie within each other; a predicate has none."""
    return term.depth if isinstance(term, Every | Some | Not) else 0


def negation(term: Term) -> Term:
    """The opposite; twice is not at all."""
    return term.term if isinstance(term, Not) else Not(term)


def every(*terms: Term) -> Term:
    """All of them; an `and` within an `and` is the same `and`."""
    joined = _joined(terms, Every)
    return Every(joined, 1 + max(map(depth, joined)))


def some(*terms: Term) -> Term:
    """At least one of them; an `or` within an `or` is the same `or`."""
    joined = _joined(terms, Some)
    return Some(joined, 1 + max(map(depth, joined)))


def _joined(terms: tuple[Term, ...], join: type[Every] | type[Some]) -> tuple[Term, ...]:
    return tuple(inner for term in terms for inner in (term.terms if isinstance(term, join) else (term,)))


def predicates(term: Term) -> list[Predicate]:
    """The predicates, from left to right."""
    if isinstance(term, Not):
        return predicates(term.term)
    if isinstance(term, Every | Some):
        return [found for inner in term.terms for found in predicates(inner)]
    return [term]


def inward(term: Term, *, holds: bool = True) -> Term:
    """The same (or with `holds=False` the opposite), with `not` before predicates alone."""
    match term:
        case Not(inner):
            return inward(inner, holds=not holds)
        case Every(terms) | Some(terms):
            join = every if isinstance(term, Every) is holds else some
            return join(*(inward(inner, holds=holds) for inner in terms))
        case Active(active):
            return Active(active is holds)
        case _:
            return term if holds else Not(term)
