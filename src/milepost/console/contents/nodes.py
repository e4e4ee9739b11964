"""A draft as the page shows it: inputs with their faults, and lists of things with their buttons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.base.shapes import Fault
from milepost.catalog.models import MediaFile
from milepost.console.contents.drafts import Draft, flat
from milepost.console.contents.fields import EDITORS, Field, Many, Part, is_meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One field. `file`: what is there now, of a field for files."""

    name: str
    part: Field
    value: Any
    faults: Sequence[str]
    has_focus: bool
    file: MediaFile | None = None

    @property
    def id(self) -> str:
        """The id of its element."""
        return "f-" + self.name.replace(".", "-")

    @property
    def template(self) -> str:
        """What shows it."""
        return f"console/contents/{'plain' if self.part.control in _PLAIN else self.part.control}.html"

    @property
    def type(self) -> str:
        """The type of a plain input."""
        return _PLAIN[self.part.control]

    @property
    def zone(self) -> str:
        """Of a moment: the time zone in which it is given."""
        return timezone.get_current_timezone_name() if self.part.control == "moment" else ""

    @property
    def rows(self) -> int:
        """How many lines a text is shown with."""
        return max(2 if self.part.name == "explanation" else 4, min(24, str(self.value).count("\n") + 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing of a list, with its number."""

    name: str
    label: str
    nodes: Sequence["Node"]
    faults: Sequence[str]
    is_first: bool
    is_last: bool
    has_focus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """A list."""

    name: str
    part: Many
    things: Sequence[Thing]
    faults: Sequence[str]
    has_focus: bool
    template: str = field(default="console/contents/things.html")

    @property
    def id(self) -> str:
        """The id of its element."""
        return "f-" + self.name.replace(".", "-")

    @property
    def is_within(self) -> bool:
        """Whether it is a list of a thing of another list."""
        return "." in self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A part that means nothing as the thing is: kept unseen, so that it is there should that change again."""

    values: Sequence[tuple[str, str]]
    template: str = field(default="console/contents/aside.html")


Node: TypeAlias = Input | Things | Aside

_PLAIN = {"line": "text", "number": "text", "whole": "text", "moment": "datetime-local", "address": "url"}
# A fault of a field that the page shows elsewhere.
_ELSEWHERE = {"right": {"text": "words", "single": "options", "multiple": "options"}}


def nodes(
    kind: str,
    draft: Draft,
    faults: Iterable[Fault] = (),
    *,
    focus: str = "",
    files: Mapping[str, MediaFile] | None = None,
) -> list[Node]:
    """What the page of a draft shows.

    `faults`: with places in the content as it was handed in. `focus`: the place that gets the focus; else it is the
    first fault. `files`: those that are there, by their UUID.
    """
    said: dict[str, list[str]] = {}
    for each in faults:
        said.setdefault(_name_of(draft, each.place), []).append(_sentence(each))
    return _nodes(EDITORS[kind], draft, "", said, focus or next(iter(said), ""), files or {})


def _nodes(
    parts: Iterable[Part],
    draft: Draft,
    above: str,
    said: dict[str, list[str]],
    focus: str,
    files: Mapping[str, MediaFile],
) -> list[Node]:
    made: list[Node] = []
    for part in parts:
        name, value = above + part.name, draft[part.name]
        if not is_meant(part, draft):
            made.append(Aside(values=list(flat(part, value, name))))
            continue
        common: dict[str, Any] = {"name": name, "faults": said.get(name, ()), "has_focus": focus == name}
        if isinstance(part, Field):
            made.append(Input(part=part, value=value, file=files.get(str(value)), **common))
            continue
        things = [
            Thing(
                name=f"{name}.{thing['id']}",
                label=f"{part.one} {number}",
                nodes=_nodes(part.parts, thing, f"{name}.{thing['id']}.", said, focus, files),
                faults=said.get(f"{name}.{thing['id']}", ()),
                is_first=number == 1,
                is_last=number == len(value),
                has_focus=focus == f"{name}.{thing['id']}",
            )
            for number, thing in enumerate(value, start=1)
        ]
        made.append(Things(part=part, things=things, **common))
    return made


def _name_of(draft: Draft, place: Sequence[str | int]) -> str:
    """What the page calls a place of the content."""
    names, at = list[str](), draft
    for step in place:
        if isinstance(step, int):
            if not isinstance(at, list) or step >= len(at):
                break
            at = at[step]
            names.append(at["id"])
        else:
            if step == "id":
                break
            step = _ELSEWHERE.get(step, {}).get(str(at.get("kind")), step) if isinstance(at, dict) else step
            names.append(step)
            at = at.get(step, "") if isinstance(at, dict) else ""
    return ".".join(names)


def _sentence(fault: Fault) -> str:
    """As the page says it: who fills in a form writes no JSON."""
    if fault.code in ("missing", "list_type", "string_type", "uuid_parsing", "uuid_type"):
        return _("A value is missing.")
    if fault.code in ("too_short", "string_too_short"):
        return _("There has to be something here.")
    if fault.code == "moment":
        return _("Give a day and a time.")
    return fault.sentence
