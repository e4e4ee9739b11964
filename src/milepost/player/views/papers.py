"""Forms and exams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.catalog.contents.shapes import Exam, Form, Question
from milepost.catalog.models import ActivityKind
from milepost.player import exams, forms
from milepost.player.answering import Answers
from milepost.player.exams import Asked, Result
from milepost.player.views.frame import Context, acts, shows
from milepost.player.visiting import Visit

_FIELD = "answer-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option. `is_right` is None where that is not shown."""

    id: str
    text: str
    is_chosen: bool
    is_right: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A question as the page puts it, or shows it with what was answered. `words`: an answer in words of one's own.

    `points`, `right` and `explanation` belong to a result that shows them.
    """

    number: int
    id: str
    kind: str
    text: str
    required: bool
    choices: Sequence[Choice]
    words: str
    worth: float | None = None
    points: float | None = None
    right: str = ""
    explanation: str = ""

    @property
    def field(self) -> str:
        """The name of its fields."""
        return _FIELD + self.id

    @property
    def is_full(self) -> bool | None:
        """Whether the answer was right; None where that is not shown."""
        return None if self.points is None else self.points == self.worth


@shows(ActivityKind.FORM)
def form(request: HttpRequest, here: Visit, content: Form) -> Context:
    """The questions; once handed in, with the answers."""
    filled = forms.filled(*here.at)
    if filled is not None:
        return {"filled": _of_form(filled.form, filled.answers)}
    return {"questions": _of_form(content, _typed(request))}


@acts
def submit_form(request: HttpRequest, here: Visit) -> str:
    """The form is handed in."""
    forms.submit(*here.at, _typed(request))
    return _("Your answers were handed in.")


@shows(ActivityKind.EXAM)
def exam(request: HttpRequest, here: Visit, content: Exam) -> Context:
    """The attempt that is under way; else the results so far, and whether one more is left."""
    sitting = exams.under_way(*here.at)
    if sitting is not None:
        answers = {**sitting.answers, **_typed(request)}
        return {"sitting": sitting, "questions": _of_exam(sitting.questions, answers)}
    results = exams.results(*here.at)
    newest = results[-1] if results else None
    return {
        "sitting": None,
        "results": results,
        "newest": newest,
        "answered": _of_result(newest) if newest else [],
        "left": newest.left if newest else content.attempts,
    }


@acts
def begin(request: HttpRequest, here: Visit) -> str:
    """An attempt begins, or goes on."""
    exams.begin(*here.at)
    return ""


@acts
def hand_in(request: HttpRequest, here: Visit) -> str:
    """The attempt is handed in: the result is on the page that follows."""
    attempt = request.POST.get("attempt", "")
    if not (attempt.isascii() and attempt.isdigit() and len(attempt) < 19):
        raise Refused(_("There is no such attempt."))
    exams.submit(*here.at, int(attempt), _typed(request))
    return ""


def _typed(request: HttpRequest) -> Answers:
    """The answers of a form as it was sent; a question without any has an empty one."""
    return {
        name.removeprefix(_FIELD): [each for each in request.POST.getlist(name) if each.strip()]
        for name in request.POST
        if name.startswith(_FIELD)
    }


def _of_form(paper: Form, answers: Mapping[str, Sequence[str]]) -> list[Put]:
    return [_put(number, each, each.text, answers) for number, each in enumerate(_asked(paper.questions), start=1)]


def _asked(questions: Sequence[Question]) -> list[Asked]:
    return [
        Asked(
            id=each.id,
            kind=each.kind,
            text=each.text,
            options=[(option.id, option.text) for option in each.options],
            points=0,
            required=each.required,
        )
        for each in questions
    ]


def _of_exam(questions: Sequence[Asked], answers: Mapping[str, Sequence[str]]) -> list[Put]:
    return [_put(number, each, each.text, answers) for number, each in enumerate(questions, start=1)]


def _of_result(result: Result) -> list[Put]:
    return [_put(number, each, each.text, result.answers, result) for number, each in enumerate(result.questions, 1)]


def _put(
    number: int, asked: Asked, text: str, answers: Mapping[str, Sequence[str]], result: Result | None = None
) -> Put:
    given = answers.get(asked.id, ())
    right = result.right[asked.id] if result and result.right else None
    return Put(
        number=number,
        id=asked.id,
        kind=asked.kind,
        text=text,
        required=asked.required,
        choices=[
            Choice(id=key, text=words, is_chosen=key in given, is_right=None if right is None else key in right)
            for key, words in asked.options
        ],
        words=given[0] if asked.kind == "text" and given else "",
        worth=asked.points or None,
        points=result.points[asked.id] if result and result.points else None,
        right=" / ".join(right) if right and asked.kind == "text" else "",
        explanation=result.explanations[asked.id] if result and result.explanations else "",
    )
