"""Exams: begun, answered, handed in, and graded here and nowhere else.

The questions are those of the moment at which an attempt was begun. Of several attempts the activity shows the best
score; once it is passed it stays so, whatever is tried later.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from milepost.base.errors import Conflict, NotFound
from milepost.catalog.contents.shapes import Exam
from milepost.catalog.models import ActivityKind
from milepost.player import answering, places
from milepost.player.answering import Answers, Kept
from milepost.player.models import Attempt
from milepost.records import committing
from milepost.records.committing import Answer, Place, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as the learner sees it: `kind` is single, multiple or text, `options` are pairs of id and text."""

    id: str
    kind: str
    text: str
    options: Sequence[tuple[str, str]]
    points: float
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """An attempt that is under way. `number` counts from 1; `left`: how many may follow, None for any number."""

    attempt: int
    number: int
    left: int | None
    questions: Sequence[Asked]
    answers: Kept
    begun_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An attempt that was handed in.

    `score` in per cent; `passed` is None without a pass mark. `right` and `explanations` are by question, and None
    where the exam does not show them. `points`: reached, by question.
    """

    attempt: int
    number: int
    left: int | None
    score: float
    passed: bool | None
    submitted_at: dt.datetime
    questions: Sequence[Asked]
    answers: Kept
    points: dict[str, float] | None
    right: dict[str, list[str]] | None
    explanations: dict[str, str] | None


@places.in_one_transaction("the beginning of an exam")
def begin(user_id: int, session: UUID, activity_id: int) -> Sitting:
    """Begin an attempt, or go on with the one that is under way, on whatever device.

    Raises `Conflict` when no attempt is left, the exam has no content, is locked, or its record is closed.
    """
    place = places.open_seat(user_id, session, activity_id, ActivityKind.EXAM)
    exam: Exam = places.content_of(place.activity)
    attempts = _attempts(place)
    sat = attempts.filter(submitted_at=None).first()
    if sat is None:
        if exam.attempts is not None and attempts.count() >= exam.attempts:
            raise Conflict(_("All attempts at “%(exam)s” are used up.") % {"exam": place.activity.title})
        sat = Attempt.objects.create(**places.at(place), paper=exam.model_dump_json(), begun_at=place.now)
        committing.write(place, Work(), decides=False)
    return _sitting(exam, sat, attempts.count())


@places.in_one_transaction("the attempt under way")
def under_way(user_id: int, session: UUID, activity_id: int) -> Sitting | None:
    """The attempt at an exam that is under way, if there is one; none is begun."""
    place = places.open_seat(user_id, session, activity_id, ActivityKind.EXAM)
    exam: Exam = places.content_of(place.activity)
    attempts = list(_attempts(place))
    found = next((attempt for attempt in attempts if attempt.submitted_at is None), None)
    return None if found is None else _sitting(exam, found, len(attempts))


@places.in_one_transaction("answers")
def answer(user_id: int, session: UUID, activity_id: int, attempt_id: int, answers: Answers) -> Answer:
    """Keep answers of an attempt that is under way; questions that are not named keep theirs, an empty answer goes.

    When the record is closed they are kept aside, and answered as closed (R16). Raises `Conflict` for an attempt that
    was handed in, `NotFound` for one that is not of this exam and learner, `Refused` for answers that are none.
    """
    place = places.seat(user_id, session, activity_id, ActivityKind.EXAM)
    if not place.is_open:
        return committing.keep_aside(place, {"answers": {key: list(given) for key, given in answers.items()}})
    attempt = _attempt(place, attempt_id)
    if attempt.submitted_at is not None:
        raise Conflict(_("This attempt was handed in already."))
    attempt.answers = answering.dumped(_merged(attempt, answers))
    attempt.save(update_fields=["answers"])
    return committing.write(place, Work(), decides=False)


@places.in_one_transaction("an exam")
def submit(user_id: int, session: UUID, activity_id: int, attempt_id: int, answers: Answers | None = None) -> Result:
    """Hand an attempt in, with what has been answered and `answers` besides; the result is there at once.

    Sent again, because the answer was lost, it leads to the same result. Raises `Conflict` when the record is closed,
    required questions have no answer, or the attempt was handed in already with other answers.
    """
    place = places.open_seat(user_id, session, activity_id, ActivityKind.EXAM)
    attempt = _attempt(place, attempt_id)
    paper, kept = _paper(attempt), _merged(attempt, answers or {})
    if attempt.submitted_at is not None:
        if kept != json.loads(attempt.answers):
            raise Conflict(_("This attempt was handed in already, with other answers. Those count."))
        return _result(attempt, _keys(place))
    if open_questions := answering.missing(paper, kept):
        raise Conflict(_("There is no answer yet to “%(question)s”.") % {"question": open_questions[0]})
    attempt.answers, attempt.score = answering.dumped(kept), answering.score(paper, kept)
    status, attempt.passed = places.result(place.activity, attempt.score)
    attempt.submitted_at = place.now
    attempt.save(update_fields=["answers", "score", "passed", "submitted_at"])
    best = _attempts(place).aggregate(best=Max("score"))["best"]
    committing.write(place, Work(status=status, score=best))
    return _result(attempt, _keys(place))


@places.in_one_transaction("the results of an exam")
def results(user_id: int, session: UUID, activity_id: int) -> list[Result]:
    """The attempts at an exam that were handed in within the current work, oldest first."""
    place = places.open_seat(user_id, session, activity_id, ActivityKind.EXAM)
    attempts = list(_attempts(place))
    keys = [attempt.pk for attempt in attempts]
    return [_result(attempt, keys) for attempt in attempts if attempt.submitted_at is not None]


def _attempts(place: Place) -> "QuerySet[Attempt]":
    return Attempt.objects.filter(places.here(place)).order_by("pk")


def _keys(place: Place) -> list[int]:
    return list(_attempts(place).values_list("pk", flat=True))


def _attempt(place: Place, attempt_id: int) -> Attempt:
    for attempt in _attempts(place).filter(pk=attempt_id):
        return attempt
    own = Attempt.objects.filter(pk=attempt_id, activity=place.activity.pk, record__enrolment__user=place.user_id)
    if own.exists():
        raise Conflict(_("The activity was reset meanwhile. Nothing was handed in. Begin it anew."))
    raise NotFound(_("There is no such attempt."))


def _paper(attempt: Attempt) -> Exam:
    return Exam.model_validate_json(attempt.paper)


def _merged(attempt: Attempt, answers: Answers) -> Kept:
    before: Kept = json.loads(attempt.answers)
    changed = answering.checked(_paper(attempt), answers)
    return {key: given for key, given in {**before, **{key: changed.get(key, []) for key in answers}}.items() if given}


def _left(exam: Exam, used: int) -> int | None:
    return None if exam.attempts is None else max(0, exam.attempts - used)


def _asked(paper: Exam) -> list[Asked]:
    return [
        Asked(
            id=question.id,
            kind=question.kind,
            text=question.text,
            options=[(option.id, option.text) for option in question.options],
            points=question.points,
            required=question.required,
        )
        for question in paper.questions
    ]


def _sitting(exam: Exam, attempt: Attempt, number: int) -> Sitting:
    return Sitting(
        attempt=attempt.pk,
        number=number,
        left=_left(exam, number),
        questions=_asked(_paper(attempt)),
        answers=json.loads(attempt.answers),
        begun_at=attempt.begun_at,
    )


def _result(attempt: Attempt, keys: list[int]) -> Result:
    """What an attempt has led to; `keys` are those of all attempts, in their order."""
    paper, kept = _paper(attempt), json.loads(attempt.answers)
    assert attempt.score is not None
    assert attempt.submitted_at is not None
    shown = _shown(paper, kept) if _shows(paper, attempt) else {"points": None, "right": None, "explanations": None}
    return Result(
        attempt=attempt.pk,
        number=keys.index(attempt.pk) + 1,
        left=_left(paper, len(keys)),
        score=attempt.score,
        passed=attempt.passed,
        submitted_at=attempt.submitted_at,
        questions=_asked(paper),
        answers=kept,
        **shown,
    )


def _shows(paper: Exam, attempt: Attempt) -> bool:
    """Whether the right answers are shown: after an attempt, after one that was not failed, or never."""
    return paper.shown == "always" or (paper.shown == "passed" and attempt.passed is not False)


def _shown(paper: Exam, kept: Kept) -> dict[str, Any]:
    return {
        "points": {each.id: answering.points(each, kept.get(each.id, ())) for each in paper.questions},
        "right": {each.id: list(each.right) for each in paper.questions},
        "explanations": {each.id: each.explanation for each in paper.questions},
    }
