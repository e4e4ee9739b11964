"""Reset with the policy erase: tombstones (R3)."""

from tests.model.facts import Closing, Enrolment, Facts, Item, Operation, Record, State


def erase_course(facts: Facts, operation: Operation, item: Item) -> None:
    """Every record of the learner in the course, superseded and voided ones too, becomes a tombstone."""
    item.erases = True
    enrolment = facts.enrolments[item.learner, item.course]
    item.record = enrolment.current
    for session in facts.sessions:
        if (session.learner, session.course) == (item.learner, item.course):
            # One that was open stays as an empty row, so that its page can be told.
            session.is_forgotten = not session.is_open
            session.is_closed, session.late_commits = True, 0
    _strip(facts, operation, enrolment)
    _redact_items(facts, operation, item)
    _withdraw_above(facts, item)
    _forget_events(facts, item)
    facts.tell("progress.erased", item.learner, item.course)


def _withdraw_above(facts: Facts, item: Item) -> None:
    """A completed program record that rested on the course loses its completion in place (docs/decisions/0008)."""
    for program in facts.programs.values():
        enrolment = facts.program_enrolments.get((item.learner, program.key))
        for record in enrolment.records if enrolment and item.course in program.courses else ():
            if record.erased_by is None and record.shown.is_complete:
                record.waiver, record.own = None, State("active")


def erase_program(facts: Facts, operation: Operation, item: Item) -> None:
    """The records of a program that was reset itself."""
    item.erases = True
    enrolment = facts.program_enrolments[item.learner, item.content]
    item.record = enrolment.current
    _strip(facts, operation, enrolment)
    _redact_items(facts, operation, item)


def _strip(facts: Facts, operation: Operation, enrolment: Enrolment) -> None:
    for record in enrolment.records:
        if record.is_current:
            record.closing = Closing(operation.key, facts.now)
        if record.erased_by is None:
            _tombstone(record, operation)


def _tombstone(record: Record, operation: Operation) -> None:
    """Number, when, and by which operation are all that is left; a notice that is due speaks of that one (R13)."""
    if record.closing and record.closing.operation and not record.closing.acknowledged:
        record.closing.operation = operation.key
    record.erased_by = operation.key
    record.waiver = None
    record.works.clear()


def _forget_events(facts: Facts, item: Item) -> None:
    """Their kinds say what happened too; that an erase took place may be said."""
    for learner, course, kind in list(facts.events):
        if (learner, course) == (item.learner, item.course) and kind not in ("erased", "progress.erased"):
            facts.events[learner, course, "erased"] += facts.events.pop((learner, course, kind))


def _redact_items(facts: Facts, operation: Operation, item: Item) -> None:
    """Items of earlier operations, staged ones too, say `erased`, and not any more whose they were."""
    about = item.learner, item.course, item.content if item.kind == "program" else ""
    for earlier in facts.operations:
        for other in earlier.items if earlier is not operation else ():
            if (other.learner, other.course, other.content if other.kind == "program" else "") == about:
                other.outcome, other.is_nameless = "erased", True
