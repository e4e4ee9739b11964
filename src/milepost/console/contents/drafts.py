"""Between contents as they are kept and drafts as forms have them.

A draft is a dictionary like the content's JSON, but of what somebody has typed: texts for numbers and moments, whether
each option is right at the option itself. Every thing of a list has its `id`; new ones get one here.

In a form the value at `questions`, thing `q1`, field `text` is called `questions.q1.text`; so things keep their order
and their ids however they are moved about in the page.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from milepost.console.contents.fields import EDITORS, Field, Many, Part, is_meant

Draft: TypeAlias = dict[str, Any]
_MOST_THINGS = 2000


def new_draft(kind: str) -> Draft:
    """The draft of an activity that has no content yet: what fields begin with, and the first thing of each list."""
    return _new_thing(EDITORS[kind])


def from_body(kind: str, body: Mapping[str, Any]) -> Draft:
    """The draft of a content as JSON has it."""
    return _thing_from(EDITORS[kind], body)


def to_body(kind: str, draft: Draft) -> dict[str, Any]:
    """What a draft says, as JSON has it; whether it can be so is for `catalog.contents` to say."""
    return _thing_to(EDITORS[kind], draft)


def from_form(kind: str, sent: Iterable[tuple[str, str]]) -> Draft:
    """The draft that a form has sent: names and values in the order of the page. What nobody asked for is left out."""
    nested: Draft = {}
    for number, (name, value) in enumerate(sent):
        if number > _MOST_THINGS * 10:
            break
        *way, last = name.split(".")
        at = nested
        for step in way:
            inner = at.setdefault(step, {})
            if not isinstance(inner, dict):
                break
            at = inner
        else:
            at[last] = value
    return _thing_sent(EDITORS[kind], nested)


def new_thing(part: Many) -> Draft:
    """A thing to be filled in."""
    return {"id": f"n{secrets.token_hex(4)}", **_new_thing(part.parts)}


def flat(part: Part, value: Any, name: str) -> Iterator[tuple[str, str]]:
    """The names and values by which a form sends a part of a draft."""
    if isinstance(part, Many):
        for thing in value:
            for each in part.parts:
                yield from flat(each, thing[each.name], f"{name}.{thing['id']}.{each.name}")
    elif value is not False:
        yield name, "yes" if value is True else value


# --- one thing -----------------------------------------------------------------------------------
def _new_thing(parts: Iterable[Part]) -> Draft:
    return {
        part.name: [new_thing(part) for _n in range(part.begins)] if isinstance(part, Many) else part.begins
        for part in parts
    }


def _thing_from(parts: Iterable[Part], body: Mapping[str, Any]) -> Draft:
    draft: Draft = {}
    for part in parts:
        kept = body.get(part.name)
        if isinstance(part, Many):
            draft[part.name] = [{"id": each["id"], **_thing_from(part.parts, each)} for each in kept or ()]
        else:
            draft[part.name] = _shown(part, kept)
    right = body.get("right")
    if right is not None:
        for option in draft["options"]:
            option["right"] = option["id"] in right
        draft["words"] = "\n".join(right) if body["kind"] == "text" else ""
    return draft


def _thing_to(parts: Iterable[Part], draft: Draft) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for part in parts:
        if not is_meant(part, draft):
            continue
        if isinstance(part, Many):
            body[part.name] = [{"id": each["id"], **_thing_to(part.parts, each)} for each in draft[part.name]]
        elif (value := _meant(part, draft[part.name])) is not None or part.is_optional:
            body[part.name] = value
    if "words" in draft:  # a question of an exam
        words = body.pop("words", "")
        options = body.get("options", [])
        body["right"] = [option["id"] for option in options if option["right"]] + [
            line.strip() for line in words.splitlines() if line.strip()
        ]
        body["options"] = [{"id": each["id"], "text": each["text"]} for each in options]
    return body


def _thing_sent(parts: Iterable[Part], sent: Mapping[str, Any]) -> Draft:
    draft: Draft = {}
    for part in parts:
        value = sent.get(part.name)
        if isinstance(part, Many):
            things = value.items() if isinstance(value, dict) else ()
            draft[part.name] = [
                {"id": key, **_thing_sent(part.parts, each)} for key, each in things if isinstance(each, dict)
            ]
        elif part.control == "flag":
            draft[part.name] = value is not None
        else:
            draft[part.name] = value.replace("\r\n", "\n") if isinstance(value, str) else ""
    return draft


# --- one value -----------------------------------------------------------------------------------
def _shown(part: Field, value: Any) -> Any:
    if part.control == "flag":
        return bool(value)
    if value is None:
        return ""
    if part.control == "moment":
        local = timezone.localtime(parse_datetime(value) if isinstance(value, str) else value)
        return local.strftime("%Y-%m-%dT%H:%M")
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _meant(part: Field, text: Any) -> Any:
    """What a text means; what it cannot mean stays a text, and is found to be at fault."""
    if part.control == "flag":
        return bool(text)
    if part.control in ("text", "words", "line", "choice"):
        return text
    text = text.strip()
    if not text:
        return None
    try:
        if part.control == "whole":
            return int(text)
        if part.control == "number":
            return float(text.replace(",", "."))
        if part.control == "moment":
            return _moment(text)
    except (ValueError, OverflowError):
        return text
    return text


def _moment(text: str) -> str:
    """A day and a time in the reader's time zone, as JSON has it."""
    local = dt.datetime.fromisoformat(text)
    return (local if local.tzinfo else timezone.make_aware(local)).isoformat()
