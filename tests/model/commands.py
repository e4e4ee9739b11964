"""The staff's commands, as one model: look ahead, apply, take back. What they name is staged before (staging.py)."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from tests.model import deciding, programs
from tests.model.due import restore_due, set_due
from tests.model.erasing import erase_activities, erase_course, erase_program, forget_items
from tests.model.facts import Facts
from tests.model.items import Item, Operation
from tests.model.marking import mark_activity, mark_course, roll_up
from tests.model.resetting import reset_activities, reset_course
from tests.model.undoing import end_enrolment, follow_undone, undo_item


def look_ahead(facts: Facts, operation: Operation) -> Counter[str]:
    """How many items would have which outcome: the preview."""
    return Counter(what for _, what, _ in deciding.effect(facts, operation))


def apply(facts: Facts, operation: Operation, items: Sequence[Item]) -> None:
    """Apply a chunk: what becomes of each item is decided first; then courses, then activities, then programs."""
    facts.applied += 1
    for item in items:
        item.outcome, item.sequence = deciding.outcome(facts, operation, item), facts.applied
    done = [item for item in items if item.outcome == "done"]
    _APPLY[operation.kind](facts, operation, done)
    _follow(facts, operation, done)
    if operation.undo_of and operation.undo_of.kind == "mark_complete":
        for item in done:
            end_enrolment(facts, operation.undo_of, item.undoes)


def finish(facts: Facts, operation: Operation) -> None:
    """Close an operation that is at its end, or that somebody has cancelled on its way.

    Only now earlier operations forget what this one has erased.
    """
    operation.state = "cancelled" if any(not item.sequence for item in operation.items) else "done"
    for item in operation.items:
        if not item.outcome:
            item.outcome = "cancelled"
    for item in operation.items:
        if item.erases:
            forget_items(facts, operation, item)
    undone = operation.undo_of
    if undone is not None and not undone.standing:
        undone.state = "undone"


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
        change = erase_activities if deciding.erases(facts, operation, items[0]) else reset_activities
        change(facts, operation, items)
    for item in done:
        if item.kind == "program":
            change = erase_program if operation.policy == "erase" else programs.reset_program
            change(facts, operation, item)
    set_due(facts, operation, done)


def _undo(facts: Facts, operation: Operation, done: Sequence[Item]) -> None:
    undone = operation.undo_of
    chosen = [item.undoes for item in done]
    for item in chosen:
        if item.kind != "program":
            undo_item(facts, undone.kind, item)
    if undone.kind == "mark_complete":
        follow_undone(facts, chosen)
    for item in chosen:
        if item.kind == "program":
            programs.undo_program(facts, undone.kind, item)
    restore_due(facts, undone, chosen)


def _follow(facts: Facts, operation: Operation, done: Sequence[Item]) -> None:
    """Programs follow their courses, but for those that the operation has changed itself; after an undo those too."""
    cause = f"undo {operation.undo_of.kind}" if operation.undo_of else operation.kind
    for learner in {item.learner for item in done}:
        mine = [item for item in done if item.learner == learner]
        courses = {item.course for item in mine if item.kind != "program"}
        named = {item.content for item in mine if item.kind == "program"}
        after = {"also": named} if operation.undo_of else {"named": named}
        erased = {item.course for item in mine if item.erases}
        programs.follow(facts, learner, courses, cause=cause, operation=operation, erased=erased, **after)


def _activities(items: Sequence[Item]) -> list[tuple[tuple[str, str], list[Item]]]:
    """The activity items, those of one learner and course together."""
    chosen = sorted((item for item in items if item.kind == "activity"), key=lambda item: (item.learner, item.course))
    return [(key, list(group)) for key, group in groupby(chosen, key=lambda item: (item.learner, item.course))]


_APPLY = {"mark_complete": _mark, "reset": _reset, "undo": _undo}
