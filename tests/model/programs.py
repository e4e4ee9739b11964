"""Programs: their own records, and how they follow their courses (docs/decisions/0008)."""

from collections.abc import Collection, Iterable

from tests.model.deriving import mean
from tests.model.facts import Facts
from tests.model.items import Item, Operation
from tests.model.marking import waived
from tests.model.records import Closing, Enrolment, Record, State
from tests.model.world import Program


def opens(facts: Facts, learner: str, course: str, opened_by: str) -> None:
    """The first launch or mark of one of its courses opens a program's record."""
    for enrolment, _ in _above(facts, learner, {course}):
        if enrolment.current is None:
            again = opened_by == "launch" and _superseded(enrolment) in enrolment.standing[-1:]
            enrolment.open("reset" if again else opened_by, facts.now)


def follow(
    facts: Facts,
    learner: str,
    courses: Collection[str],
    *,
    cause: str = "",
    operation: Operation | None = None,
    named: Collection[str] = (),
    also: Collection[str] = (),
    erased: Collection[str] = (),
) -> None:
    """Let the programs above the courses that were changed follow them.

    `cause`: what changed them, if that was the staff: the kind of the operation, or "undo " and the kind undone.
    `named`: programs that the operation has dealt with itself. `also`: programs that follow although no course of
    theirs was changed. `erased`: courses of which something was erased; what a program says of them goes, even where
    the learner has left it.
    """
    for program in facts.programs.values():
        left = facts.program_enrolments.get((learner, program.key))
        if left and left.has_ended and set(erased) & set(program.courses) and program.key not in named:
            _roll_up(facts, learner, left, program)
    for enrolment, program in _above(facts, learner, courses, named, also):
        if cause.startswith("undo"):
            _come_back(facts, learner, enrolment, program, cause)
        if enrolment.current and enrolment.current.shown.is_complete:
            _reopen(facts, learner, enrolment, program, cause, operation)
        else:
            _roll_up(facts, learner, enrolment, program)


def _roll_up(facts: Facts, learner: str, enrolment: Enrolment, program: Program) -> None:
    record = enrolment.current
    if record and not record.shown.is_complete and not record.own.is_complete:
        record.own = followed(facts, learner, program)


def followed(facts: Facts, learner: str, program: Program) -> State:
    """What a program's courses amount to."""
    current = [facts.current(learner, course) for course in program.courses]
    states = [record.shown for record in current if record]
    complete = [state for state in states if state.is_complete]
    progress = 100.0 * len(complete) / len(program.courses)
    score = mean((state.score, 1.0) for state in complete)
    if len(complete) == len(program.courses):
        return State("completed", progress, score, max(state.completed_at for state in complete), "rule")
    begun = any(state.status != "started" for state in states)
    return State("active" if begun else "started", progress, score)


def mark_program(facts: Facts, operation: Operation, item: Item) -> None:
    """One fact on the program's record."""
    enrolment = facts.program_enrolment(item.learner, item.content)
    if enrolment is None:
        enrolment = facts.program_enrolments.setdefault((item.learner, item.content), Enrolment())
        enrolment.has_ended, enrolment.enrolled_by = False, operation.key
    record = item.record = enrolment.current or enrolment.open("mark", facts.now)
    score = followed(facts, item.learner, facts.programs[item.content]).score
    record.waiver = waived(facts, operation, item, score)


def reset_program(facts: Facts, operation: Operation, item: Item) -> None:
    """Its own record is superseded, like a course's."""
    item.record = facts.program_enrolments[item.learner, item.content].current
    item.record.closing = Closing(operation.key, facts.now)


def undo_program(facts: Facts, kind: str, done: Item) -> None:
    """Take a mark or a reset of a program back; what its courses amount to then is seen afterwards."""
    done.is_undone = True
    if kind == "reset":
        done.record.closing = None
        return
    if done.record.opened_by == "mark" and not _any_left(facts, done.learner, facts.programs[done.content]):
        done.record.is_voided = True
    else:
        done.record.waiver = None


def _above(
    facts: Facts, learner: str, courses: Collection[str], named: Collection[str] = (), also: Collection[str] = ()
) -> Iterable[tuple[Enrolment, Program]]:
    for program in facts.programs.values():
        enrolment = facts.program_enrolment(learner, program.key)
        concerned = program.key in also or (program.key not in named and set(courses) & set(program.courses))
        if enrolment is not None and concerned:
            yield enrolment, program


def _any_current(facts: Facts, learner: str, program: Program) -> bool:
    return any(facts.current(learner, course) for course in program.courses)


def _any_left(facts: Facts, learner: str, program: Program) -> bool:
    """Whether anything is left of what was begun in the time of the program's record."""
    begun = facts.program_enrolments[learner, program.key].current.opened_at
    found = [facts.enrolments.get((learner, course)) for course in program.courses]
    standing = [record for enrolment in found if enrolment for record in enrolment.standing]
    since = any(record.erased_by is None and record.opened_at >= begun for record in standing)
    return since or _any_current(facts, learner, program)


def _reopen(
    facts: Facts, learner: str, enrolment: Enrolment, program: Program, cause: str, operation: Operation | None
) -> None:
    """A completed program with a course that was reset, or whose mark was undone, is no longer completed (R15)."""
    record, state = enrolment.current, followed(facts, learner, program)
    if state.is_complete:
        return
    if cause == "reset":
        record.closing = Closing(operation.key, facts.now, follows=True)
        if _any_current(facts, learner, program):
            following = enrolment.open("reset", facts.now)
            following.own = state
    elif cause.startswith("undo") and record.waiver is None:
        record.own = state


def _come_back(facts: Facts, learner: str, enrolment: Enrolment, program: Program, cause: str) -> None:
    """After an undo: a superseded record may be current again, a record that a mark opened may be void."""
    before = _superseded(enrolment)
    # One that was named comes back with its own item, or not at all.
    follows = before is not None and before.closing.follows
    if follows and before.shown.is_complete and _rests_on_older(facts, learner, program, before.closing):
        if enrolment.current:
            enrolment.current.is_voided = True
        before.closing = None
        return
    record = enrolment.current
    if record and record.opened_by == "mark" and record.waiver is None and not _any_left(facts, learner, program):
        record.is_voided = True


def _superseded(enrolment: Enrolment) -> Record | None:
    """The newest record that an operation has superseded, before the current one."""
    closed = [record for record in enrolment.standing if record.closing and record.closing.operation is not None]
    return closed[-1] if closed else None


def _rests_on_older(facts: Facts, learner: str, program: Program, closing: Closing) -> bool:
    """Whether all courses are complete, in records that were there before the program's record was superseded."""
    current = [facts.current(learner, course) for course in program.courses]
    return all(record is not None and record.shown.is_complete and record.opened_at < closing.at for record in current)
