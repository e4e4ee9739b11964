"""What the buttons of an editor do to a draft: a thing is added, taken out, or moved. Nothing of it is kept."""

from typing import Any

from milepost.console.contents.drafts import Draft, new_thing
from milepost.console.contents.fields import EDITORS, Field, Many, Part, is_meant


def change(kind: str, draft: Draft, action: str) -> str:
    """Do what a button says, as “add:questions”, “remove:questions.q1” or “up:questions.q1”.

    Returns where the focus goes: the place of what was added or moved; where something was taken out, of what stands
    there now, else of the list. What there is not is not done.
    """
    verb, _colon, place = action.partition(":")
    way = place.split(".")
    if verb == "add":
        return _add(kind, draft, way)
    if verb in ("up", "down", "remove"):
        return _move(draft, way, verb)
    if verb == "clear":
        return _clear(EDITORS[kind], draft, place)
    if verb == "show":
        _begin(kind, draft, way[:-1])
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
        return ".".join([*above, *(each["id"] for each in things[at : at + 1] or things[-1:])])
    things.insert(max(0, at - 1) if verb == "up" else at + 1, thing)
    return ".".join(way)


def _clear(parts: tuple[Part, ...], draft: Draft, place: str) -> str:
    """A file that an activity can do without is taken out."""
    if any(isinstance(part, Field) and part.name == place and part.is_optional for part in parts):
        draft[place] = ""
    return place


def _begin(kind: str, draft: Draft, way: list[str]) -> None:
    """A thing that means other parts now gets the first things of lists that are empty, as a new one has them."""
    part, things = _part_at(EDITORS[kind], way), _list_at(draft, way[:-1])
    thing = next((each for each in things or () if each["id"] == way[-1]), None)
    if part is None or thing is None:
        return
    for each in part.parts:
        if isinstance(each, Many) and is_meant(each, thing) and not thing[each.name]:
            thing[each.name] = [new_thing(each) for _n in range(each.begins)]


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
