"""The shapes of contents, one for each kind of activity that Milepost plays itself.

They are kept as JSON in `ActivityContent.body`. Texts are Markdown (CommonMark, without HTML of one's own) where their
name is `text`. Files are the UUIDs of `MediaFile`. Questions, options and tasks carry ids of their own, which answers
refer to: so a text may be mended after people have answered.
"""

import datetime as dt
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from milepost.base.shapes import as_whole
from milepost.catalog.contents import values
from milepost.catalog.models import ActivityKind

LONGEST_TEXT = 200_000

Text: TypeAlias = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(values.paragraphs)]
Line: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(values.line)
]
Key: TypeAlias = Annotated[
    str, AfterValidator(values.key), WithJsonSchema({"type": "string", "pattern": values.KEY.pattern})
]
Link: TypeAlias = Annotated[
    str,
    AfterValidator(values.link),
    WithJsonSchema({"type": "string", "maxLength": values.LONGEST_LINK, "pattern": values.LINK.pattern}),
]
Moment: TypeAlias = Annotated[
    dt.datetime,
    BeforeValidator(values.moment),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": values.MOMENT.pattern}),
]
Flag: TypeAlias = Annotated[bool, Field(strict=True)]


class Shape(BaseModel):
    """Nothing but what is described, and never changed in place."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- to read, to see, to hear --------------------------------------------------------------------
class Page(Shape):
    """One text, in which pictures may stand: `![what it shows](media:UUID)`."""

    text: Text = ""


class Chapter(Shape):
    """One chapter of an e-book."""

    id: Key
    title: Line
    text: Text = ""


class Ebook(Shape):
    """Chapters, read one after another."""

    chapters: Annotated[list[Chapter], Field(min_length=1, max_length=200)]


class Recording(Shape):
    """A video or a recording to listen to.

    `captions`: a file in WebVTT. `transcript`: the words, for who cannot or will not listen.
    """

    file: UUID
    captions: UUID | None = None
    transcript: Text = ""


class Pdf(Shape):
    """A document, shown in the page and to download."""

    file: UUID
    text: Text = ""


class Elsewhere(Shape):
    """An address elsewhere, opened in a window of its own."""

    url: Link
    text: Text = ""


# --- to answer -----------------------------------------------------------------------------------
class Option(Shape):
    """One answer to choose."""

    id: Key
    text: Line


class Question(Shape):
    """One question of a form: one answer, several, or words of one's own."""

    id: Key
    kind: Literal["single", "multiple", "text"]
    text: Annotated[
        str, StringConstraints(min_length=1, max_length=5000, strip_whitespace=True), AfterValidator(values.paragraphs)
    ]
    options: Annotated[list[Option], Field(max_length=50)] = []
    required: Flag = True


class Form(Shape):
    """Questions without right or wrong."""

    text: Text = ""
    questions: Annotated[list[Question], Field(min_length=1, max_length=200)]


class ExamQuestion(Question):
    """One question of an exam.

    `right`: the ids of the right options; for words of one's own those that count as right, compared without regard to
    case and blanks around them. Several right options count only together. `explanation` is shown with the result.
    """

    right: Annotated[list[Line], Field(min_length=1, max_length=50)]
    points: Annotated[float, Field(strict=True, ge=0.01, le=1000, allow_inf_nan=False)] = 1.0
    explanation: Text = ""


class Exam(Shape):
    """Questions with a score in per cent; the pass mark is the activity's.

    `attempts`: how often it may be taken within one learning record; None: as often as one likes. `shown`: whether the
    right answers are shown after an attempt.
    """

    text: Text = ""
    questions: Annotated[list[ExamQuestion], Field(min_length=1, max_length=200)]
    attempts: Annotated[int, Field(strict=True, ge=1, le=100), BeforeValidator(as_whole)] | None = None
    shown: Literal["never", "passed", "always"] = "passed"


# --- to do, and judged by staff ------------------------------------------------------------------
class Assignment(Shape):
    """A task that is handed in as a text or a file, and graded by staff."""

    text: Text = ""
    accepts: Literal["text", "file", "both"] = "both"


class Discussion(Shape):
    """A subject to write about.

    `graded`: staff grade what a learner has written (R18, R6). `posts`: how many to write.
    """

    text: Text = ""
    graded: Flag = False
    posts: Annotated[int, Field(strict=True, ge=1, le=20), BeforeValidator(as_whole)] = 1


class Task(Shape):
    """One line of a checklist."""

    id: Key
    text: Line
    required: Flag = True


class Practical(Shape):
    """A checklist that an assessor fills in while the learner does the work."""

    text: Text = ""
    tasks: Annotated[list[Task], Field(min_length=1, max_length=200)]


class LiveSession(Shape):
    """People meet; staff note who was there."""

    starts_at: Moment
    ends_at: Moment
    place: Annotated[str, StringConstraints(max_length=500), AfterValidator(values.line)] = ""
    url: Link | None = None
    text: Text = ""


class Certificate(Shape):
    """Claimed by the learner when the course's other required activities are complete."""

    text: Text = ""


Content: TypeAlias = (
    Page
    | Ebook
    | Recording
    | Pdf
    | Elsewhere
    | Form
    | Exam
    | Assignment
    | Discussion
    | Practical
    | LiveSession
    | Certificate
)

SHAPES: dict[str, type[Any]] = {
    ActivityKind.PAGE: Page,
    ActivityKind.EBOOK: Ebook,
    ActivityKind.VIDEO: Recording,
    ActivityKind.AUDIO: Recording,
    ActivityKind.PDF: Pdf,
    ActivityKind.LINK: Elsewhere,
    ActivityKind.FORM: Form,
    ActivityKind.EXAM: Exam,
    ActivityKind.ASSIGNMENT: Assignment,
    ActivityKind.DISCUSSION: Discussion,
    ActivityKind.PRACTICAL: Practical,
    ActivityKind.LIVE_SESSION: LiveSession,
    ActivityKind.CERTIFICATE: Certificate,
}
