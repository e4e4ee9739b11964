"""Staging: who and what an operation names, before anything is changed."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from tests.model.facts import Facts
from tests.model.items import Detail, Item, Operation
from tests.model.marking import completion_date


class Target(NamedTuple):
    """One row: who, what (course, activity or program, by its key), and whether the row says TRUE (R44).

    Of a mark a row may say more (MP-08): see `Detail`.
    """

    learner: str
    kind: str
    content: str
    is_wanted: bool = True
    completed_on: dt.date | None = None
    score: float | None = None
    seconds: int | None = None


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
    has_details: bool = False,
) -> Operation:
    """A mark or a reset of targets, not applied yet."""
    items = [_item(facts, line, target, has_details) for line, target in enumerate(targets, start=2)]
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


def _item(facts: Facts, line: int, target: Target, has_details: bool) -> Item:
    course = target.content if target.kind == "course" else ""
    if target.kind == "activity":
        course = next(
            each.key for each in facts.courses.values() if target.content in {a.key for a in each.activities}
        )
    detail = _detail(facts, target) if has_details else Detail()
    return Item(
        target.learner, target.kind, target.content, course, is_wanted=target.is_wanted, line=line, detail=detail
    )


def _detail(facts: Facts, target: Target) -> Detail:
    """A row that says today means the moment at which it was handed in."""
    day = target.completed_on
    return Detail(None if day is None else completion_date(facts, day), target.score, target.seconds)


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
                part = Item(item.learner, "course", course, course, line=item.line, detail=item.detail)
                there[item.learner, course] = part
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
