"""Staff enrol several learners in a course at once: all of them or nobody, in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.base.actor import Actor
from milepost.base.errors import Conflict, NotFound, Refused
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog.models import Course
from milepost.people import lookup
from milepost.records import enrolling
from milepost.records.enrolling import Fields
from milepost.records.models import Enrolment, Restart

MOST = 500  # lines at once


@dataclass(frozen=True, slots=True)
class WrongLine:
    """One line that is at fault: its number, from 1 on, and what is wrong and to be done."""

    number: int
    fault: str


class WrongLines(Refused):
    """Some lines are at fault; nobody was enrolled."""

    def __init__(self, lines: Sequence[WrongLine]) -> None:
        self.lines = sorted(lines, key=lambda line: line.number)
        said = ngettext(
            "%(n)s line is at fault, so nobody was enrolled.",
            "%(n)s lines are at fault, so nobody was enrolled.",
            len(lines),
        )
        super().__init__(said % {"n": len(lines)})


@transaction.atomic
def enrol_in_course(actor: Actor, lines: Iterable[str], course: Course, fields: Fields | None = None) -> int:
    """Enrol the learners with these login ids, e-mail addresses or UUIDs, one a line; how many they are.

    Empty lines say nothing, and who is named twice is enrolled once. An enrolment that had ended goes on, as in
    `enrolling.enrol_in_course`.

    Raises `NotPermitted` without `training.manage`; `WrongLines` where a line names nobody within reach, several, or
    somebody who is enrolled already; `Refused` for no line, for more than `MOST`, for an archived course and for what
    is no value; `Conflict` if somebody else enrols one of them at the same instant.
    """
    actor.require(TRAINING_MANAGE)
    enrolling.check_in_use(course)
    terms = enrolling.columns({"due_on": None, "restart": Restart.KEEP, **(fields or {})})
    named = {number: text.strip() for number, text in enumerate(lines, start=1) if text.strip()}
    _check_number(len(named))
    found = dict(zip(named, lookup.sort_out(list(named.values()), actor), strict=True))
    keys = {who for who in found.values() if not isinstance(who, NotFound)}
    there = {each.user_id: each for each in _locked(course, keys)}
    if wrong := [WrongLine(line, fault) for line, who in found.items() if (fault := _fault(named[line], who, there))]:
        raise WrongLines(wrong)
    begun = enrolling.beginning() | terms
    again = Enrolment.objects.filter(pk__in=[each.pk for each in there.values()])
    again.update(**begun, ended_at=None, enrolled_by_operation=None)
    _insert([Enrolment(user_id=key, course=course, **begun) for key in sorted(keys - there.keys())])
    return len(keys)


def _check_number(number: int) -> None:
    if not number:
        raise Refused(_("Name at least one learner."))
    if number > MOST:
        raise Refused(_("At most %(most)s lines at once. Send the others afterwards.") % {"most": MOST})


def _fault(text: str, who: int | NotFound, there: dict[int, Enrolment]) -> str:
    if isinstance(who, NotFound):
        return str(who)
    if who in there and there[who].ended_at is None:
        return _("“%(value)s” is enrolled already. Take this line out.") % {"value": text}
    return ""


def _locked(course: Course, users: set[int]) -> Iterable[Enrolment]:
    """Under a lock, in the order in which whoever else locks some of them does it too."""
    found = Enrolment.objects.filter(course=course, user__in=users)
    return found.order_by("pk").select_for_update(no_key=True)


def _insert(enrolments: list[Enrolment]) -> None:
    try:
        with transaction.atomic():
            Enrolment.objects.bulk_create(enrolments)
    except IntegrityError:
        raise Conflict(_("Somebody else has just enrolled one of them. Nobody was enrolled; send it again.")) from None
