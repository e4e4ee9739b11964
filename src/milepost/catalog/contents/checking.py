"""Whether a content can be what it says: beyond its shape, what belongs together in it.

Nothing here asks the database; which files there are is asked in `keeping.py`.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import ValidationError

from milepost.base.errors import Refused
from milepost.base.shapes import Fault, Misshapen, found
from milepost.catalog.contents import values
from milepost.catalog.contents.shapes import (
    SHAPES,
    Content,
    Ebook,
    Exam,
    ExamQuestion,
    Form,
    LiveSession,
    Practical,
    Question,
)

Place = tuple[str | int, ...]

LARGEST = 2_000_000  # bytes of a content as JSON

# By code: what is said beside the sentences for every shape.
SENTENCES = {
    values.NO_KEY: gettext_noop(
        "An id is 1 to 40 small letters from a to z, digits and hyphens, and does not begin with a hyphen."
    ),
    values.NO_LINK: gettext_noop("Write an address that begins with http:// or https://, without blanks."),
    "repeated_id": gettext_noop("This id is there already. Give each its own."),
    "too_few_options": gettext_noop("Give two options or more to choose from."),
    "options_of_text": gettext_noop("A question that is answered in words has no options. Leave them out."),
    "one_right": gettext_noop("Of a question with one answer exactly one option is right."),
    "no_option": gettext_noop("No option of this question has that id."),
    "repeated_right": gettext_noop("This stands here already. Leave it out."),
    "not_after": gettext_noop("The end does not come after the beginning. Give a later moment."),
}


def checked(kind: str, body: Any) -> Content:
    """The content of an activity of that kind, from what JSON gives or from a shape.

    Raises `Misshapen`, which names each place that is at fault, and `Refused` for what is too large as a whole.
    """
    shape = SHAPES.get(kind)
    if shape is None:
        raise Refused(_("An activity of the kind “%(kind)s” has no content of its own.") % {"kind": kind})
    try:
        content: Content = shape.model_validate(body)
    except ValidationError as error:
        raise Misshapen(found(error.errors(include_url=False), SENTENCES)) from None
    faults = list(_faults(content))
    if faults:
        raise Misshapen(faults)
    if len(content.model_dump_json().encode()) > LARGEST:
        raise Refused(
            _("A content has at most %(number)s MB. Divide it among several activities.")
            % {"number": LARGEST // 1_000_000}
        )
    return content


def fault(place: Place, code: str) -> Fault:
    """A fault of one of the codes above."""
    return Fault(place, code, _(SENTENCES[code]))


def _faults(content: Content) -> Iterator[Fault]:
    match content:
        case Ebook():
            yield from _repeated(("chapters",), content.chapters)
        case Form() | Exam():
            yield from _repeated(("questions",), content.questions)
            yield from chain.from_iterable(
                _of_question(("questions", number), question) for number, question in enumerate(content.questions)
            )
        case Practical():
            yield from _repeated(("tasks",), content.tasks)
        case LiveSession() if content.ends_at <= content.starts_at:
            yield fault(("ends_at",), "not_after")


def _repeated(place: Place, things: Sequence[Any]) -> Iterator[Fault]:
    """Those whose id an earlier one has."""
    seen: set[str] = set()
    for number, thing in enumerate(things):
        if thing.id in seen:
            yield fault((*place, number, "id"), "repeated_id")
        seen.add(thing.id)


def _of_question(place: Place, question: Question) -> Iterator[Fault]:
    yield from _repeated((*place, "options"), question.options)
    if question.kind == "text":
        if question.options:
            yield fault((*place, "options"), "options_of_text")
    elif len(question.options) < 2:
        yield fault((*place, "options"), "too_few_options")
    if isinstance(question, ExamQuestion):
        yield from _of_right((*place, "right"), question)


def _of_right(place: Place, question: ExamQuestion) -> Iterator[Fault]:
    if question.kind == "single" and len(question.right) != 1:
        yield fault(place, "one_right")
    options = {option.id for option in question.options}
    for number, answer in enumerate(question.right):
        if answer in question.right[:number]:
            yield fault((*place, number), "repeated_right")
        elif question.kind != "text" and answer not in options:
            yield fault((*place, number), "no_option")
