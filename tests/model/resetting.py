"""Reset: courses and single activities (R10 to R18)."""

from collections.abc import Sequence
from dataclasses import replace

from tests.model.deriving import shown, spelled_out
from tests.model.facts import Facts
from tests.model.items import Item, Operation
from tests.model.marking import roll_up
from tests.model.records import Closing, Record


def reset_course(facts: Facts, operation: Operation, item: Item) -> None:
    """The current record is superseded; none is opened (R12). A player that is open is closed (R16)."""
    record = item.record = facts.current(item.learner, item.course)
    supersede(facts, record, operation)
    facts.tell("progress.reset", item.learner, item.course, record)


def reset_activities(facts: Facts, operation: Operation, items: Sequence[Item]) -> None:
    """The activities of one course for one learner: in place while it is under way, else in a new record (R14)."""
    learner, course = items[0].learner, items[0].course
    record = facts.current(learner, course)
    for item in items:
        item.record, item.work = record, record.work_in(item.content)
        facts.tell("activity.reset", learner, course, record, item.content)
    if record.shown.is_complete:
        _begin_anew(facts, operation, items, record)
        return
    for item in items:
        item.work.superseded_by = operation.key
    roll_up(facts, learner, course, record)


def supersede(facts: Facts, record: Record, operation: Operation) -> None:
    """Close a record, and its sessions for good."""
    record.closing = Closing(operation.key, facts.now)
    for session in facts.sessions:
        if session.record is record:
            session.is_closed = True


def _begin_anew(facts: Facts, operation: Operation, items: Sequence[Item], record: Record) -> None:
    """Record n+1 opens at once with the state of every other activity; no notice is due (docs/decisions/0008)."""
    learner, course = items[0].learner, facts.courses[items[0].course]
    supersede(facts, record, operation)
    record.closing.acknowledged = True
    following = facts.enrolments[learner, course.key].open("reset", facts.now)
    reset = {item.content for item in items}
    for activity in course.in_use:
        if activity.key not in reset:
            _carry(activity, record, following)
    for item in items:
        item.following = following
    roll_up(facts, learner, course.key, following)


def _carry(activity, record: Record, following: Record) -> None:
    """Copy an activity's state; what the course's mark covered becomes explicit."""
    state = shown(activity, record)
    if state.status == "not_started":
        return
    before = record.work_in(activity.key)
    work = following.next_work(activity.key)
    work.is_carried = True
    if before is not None:
        work.own = before.own
        # Time counts where it was spent, imported time too.
        work.waiver = before.waiver and replace(before.waiver, seconds=None)
    work.waiver = spelled_out(activity, record) or work.waiver
