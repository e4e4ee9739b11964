"""Reset with the policy erase: tombstones of courses and programs (R3), and what of a single activity goes (R4)."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from tests.model.deriving import mean, rolled_up, spelled_out
from tests.model.facts import Facts
from tests.model.items import Detail, Item, Operation
from tests.model.records import Closing, Enrolment, Record, State
from tests.model.world import Course


# --- courses and programs ------------------------------------------------------------------------
def erase_course(facts: Facts, operation: Operation, item: Item) -> None:
    """Every record of the learner in the course, superseded and voided ones too, becomes a tombstone."""
    item.erases = True
    enrolment = facts.enrolments[item.learner, item.course]
    item.record = enrolment.current
    for session in facts.sessions:
        if (session.learner, session.course) == (item.learner, item.course):
            # One that was open stays as an empty row, so that its page can be told.
            session.is_forgotten = not session.is_open
            session.is_closed, session.started_at = True, facts.now
            session.late_commits.clear()
    _strip(facts, operation, enrolment)
    _withdraw_above(facts, item)
    facts.forget(
        [
            each
            for each in facts.events
            if (each.learner, each.course) == (item.learner, item.course) and not each.tells_of_an_erase
        ]
    )
    facts.tell("progress.erased", item.learner, item.course)


def erase_program(facts: Facts, operation: Operation, item: Item) -> None:
    """The records of a program that was reset itself."""
    item.erases = True
    enrolment = facts.program_enrolments[item.learner, item.content]
    item.record = enrolment.current
    _strip(facts, operation, enrolment)


def _strip(facts: Facts, operation: Operation, enrolment: Enrolment) -> None:
    for record in enrolment.records:
        if record.is_current:
            record.closing = Closing(operation.key, facts.now)
        if record.erased_by is None:
            _tombstone(facts, record, operation)


def _tombstone(facts: Facts, record: Record, operation: Operation) -> None:
    """Number, when, and by which operation are all that is left; a notice that is due speaks of that one (R13)."""
    if record.closing and record.closing.operation and not record.closing.acknowledged:
        record.closing.operation = operation.key
    record.erased_by, record.erased_at = operation.key, facts.now
    record.waiver = None
    record.works.clear()


def _withdraw_above(facts: Facts, item: Item) -> None:
    """A completed program record that rested on the course loses its completion in place (docs/decisions/0008)."""
    for program in facts.programs.values():
        enrolment = facts.program_enrolments.get((item.learner, program.key))
        for record in enrolment.records if enrolment and item.course in program.courses else ():
            if record.erased_by is None and record.shown.is_complete:
                record.waiver, record.own = None, State("active")


# --- activities ----------------------------------------------------------------------------------
def erase_activities(facts: Facts, operation: Operation, items: Sequence[Item]) -> None:
    """What a learner did in some activities of a course goes from every record, and what was completed by it."""
    learner, course = items[0].learner, facts.courses[items[0].course]
    enrolment, gone = facts.enrolments[learner, course.key], {item.content for item in items}
    for item in items:
        item.erases, item.record = True, enrolment.current
    for record in enrolment.records:
        if record.erased_by is None:
            _take_out(facts, learner, course, record, gone)
    for session in facts.sessions:
        if (session.learner, session.course) == (learner, course.key):
            for activity in gone:
                session.late_commits.pop(activity, None)
    current = enrolment.current
    if current is None or not current.shown.is_complete:
        _withdraw_above(facts, items[0])
    for item in items:
        facts.tell("progress.erased", learner, course.key, activity=item.content)


def _take_out(facts: Facts, learner: str, course: Course, record: Record, gone: Collection[str]) -> None:
    """Out of one record. What a mark of the course covers is then said of each other activity by itself."""
    is_required = any(course.activity(key).required for key in gone)
    falls = record.shown.is_complete and (record.waiver is not None or is_required)
    _forget_events(facts, learner, course, record, gone, falls=falls)
    if record.is_voided:
        record.works = [work for work in record.works if work.activity not in gone]
        return
    if record.waiver is not None:
        _spell_out(course, record, gone)
    record.works = [work for work in record.works if work.activity not in gone]
    if falls:
        record.waiver, record.own = None, State()
    if record.own.is_complete:
        record.own = replace(record.own, score=_score(course, record))
        return
    record.own = rolled_up(course, record)
    if record.own.is_complete:
        facts.tell("course.completed", learner, course.key, record, occurred_at=record.own.completed_at)


def _spell_out(course: Course, record: Record, gone: Collection[str]) -> None:
    for activity in course.in_use:
        waiver = spelled_out(activity, record)
        if activity.key not in gone and waiver is not None:
            (record.work_in(activity.key) or record.next_work(activity.key)).waiver = waiver


def _score(course: Course, record: Record) -> float | None:
    works = [(record.work_in(activity.key), activity.weight) for activity in course.in_use]
    return mean((work.shown.score, weight) for work, weight in works if work and work.shown)


def _forget_events(
    facts: Facts, learner: str, course: Course, record: Record, gone: Collection[str], *, falls: bool
) -> None:
    """What was said of the activities, and of a completion that rested on them."""
    facts.forget(
        [
            each
            for each in facts.events
            if (each.learner, each.course, each.record) == (learner, course.key, record.number)
            and not each.tells_of_an_erase
            and (each.activity in gone or (falls and each.kind == "course.completed"))
        ]
    )


# --- earlier operations --------------------------------------------------------------------------
def forget_items(facts: Facts, operation: Operation, item: Item) -> None:
    """Items of earlier operations, staged ones too, say `erased`, and not any more whose they were.

    Of an erased course all of them; of an erased activity what was said of it, or of the whole course. Where none is
    left, the operation's dates go too.
    """
    for earlier in facts.operations:
        for other in earlier.items if earlier is not operation else ():
            if other.learner == item.learner and _concerns(item, other):
                other.outcome, other.is_nameless = "erased", True
        # A row of a program has several items: what one of them may not say any more, the row does not either.
        forgotten = {other.line for other in earlier.items if other.is_nameless}
        for other in earlier.items:
            if other.line in forgotten:
                other.detail = Detail()
        if all(other.is_nameless for other in earlier.items):
            earlier.completed_on = earlier.due_on = None


def _concerns(item: Item, other: Item) -> bool:
    if "program" in (item.kind, other.kind):
        return item.name == other.name
    if item.course != other.course:
        return False
    return item.kind == "course" or other.kind == "course" or item.content == other.content
