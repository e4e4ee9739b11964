"""A rule as a sentence in the reader's language, for the preview.

Each predicate is a phrase of its own after “Learners who”, in a form that is affirmed and one that is denied: other
languages put neither verb nor “not” where English does.
"""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.progress.rules.names import Names
from milepost.progress.rules.places import either
from milepost.progress.rules.tree import (
    Active,
    Ago,
    Carries,
    Completed,
    Content,
    ContentKind,
    Days,
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

_NAMED_IN_FULL = 5  # learners; of more the sentence says how many

# A phrase: affirmed, denied.
_Phrase = tuple[str, str]


def sentence(term: Term, names: Names) -> str:
    """The whole rule, with the titles of what it names."""
    return _("Learners who %(conditions)s.") % {"conditions": _Speaker(names).joined(inward(term))}


class _Speaker:
    """Puts one rule into words."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def joined(self, term: Term) -> str:
        match term:
            case Every(terms):
                joint = _("and")
                return f" {joint} ".join(map(self._bracketed, terms))
            case Some(terms):
                joint = _("or")
                return f" {joint} ".join(map(self._bracketed, terms))
            case Not(inner):
                return self._phrase(inner)[1]
            case _:
                return self._phrase(term)[0]

    def _bracketed(self, term: Term) -> str:
        return f"({self.joined(term)})" if isinstance(term, Every | Some) else self.joined(term)

    def _phrase(self, predicate: Predicate | Every | Some) -> _Phrase:
        match predicate:
            case Carries(kind, name):
                return _filled(_carries(kind), name=self._names[kind, name.text].label)
            case Learners():
                return self._learners(predicate)
            case Active(active):
                return _active(active)
            case Enrolled(content, when):
                return _filled(_enrolled(when), content=self._content(content), when=_when(when))
            case Completed(content, when, currently):
                phrase = _currently_completed(when) if currently else _completed(when)
                return _filled(phrase, content=self._content(content), when=_when(when))
            case Stands(content, standing):
                return _filled(_stands(standing), content=self._content(content))
            case Scored(content, side, score):
                number = formats.number_format(score, use_l10n=True)
                return _filled(_scored(side), content=self._content(content), score=number)
        raise TypeError(predicate)

    def _content(self, content: Content) -> str:
        label = self._names[content.kind, content.name.text].label
        return {
            ContentKind.COURSE: _("course “%(name)s”"),
            ContentKind.PROGRAM: _("program “%(name)s”"),
            ContentKind.ACTIVITY: _("activity “%(name)s”"),
        }[content.kind] % {"name": label}

    def _learners(self, predicate: Learners) -> _Phrase:
        names = list(dict.fromkeys(self._names["learner", name.text].label for name in predicate.names))
        if len(names) > _NAMED_IN_FULL:
            return _filled(
                (_("are among the %(n)s named ones"), _("are not among the %(n)s named ones")), n=str(len(names))
            )
        return _filled((_("are %(names)s"), _("are not %(names)s")), names=either(names))


def _filled(phrase: _Phrase, **values: str) -> _Phrase:
    return phrase[0] % values, phrase[1] % values


def _carries(kind: str) -> _Phrase:
    return {
        "tag": (_("have the tag “%(name)s”"), _("do not have the tag “%(name)s”")),
        "group": (_("are in the group “%(name)s”"), _("are not in the group “%(name)s”")),
        "role": (_("have the role “%(name)s”"), _("do not have the role “%(name)s”")),
    }[kind]


def _active(active: bool) -> _Phrase:
    phrase = _("are active"), _("are deactivated")
    return phrase if active else phrase[::-1]


def _enrolled(when: When | None) -> _Phrase:
    if when is None:
        return _("are enrolled in %(content)s"), _("are not enrolled in %(content)s")
    return (
        _("have an enrolment in %(content)s that began %(when)s"),
        _("have no enrolment in %(content)s that began %(when)s"),
    )


def _completed(when: When | None) -> _Phrase:
    if when is None:
        return _("have completed %(content)s"), _("have never completed %(content)s")
    return _("have completed %(content)s %(when)s"), _("have not completed %(content)s %(when)s")


def _currently_completed(when: When | None) -> _Phrase:
    if when is None:
        return _("have a current completion of %(content)s"), _("have no current completion of %(content)s")
    return (
        _("have a current completion of %(content)s dated %(when)s"),
        _("have no current completion of %(content)s dated %(when)s"),
    )


def _stands(standing: Standing) -> _Phrase:
    return {
        Standing.NOT_STARTED: (
            _("are enrolled in %(content)s without having started it"),
            _("have started %(content)s if they are enrolled in it at all"),
        ),
        Standing.IN_PROGRESS: (
            _("are in the middle of %(content)s"),
            _("are not in the middle of %(content)s"),
        ),
        Standing.COMPLETED: _currently_completed(None),
        Standing.FAILED: (
            _("have currently failed %(content)s"),
            _("have not currently failed %(content)s"),
        ),
        Standing.OVERDUE: (_("are overdue in %(content)s"), _("are not overdue in %(content)s")),
    }[standing]


def _scored(side: str) -> _Phrase:
    return {
        "below": (
            _("have a score below %(score)s in %(content)s"),
            _("have no score below %(score)s in %(content)s"),
        ),
        "above": (
            _("have a score above %(score)s in %(content)s"),
            _("have no score above %(score)s in %(content)s"),
        ),
    }[side]


def _when(when: When | None) -> str:
    match when:
        case Days("between", first, last):
            return _("between %(first)s and %(last)s") % {
                "first": formats.date_format(first),
                "last": formats.date_format(last or first),
            }
        case Days(word, day):
            phrase = {"before": _("before %(day)s"), "after": _("after %(day)s"), "on": _("on %(day)s")}[word]
            return phrase % {"day": formats.date_format(day)}
        case Ago(number, unit):
            return _ago(number, unit) % {"n": number}
        case _:
            return ""


def _ago(number: int, unit: str) -> str:
    match unit:
        case "day":
            return ngettext("more than %(n)s day ago", "more than %(n)s days ago", number)
        case "month":
            return ngettext("more than %(n)s month ago", "more than %(n)s months ago", number)
        case _:
            return ngettext("more than %(n)s year ago", "more than %(n)s years ago", number)
