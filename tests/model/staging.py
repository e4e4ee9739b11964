"""Staging: who and what an operation names, before anything is changed."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from tests.model.facts import Facts
from tests.model.items import Item, Operation


class Target(NamedTuple):
    """One row: who, what (course, activity or program, by its key), and whether the row says TRUE (R44)."""

    learner: str
    kind: str
    content: str
    is_wanted: bool = True


class Refusal(Exception):
    """The command is refused as a whole; nothing is changed."""


def stage(
    facts: Facts,
    kind: str,
    targets: Sequence[Target],
    *,
    policy: str = "",
    completed_on: dt.date | None = None,
    due_on: dt.date | None = None,
    enrol_missing: bool = False,
) -> Operation:
    """A mark or a reset of targets, not applied yet."""
    items = [_item(facts, target) for target in targets]
    wanted = [item for item in items if item.is_wanted]
    parts = _parts(facts, wanted, enrol_missing)
    covered = {(item.learner, item.course) for item in [*wanted, *parts] if item.kind == "course"}
    for item in items:
        if not item.is_wanted or (item.kind == "activity" and (item.learner, item.course) in covered):
            item.outcome = "excluded"
    key = len(facts.operations) + 1
    operation = Operation(key, kind, [*items, *parts], policy, completed_on, enrol_missing, due_on)
    facts.operations.append(operation)
    return operation


def _item(facts: Facts, target: Target) -> Item:
    course = target.content if target.kind == "course" else ""
    if target.kind == "activity":
        course = next(
            each.key for each in facts.courses.values() if target.content in {a.key for a in each.activities}
        )
    return Item(target.learner, target.kind, target.content, course, is_wanted=target.is_wanted)


def _parts(facts: Facts, items: Sequence[Item], enrol_missing: bool) -> list[Item]:
    """A program stands for each of its courses too: those of them that are not named anyway.

    Not where the learner is not in the program, and is not to be.
    """
    parts = []
    there = {(item.learner, item.course): item for item in items if item.kind == "course"}
    for item in items:
        if item.kind != "program":
            continue
        if facts.program_enrolment(item.learner, item.content) is None and not enrol_missing:
            continue
        for course in facts.programs[item.content].courses:
            part = there.get((item.learner, course))
            if part is None:
                part = there[item.learner, course] = Item(item.learner, "course", course, course)
                parts.append(part)
            part.is_promised = True
    return parts


def stage_undo(facts: Facts, undone: Operation, learners: Collection[str] | None) -> Operation:
    """The undo of an operation, or of some learners' items. Raises `Refusal` if nothing is left to undo."""
    items = [
        Item(
            *(done.learner, done.kind, done.content, done.course),
            record=done.record,
            is_nameless=done.is_nameless,
            outcome="erased" if done.is_nameless else "",
            undoes=done,
        )
        for done in undone.items
        if _may_be_undone(undone, done) and (learners is None or (done.learner in learners and not done.is_nameless))
    ]
    if not items or undone.state not in ("done", "cancelled") or undone.confirmed_at is None:
        raise Refusal
    operation = Operation(len(facts.operations) + 1, "undo", items, undone.policy, undo_of=undone)
    facts.operations.append(operation)
    return operation


def _may_be_undone(undone: Operation, done: Item) -> bool:
    """What was done, and what an erase has made unrecognizable: that is listed too, as `erased`."""
    return done in undone.standing or done.outcome == "erased"
