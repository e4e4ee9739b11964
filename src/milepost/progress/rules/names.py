"""From the names in a rule to what they name. What does not exist is an error at its place, with what is near."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext as _

from milepost.base.ids import parse_uuid
from milepost.catalog.models import Activity, Course, Program
from milepost.people.models import Group, Role, Tag, User
from milepost.progress.rules.places import Wrong, either
from milepost.progress.rules.tree import (
    Carries,
    Completed,
    ContentKind,
    Enrolled,
    Learners,
    Name,
    Predicate,
    Scored,
    Stands,
)

_CONSIDERED = 5_000  # names that are looked through for near ones


@dataclass(frozen=True)
class Found:
    """The key of something that was named, what people call it, and for an activity the key of its course."""

    key: int
    label: str
    course: int | None = None


# What each (kind, name) of a rule names. The kinds are the words of the language: tag, learner, course …
Names = Mapping[tuple[str, str], Found]


def look_up(predicates: Iterable[Predicate], groups: frozenset[int] | None) -> Names:
    """Everything that the predicates name, with one query for each kind.

    `groups`: the reach; learners outside it do not exist (R40). Raises `Wrong` for the first name that names nothing,
    or more than one thing.
    """
    named: dict[str, list[Name]] = {}
    for kind, name in (pair for predicate in predicates for pair in _named(predicate)):
        named.setdefault(kind, []).append(name)
    found: dict[tuple[str, str], Found] = {}
    wrong: list[Wrong] = []
    for kind, names in named.items():
        fits = _fits(kind, {name.text for name in names}, groups)
        found |= {(kind, text): things[0] for text, things in fits.items() if things}
        wrong += [_wrong(kind, name, fits[name.text]) for name in names if len(fits[name.text]) != 1]
    if wrong:
        raise min(wrong, key=lambda error: error.at)
    return found


def _named(predicate: Predicate) -> Iterator[tuple[str, Name]]:
    match predicate:
        case Carries(kind, name):
            yield kind, name
        case Learners(names):
            yield from (("learner", name) for name in names)
        case Enrolled(content) | Completed(content) | Stands(content) | Scored(content):
            yield content.kind, content.name


# --- what fits a name ----------------------------------------------------------------------------
# A way to spell something: by which property, and what it is there.
_Spelling = tuple[str, object]


def _fits(kind: str, texts: set[str], groups: frozenset[int] | None) -> dict[str, list[Found]]:
    """For each text the things of a kind that it names."""
    spelt: dict[_Spelling, dict[int, Found]] = {}
    for thing, spellings in _things(kind, texts, groups):
        for spelling in spellings:
            spelt.setdefault(spelling, {})[thing.key] = thing
    return {
        text: list({key: found for way in _ways(text) for key, found in spelt.get(way, {}).items()}.values())
        for text in texts
    }


def _ways(text: str) -> Iterator[_Spelling]:
    """What a text may be: a name (login id, asset id), a UUID, an e-mail address."""
    yield "name", text
    if (identifier := parse_uuid(text)) is not None:
        yield "uuid", identifier
    if "@" in text:
        yield "email", text.lower()


def _things(kind: str, texts: set[str], groups: frozenset[int] | None) -> Iterator[tuple[Found, list[_Spelling]]]:
    """What may be meant by some of the texts, with every way to spell it."""
    ways = [way for text in texts for way in _ways(text)]
    by = {sort: [value for what, value in ways if what == sort] for sort in ("name", "uuid", "email")}
    if kind == "learner":
        learners = User.objects.alias(lower=Lower("email")).filter(
            Q(login_id__in=by["name"]) | Q(uuid__in=by["uuid"]) | Q(lower__in=by["email"])
        )
        for user in _within(learners, groups):
            yield (
                Found(user.pk, user.login_id),
                [
                    ("name", user.login_id),
                    ("uuid", user.uuid),
                    ("email", user.email.lower()),
                ],
            )
    elif kind in _CARRIED:
        for key, name in _CARRIED[kind].objects.filter(name__in=by["name"]).values_list("pk", "name"):
            yield Found(key, name), [("name", name)]
    else:
        content = _contents(kind).filter(Q(code__in=by["name"]) | Q(uuid__in=by["uuid"]))
        for key, code, identifier, title, course in content.values_list("pk", "code", "uuid", "title", "of"):
            yield Found(key, title, course), [("name", code), ("uuid", identifier)]


_CARRIED: dict[str, type[Tag | Group | Role]] = {"tag": Tag, "group": Group, "role": Role}


def _within(learners: QuerySet[User], groups: frozenset[int] | None) -> QuerySet[User]:
    return learners if groups is None else learners.filter(groups__in=groups).distinct()


def _contents(kind: str) -> QuerySet[Any]:
    """All content of a kind with its `code`: the asset id, for an activity after that of its course and a slash."""
    if kind == ContentKind.ACTIVITY:
        path = Concat("course__asset_id", Value("/"), "asset_id", output_field=CharField())
        # Concat reads an empty asset id as an empty text.
        named = When(asset_id__isnull=False, course__asset_id__isnull=False, then=path)
        return Activity.objects.annotate(code=Case(named, default=None), of=F("course_id"))
    model = Course if kind == ContentKind.COURSE else Program
    return model.objects.annotate(code=F("asset_id"), of=Value(None, BigIntegerField(null=True)))


# --- what fits none ------------------------------------------------------------------------------
def _wrong(kind: str, name: Name, fits: list[Found]) -> Wrong:
    sentence = _several(kind) if fits else _none(kind)
    near = [] if fits else _near(kind, name.text)
    return Wrong(name.at, " ".join([sentence % {"value": name.text}, *near]), unknown=True)


def _several(kind: str) -> str:
    if kind == "learner":
        return _("“%(value)s” fits more than one learner. Write the login id or the UUID.")
    return _("“%(value)s” fits more than one. Write the UUID.")


def _none(kind: str) -> str:
    return {
        "tag": _("There is no tag “%(value)s”."),
        "group": _("There is no group “%(value)s”."),
        "role": _("There is no role “%(value)s”."),
        "course": _("No course has the UUID or asset id “%(value)s”."),
        "program": _("No program has the UUID or asset id “%(value)s”."),
        "activity": _("No activity has the UUID “%(value)s”, or the asset ids of its course and its own so joined."),
        "learner": _("Nobody has the login id, e-mail address or UUID “%(value)s”."),
    }[kind]


def _near(kind: str, text: str) -> list[str]:
    """A question that names what was perhaps meant. None for learners: an error is not a way to find people."""
    if kind == "learner":
        return []
    words: dict[str, str] = {}
    for name, title in _known(kind):
        words |= {name.casefold(): name, title.casefold(): name}
    near = difflib.get_close_matches(text.casefold(), words, n=3, cutoff=0.6)
    names = dict.fromkeys(words[word] for word in near)
    quoted = either(names)
    return [_("Did you mean %(names)s?") % {"names": quoted}] if names else []


def _known(kind: str) -> Iterable[tuple[str, str]]:
    """What there is of a kind: the name as one writes it in a rule, and the title."""
    if kind in _CARRIED:
        return _CARRIED[kind].objects.values_list("name", "name")[:_CONSIDERED]
    return _contents(kind).exclude(code=None).values_list("code", "title")[:_CONSIDERED]
