"""What an editor asks for each kind of activity: a few sorts of fields, and lists of things that have an id.

A `Field` is one value of a shape (`catalog/contents/shapes.py`), a `Many` a list of things that each have fields of
their own. An editor of another kind is a few lines here, and nothing elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.catalog.models import ActivityKind

Words: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value.

    `control`: line, text (Markdown), words (an answer a line), number, whole, flag, choice, file, moment or address.
    `choices`: value and words of each. `accept`: what kinds of files there are to choose. `when`: the field of the
    same thing that must have one of these values, else this one means nothing. `is_optional`: an empty one is None.
    """

    name: str
    label: Words
    control: str
    help: Words = ""
    choices: Sequence[tuple[str, Words]] = ()
    accept: str = ""
    when: tuple[str, tuple[str, ...]] | None = None
    is_optional: bool = False
    begins: str | bool = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list of things. `one`: what a thing is called; `add`: the words of the button that adds one."""

    name: str
    label: Words
    one: Words
    add: Words
    parts: Sequence["Part"]
    when: tuple[str, tuple[str, ...]] | None = None
    begins: int = 1


Part: TypeAlias = Field | Many

_MARKDOWN = _("Markdown: # for a heading, * for a list, **bold**, [words](address).")
_TEXT = Field(name="text", label=_("Text"), control="text", help=_MARKDOWN)
_ABOVE = Field(name="text", label=_("Text above it"), control="text", help=_MARKDOWN)
_QUESTION = Field(name="text", label=_("Question"), control="text")
_CHOOSING = ("kind", ("single", "multiple"))
_KIND = Field(
    name="kind",
    label=_("Answered by"),
    control="choice",
    begins="single",
    choices=(
        ("single", _("one of several options")),
        ("multiple", _("any number of options")),
        ("text", _("words of one's own")),
    ),
)
_NEEDED = Field(name="required", label=_("An answer is required"), control="flag", begins=True)
_OPTION = Field(name="text", label=_("Option"), control="line")
_RIGHT = Field(name="right", label=_("Right"), control="flag", begins=False)


def _options(*parts: Part) -> Many:
    return Many(
        name="options",
        label=_("Options"),
        one=_("Option"),
        add=_("Add option"),
        parts=parts,
        when=_CHOOSING,
        begins=2,
    )


def _questions(*parts: Part) -> Many:
    return Many(name="questions", label=_("Questions"), one=_("Question"), add=_("Add question"), parts=parts)


_VIDEO = Field(name="file", label=_("Video"), control="file", accept="video/*", help=_("MP4 or WebM."))
_AUDIO = Field(
    name="file",
    label=_("Recording"),
    control="file",
    accept="audio/*,video/*",
    help=_("MP3, M4A, Ogg, WAV or a video."),
)
_PDF = Field(name="file", label=_("PDF document"), control="file", accept="application/pdf")
_CAPTIONS = Field(
    name="captions",
    label=_("Captions"),
    control="file",
    accept=".vtt,text/vtt",
    is_optional=True,
    help=_("WebVTT. Who cannot hear needs them."),
)
_TRANSCRIPT = Field(
    name="transcript",
    label=_("Words of the recording"),
    control="text",
    help=_("For who cannot or will not listen. Markdown."),
)

EDITORS: dict[str, tuple[Part, ...]] = {
    ActivityKind.PAGE: (_TEXT,),
    ActivityKind.EBOOK: (
        Many(
            name="chapters",
            label=_("Chapters"),
            one=_("Chapter"),
            add=_("Add chapter"),
            parts=(Field(name="title", label=_("Title"), control="line"), _TEXT),
        ),
    ),
    ActivityKind.VIDEO: (_VIDEO, _CAPTIONS, _TRANSCRIPT),
    ActivityKind.AUDIO: (_AUDIO, _CAPTIONS, _TRANSCRIPT),
    ActivityKind.PDF: (_PDF, _ABOVE),
    ActivityKind.LINK: (
        Field(name="url", label=_("Address"), control="address", help=_("It begins with https:// or http://.")),
        _ABOVE,
    ),
    ActivityKind.FORM: (_ABOVE, _questions(_QUESTION, _KIND, _options(_OPTION), _NEEDED)),
    ActivityKind.EXAM: (
        _ABOVE,
        Field(
            name="attempts",
            label=_("Attempts"),
            control="whole",
            is_optional=True,
            help=_("How often it may be taken. Empty: as often as one likes. A reset begins anew."),
        ),
        Field(
            name="shown",
            label=_("The right answers are shown"),
            control="choice",
            begins="passed",
            choices=(("never", _("never")), ("passed", _("once it is passed")), ("always", _("after every attempt"))),
        ),
        _questions(
            _QUESTION,
            _KIND,
            _options(_OPTION, _RIGHT),
            Field(
                name="words",
                label=_("Right answers"),
                control="words",
                when=("kind", ("text",)),
                help=_("One a line. Capitals, and blanks around them, do not matter."),
            ),
            Field(name="points", label=_("Points"), control="number", begins="1"),
            Field(name="explanation", label=_("Explanation, shown with the result"), control="text"),
            _NEEDED,
        ),
    ),
    ActivityKind.ASSIGNMENT: (
        Field(name="text", label=_("The task"), control="text", help=_MARKDOWN),
        Field(
            name="accepts",
            label=_("Learners hand in"),
            control="choice",
            begins="both",
            choices=(("both", _("a text, a file, or both")), ("text", _("a text")), ("file", _("a file"))),
        ),
    ),
    ActivityKind.DISCUSSION: (
        Field(name="text", label=_("The subject"), control="text", help=_MARKDOWN),
        Field(name="posts", label=_("Posts to write"), control="whole", begins="1"),
        Field(
            name="graded",
            label=_("Graded by staff"),
            control="flag",
            begins=False,
            help=_("Else it is complete once the posts are written."),
        ),
    ),
    ActivityKind.PRACTICAL: (
        Field(name="text", label=_("For learner and assessor"), control="text", help=_MARKDOWN),
        Many(
            name="tasks",
            label=_("Checklist"),
            one=_("Task"),
            add=_("Add task"),
            parts=(
                Field(name="text", label=_("Task"), control="line"),
                Field(name="required", label=_("Needed to pass"), control="flag", begins=True),
            ),
        ),
    ),
    ActivityKind.LIVE_SESSION: (
        Field(name="starts_at", label=_("Begins"), control="moment"),
        Field(name="ends_at", label=_("Ends"), control="moment"),
        Field(name="place", label=_("Place"), control="line"),
        Field(
            name="url",
            label=_("Address to join"),
            control="address",
            is_optional=True,
            help=_("It begins with https:// or http://."),
        ),
        _ABOVE,
    ),
    ActivityKind.CERTIFICATE: (
        Field(
            name="text",
            label=_("Text"),
            control="text",
            help=_("It is claimed once the course's other required activities are complete."),
        ),
    ),
}


def is_meant(part: Part, thing: dict[str, object]) -> bool:
    """Whether a part of a thing means something, as the thing is."""
    return part.when is None or thing.get(part.when[0]) in part.when[1]
