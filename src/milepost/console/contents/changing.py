"""What the buttons of an editor do to a draft: a thing is added, taken out, or moved. Nothing of it is kept."""

from typing import Any

from milepost.console.contents.drafts import Draft, new_thing
from milepost.console.contents.fields import EDITORS, Many, Part


def change(kind: str, draft: Draft, action: str) -> str:
    """Do what a button says, as “add:questions”, “remove:questions.q1” or “up:questions.q1”.

    Returns where the focus goes: the place of what was added or moved, or of the list where something was taken out.
    What there is not is not done.
    """
    verb, _colon, place = action.partition(":")
    way = place.split(".")
    if verb == "add":
        return _add(kind, draft, way)
    if verb in ("up", "down", "remove"):
        return _move(draft, way, verb)
    return place


def _add(kind: str, draft: Draft, way: list[str]) -> str:
    things, part = _list_at(draft, way), _part_at(EDITORS[kind], way)
    if things is None or part is None:
        return ""
    made = new_thing(part)
    things.append(made)
    return ".".join([*way, made["id"]])


def _move(draft: Draft, way: list[str], verb: str) -> str:
    *above, key = way
    things = _list_at(draft, above)
    at = next((number for number, thing in enumerate(things or ()) if thing["id"] == key), None)
    if things is None or at is None:
        return ""
    thing = things.pop(at)
    if verb == "remove":
        return ".".join(above)
    things.insert(max(0, at - 1) if verb == "up" else at + 1, thing)
    return ".".join(way)


def _list_at(draft: Draft, way: list[str]) -> list[Draft] | None:
    """The list at a place: names of lists and ids of things by turns."""
    at: Any = draft
    for step in way:
        at = at.get(step) if isinstance(at, dict) else next((each for each in at or () if each["id"] == step), None)
    return at if isinstance(at, list) else None


def _part_at(parts: tuple[Part, ...] | Any, way: list[str]) -> Many | None:
    found: Many | None = None
    for name in way[::2]:
        found = next((part for part in parts if isinstance(part, Many) and part.name == name), None)
        if found is None:
            return None
        parts = found.parts
    return found
