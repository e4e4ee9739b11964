"""Answers to the questions of forms and exams: checked against the questions as they were put."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from milepost.base import texts
from milepost.base.errors import Refused
from milepost.catalog.contents.shapes import Exam, ExamQuestion, Form, Question

# By the id of the question: the ids of chosen options, or one text.
Answers: TypeAlias = Mapping[str, Sequence[str]]
Kept: TypeAlias = dict[str, list[str]]

_LONGEST_ANSWER = 20_000


def checked(paper: Form | Exam, answers: Answers) -> Kept:
    """The answers as they are kept. An answer that is empty is none.

    Raises `Refused` for a question or an option that the paper does not have, several answers to a question that
    takes one, and words that are too long.
    """
    questions: dict[str, Question] = {question.id: question for question in paper.questions}
    kept: Kept = {}
    for key, given in answers.items():
        if key not in questions:
            raise Refused(_("There is no question “%(id)s”.") % {"id": key})
        if answer := _answer(questions[key], list(given)):
            kept[key] = answer
    return kept


def missing(paper: Form | Exam, kept: Kept) -> list[str]:
    """The texts of required questions without an answer."""
    return [question.text for question in paper.questions if question.required and question.id not in kept]


def points(question: ExamQuestion, given: Sequence[str]) -> float:
    """What an answer earns. Several right options count only together; words regardless of case and blanks."""
    if question.kind == "text":
        right = {_plain(word) for word in question.right}
        return question.points if given and _plain(given[0]) in right else 0.0
    return question.points if set(given) == set(question.right) else 0.0


def score(paper: Exam, kept: Kept) -> float:
    """What the answers to an exam come to, in per cent of all points."""
    reached = sum(points(question, kept.get(question.id, ())) for question in paper.questions)
    return round(100.0 * reached / sum(question.points for question in paper.questions), 4)


def dumped(value: Any) -> str:
    """A value as JSON, as it is kept."""
    return json.dumps(value, ensure_ascii=False)


def _answer(question: Question, given: list[str]) -> list[str]:
    if question.kind == "text":
        if len(given) > 1:
            raise Refused(_("“%(question)s” takes one answer.") % {"question": question.text})
        text = texts.paragraphs(given[0], _("Answer"), _LONGEST_ANSWER) if given else ""
        return [text] if text else []
    options = {option.id for option in question.options}
    if unknown := [each for each in given if each not in options]:
        raise Refused(_("“%(question)s” has no answer “%(id)s”.") % {"question": question.text, "id": unknown[0][:80]})
    if question.kind == "single" and len(given) > 1:
        raise Refused(_("“%(question)s” takes one answer.") % {"question": question.text})
    return sorted(set(given))


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()
