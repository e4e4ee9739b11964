"""Due dates that a reset sets anew, and what an undo makes of them (R17)."""

import datetime as dt
from collections.abc import Sequence

from tests.model.facts import Facts
from tests.model.items import Item, Operation


def set_due(facts: Facts, operation: Operation, done: Sequence[Item]) -> None:
    """Where the old date has passed; the items remember it."""
    if operation.due_on is None:
        return
    overdue = [item for item in done if item.kind != "program" and _is_overdue(facts, item)]
    for item in overdue:
        item.due_before = facts.enrolments[item.learner, item.course].due
    for item in overdue:
        facts.enrolments[item.learner, item.course].due = end_of(operation.due_on)


def restore_due(facts: Facts, undone: Operation, taken_back: Sequence[Item]) -> None:
    """The date that the reset replaced, unless somebody has set another one since."""
    for item in taken_back:
        if item.due_before is None:
            continue
        enrolment = facts.enrolments[item.learner, item.course]
        if enrolment.due == end_of(undone.due_on):
            enrolment.due = item.due_before


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=dt.UTC)


def _is_overdue(facts: Facts, item: Item) -> bool:
    due = facts.enrolments[item.learner, item.course].due
    return due is not None and due < facts.now
