"""Undo: everything goes back to exactly what it was (R30, R31)."""

from collections.abc import Sequence
from dataclasses import replace

from tests.model.deriving import rolled_up
from tests.model.facts import Facts
from tests.model.items import Item, Operation
from tests.model.marking import roll_up
from tests.model.records import Record


def undo_item(facts: Facts, kind: str, done: Item) -> None:
    """Take one applied item back; `kind` is that of the operation it belongs to.

    A course follows when all items have been taken back (`follow_undone`).
    """
    done.is_undone = True
    if kind == "mark_complete":
        facts.tell("completion.withdrawn", done.learner, done.course, done.record, _activity(done))
        _withdraw_course(done) if done.kind == "course" else _withdraw_activity(done)
        return
    kind = "progress.restored" if done.kind == "course" else "activity.restored"
    facts.tell(kind, done.learner, done.course, done.record, _activity(done))
    _restore(facts, done)


def _withdraw_course(done: Item) -> None:
    """The learner's own work comes to light; a record with nothing in it, not even launched, is voided."""
    record = done.record
    nothing_left = all(work.is_voided for work in record.works)
    if record.opened_by == "mark" and nothing_left and not record.has_been_launched:
        record.is_voided = True
    else:
        record.waiver = None


def _withdraw_activity(done: Item) -> None:
    """What the learner really did comes to light."""
    if done.work.own is None:
        done.work.is_voided = True
    else:
        done.work.waiver = None


def follow_undone(facts: Facts, chosen: Sequence[Item]) -> None:
    """The courses whose activities are no longer marked are rolled up, each once."""
    marked = {id(item.record): item for item in chosen if item.kind == "activity"}
    for done in marked.values():
        _follow_undone(facts, done)


def _follow_undone(facts: Facts, done: Item) -> None:
    record = done.record
    before, again = record.shown.is_complete, False
    nothing_left = all(each.is_voided for each in record.works)
    if record.opened_by == "mark" and record.waiver is None and nothing_left and not record.has_been_launched:
        # It should never have been, and what it said stays where it is: nothing is overwritten (R31).
        record.is_voided = True
    elif record.own.is_complete and record.own.completed_by == "rule":
        if not _still_adds_up(facts, done, record):
            record.own = rolled_up(facts.courses[done.course], record)
            again = record.waiver is None and record.own.is_complete
    elif not record.own.is_complete:
        record.own = rolled_up(facts.courses[done.course], record)
        # Less may be asked for by now than when it was last looked at.
        again = not before and record.own.is_complete
    if before and (record.is_voided or not record.shown.is_complete or again):
        facts.tell("completion.withdrawn", done.learner, done.course, record)
    if again:
        # By what is asked for now, which may be less than what was asked for then.
        at = record.own.completed_at
        facts.tell("course.completed", done.learner, done.course, record, occurred_at=at)


def _still_adds_up(facts: Facts, done: Item, record: Record) -> bool:
    """Whether the activities that made a record complete by rule still do.

    Then is when the completion was recorded, which may be later than its date.
    """
    course = facts.courses[done.course]
    of_record = (done.learner, done.course, record.number, "course.completed")
    told = [e.recorded_at for e in facts.events if (e.learner, e.course, e.record, e.kind) == of_record]
    at = max(told, default=record.own.completed_at)
    then = tuple(
        replace(each, retired_at=None)
        for each in course.activities
        if each.created_at <= at and (each.retired_at is None or each.retired_at > at)
    )
    return rolled_up(replace(course, activities=then), record).is_complete


def _restore(facts: Facts, done: Item) -> None:
    record = done.record
    if done.kind == "course":
        record.closing = None
    elif done.following is not None:
        done.following.is_voided = True
        record.closing = None
    else:
        done.work.superseded_by = None
        roll_up(facts, done.learner, done.course, record)


def end_enrolment(facts: Facts, mark: Operation, done: Item) -> None:
    """Undo ends the enrolment that the mark made, unless the learner has launched the course since."""
    if done.kind == "program":
        enrolment, courses = facts.program_enrolments[done.learner, done.content], facts.programs[done.content].courses
    else:
        enrolment, courses = facts.enrolments[done.learner, done.course], (done.course,)
    launched = facts.has_launched_since(done.learner, courses, mark.confirmed_at)
    if enrolment.enrolled_by == mark.key and not launched:
        enrolment.has_ended, enrolment.enrolled_by = True, None


def _activity(done: Item) -> str:
    return done.content if done.kind == "activity" else ""
