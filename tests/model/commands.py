"""The staff's commands, as one model: stage, look ahead, apply, take back."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby

from tests.model import deciding, programs
from tests.model.erasing import erase_course, erase_program
from tests.model.facts import Facts, Item, Operation
from tests.model.marking import mark_activity, mark_course, roll_up
from tests.model.resetting import reset_activities, reset_course
from tests.model.undoing import undo_item

Target = tuple[str, str, str]


class Refusal(Exception):
    """The command is refused as a whole; nothing is changed."""


def stage(
    facts: Facts,
    kind: str,
    targets: Sequence[Target],
    *,
    policy: str = "",
    completed_on: dt.date | None = None,
    enrol_missing: bool = False,
) -> Operation:
    """A mark or a reset of (learner, kind, content) targets, not applied yet."""
    items = [Item(learner, what, content, course=_course(facts, what, content)) for learner, what, content in targets]
    _expand(facts, items, enrol_missing)
    covered = {(item.learner, item.course) for item in items if item.kind == "course"}
    for item in items:
        if item.kind == "activity" and (item.learner, item.course) in covered:
            item.outcome = "excluded"
    operation = Operation(len(facts.operations) + 1, kind, items, policy, completed_on, enrol_missing)
    facts.operations.append(operation)
    return operation


def _expand(facts: Facts, items: list[Item], enrol_missing: bool) -> None:
    """A program stands for each of its courses too; one that is there already is there once.

    Not where the learner is not in the program, and is not to be.
    """
    there = {(item.learner, item.course): item for item in items if item.kind == "course"}
    for item in [each for each in items if each.kind == "program"]:
        if facts.program_enrolment(item.learner, item.content) is None and not enrol_missing:
            continue
        for course in facts.programs[item.content].courses:
            part = there.get((item.learner, course))
            if part is None:
                part = there[item.learner, course] = Item(item.learner, "course", course, course)
                items.append(part)
            part.is_promised = True


def stage_undo(facts: Facts, undone: Operation, learners: Collection[str] | None) -> Operation:
    """The undo of an operation, or of some learners' items. Raises `Refusal` if nothing is left to undo."""
    items = [
        Item(done.learner, done.kind, done.content, done.course, record=done.record, is_nameless=done.is_nameless)
        for done in undone.items
        if _may_be_undone(undone, done) and (learners is None or (done.learner in learners and not done.is_nameless))
    ]
    if not items:
        raise Refusal
    operation = Operation(len(facts.operations) + 1, "undo", items, undone.policy, undo_of=undone)
    facts.operations.append(operation)
    return operation


def _may_be_undone(undone: Operation, done: Item) -> bool:
    """What was done, and what an erase has made unrecognizable: that is listed too, as `erased`."""
    return done in undone.standing or done.outcome == "erased"


def look_ahead(facts: Facts, operation: Operation) -> Counter[str]:
    """How many items would have which outcome: the preview."""
    return Counter(what for _, what, _ in deciding.effect(facts, operation))


def apply(facts: Facts, operation: Operation) -> None:
    """Apply it: first what becomes of each item is decided, then courses, then activities."""
    for item in operation.items:
        item.outcome = deciding.outcome(facts, operation, item)
    done = [item for item in operation.items if item.outcome == "done"]
    operation.sequence = 1 + max(each.sequence for each in facts.operations)
    _APPLY[operation.kind](facts, operation, done)
    _follow(facts, operation, done)


def _course(facts: Facts, kind: str, content: str) -> str:
    if kind == "activity":
        return next(course.key for course in facts.courses.values() if content in {a.key for a in course.activities})
    return content if kind == "course" else ""


def _mark(facts: Facts, operation: Operation, done: Sequence[Item]) -> None:
    for item in done:
        if item.kind == "course":
            mark_course(facts, operation, item)
    for (learner, course), items in _activities(done):
        for item in items:
            mark_activity(facts, operation, item)
        roll_up(facts, learner, course, items[0].record)
    for item in done:
        if item.kind == "program":
            programs.mark_program(facts, operation, item)
        else:
            programs.opens(facts, item.learner, item.course, "mark")


def _reset(facts: Facts, operation: Operation, done: Sequence[Item]) -> None:
    for item in done:
        if item.kind == "course":
            change = erase_course if deciding.erases(facts, operation, item) else reset_course
            change(facts, operation, item)
    for _, items in _activities(done):
        reset_activities(facts, operation, items)
    for item in done:
        if item.kind == "program":
            change = erase_program if operation.policy == "erase" else programs.reset_program
            change(facts, operation, item)


def _undo(facts: Facts, operation: Operation, done: Sequence[Item]) -> None:
    undone = operation.undo_of
    names = {item.name for item in done}
    chosen = [item for item in undone.items if item.name in names]
    for item in chosen:
        if item.kind != "program":
            undo_item(facts, undone.kind, item)
    for item in chosen:
        if item.kind == "program":
            programs.undo_program(facts, undone.kind, item)


def _follow(facts: Facts, operation: Operation, done: Sequence[Item]) -> None:
    """Programs follow their courses, but for those that the operation has changed itself; after an undo those too."""
    cause = f"undo {operation.undo_of.kind}" if operation.undo_of else operation.kind
    for learner in {item.learner for item in done}:
        mine = [item for item in done if item.learner == learner]
        courses = {item.course for item in mine if item.kind != "program"}
        named = {item.content for item in mine if item.kind == "program"}
        after = {"also": named} if operation.undo_of else {"named": named}
        programs.follow(facts, learner, courses, cause=cause, operation=operation, **after)


def _activities(items: Sequence[Item]) -> list[tuple[tuple[str, str], list[Item]]]:
    """The activity items, those of one learner and course together."""
    chosen = sorted((item for item in items if item.kind == "activity"), key=lambda item: (item.learner, item.course))
    return [(key, list(group)) for key, group in groupby(chosen, key=lambda item: (item.learner, item.course))]


_APPLY = {"mark_complete": _mark, "reset": _reset, "undo": _undo}
