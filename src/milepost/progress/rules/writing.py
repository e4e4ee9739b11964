"""From the tree back to the text: the same rule, always written the same way."""

import re

from milepost.progress.rules.tree import (
    Active,
    Ago,
    Carries,
    Completed,
    Content,
    Days,
    Enrolled,
    Every,
    Learners,
    Name,
    Not,
    Predicate,
    Scored,
    Some,
    Stands,
    Term,
    When,
)

_PLAIN = re.compile(r'[^\s,()"“”„]+')


def write(term: Term) -> str:
    """The rule as text; reading it gives the same tree."""
    match term:
        case Every(terms):
            return " and ".join(_bracketed(inner) if isinstance(inner, Some) else write(inner) for inner in terms)
        case Some(terms):
            return " or ".join(write(inner) for inner in terms)
        case Not(inner):
            return f"not {_bracketed(inner) if isinstance(inner, Every | Some) else write(inner)}"
        case _:
            return _predicate(term)


def _bracketed(term: Term) -> str:
    return f"({write(term)})"


def _predicate(term: Predicate) -> str:
    match term:
        case Carries(kind, name):
            words = [kind, _name(name)]
        case Learners(names):
            words = ["learner", ", ".join(map(_name, names))]
        case Active(active):
            words = ["active" if active else "deactivated"]
        case Enrolled(content, when):
            words = ["enrolled in", _content(content), _when(when)]
        case Completed(content, when, currently):
            words = [_content(content), "currently completed" if currently else "completed", _when(when)]
        case Stands(content, standing):
            words = [_content(content), "is", standing]
        case Scored(content, side, score):
            words = [_content(content), "score", side, f"{score:g}"]
    return " ".join(filter(None, words))


def _content(content: Content) -> str:
    return f"{content.kind} {_name(content.name)}"


def _name(name: Name) -> str:
    """Plain where that is possible, else in quotation marks that it does not hold itself."""
    if _PLAIN.fullmatch(name.text):
        return name.text
    return f"“{name.text}”" if '"' in name.text else f'"{name.text}"'


def _when(when: When | None) -> str:
    match when:
        case Days("between", first, last):
            return f"between {first} and {last}"
        case Days(word, day):
            return f"{word} {day}"
        case Ago(number, unit):
            return f"more than {number} {unit}{'' if number == 1 else 's'} ago"
        case _:
            return ""
