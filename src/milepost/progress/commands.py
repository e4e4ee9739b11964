"""The commands: each is a handful of named statements in a fixed order.

To follow one reset: `api.py` → `stage.py` → here → `sql/reset.sql`; `run.py` applies it chunk by chunk. What the
statements of activities and programs mean stands in docs/decisions/0008-activities-and-programs.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from milepost.base import clock
from milepost.base.sql import SqlFile
from milepost.progress.models import Kind, Operation, Target


@dataclass(frozen=True)
class Step:
    """What a chunk runs for one kind of items: `decide`, then `beside`, `changes`, `after`, and at last `events`.

    `changes`: the statements that change records. Together they must change as many rows as events are written, or,
    where `expected` is given, as that statement says; so success is what was counted, not the absence of an error.
    `counts` is false only where one item may change any number of rows, all of them under lock. `looks_again`: the
    changes themselves leave out whatever would not be done any more; so what is foreseen as done need not be decided
    once more before them. `asks`: whom rooms above are to erase first, as the fragment of `sql` that selects it.
    """

    sql: SqlFile
    asks: str = ""
    beside: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    expected: str = ""
    counts: bool = True
    events: bool = True
    looks_again: bool = False


@dataclass(frozen=True)
class Above:
    """What follows the items of a chunk: courses their activities, programs their courses.

    `erased` run first in an operation that erases. With a `lock` nothing runs unless it finds somebody above.
    """

    sql: SqlFile
    statements: tuple[str, ...]
    erased: tuple[str, ...] = ()
    lock: str = ""


@dataclass(frozen=True)
class Command:
    """What one kind of operation runs in each chunk: a step for each kind of items, what is above, `after`.

    All items are decided before any is changed; `before` comes between. `before` and `after` are statements of
    `FRAME`, which not every operation needs.
    """

    steps: Mapping[str, Step]
    courses: Above
    programs: Above
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    locks_courses: bool = True

    def steps_of(self, operation: Operation) -> list[Step]:
        """The steps for the kinds of items that the operation has, in their order."""
        return [self.steps[target] for target in targets(operation)]

    def above(self, operation: Operation) -> list[Above]:
        """Courses follow where single activities were changed, programs always."""
        return [self.courses, self.programs] if Target.ACTIVITY in targets(operation) else [self.programs]

    def files(self, operation: Operation) -> list[SqlFile]:
        """The files of all its statements."""
        steps, above = self.steps_of(operation), self.above(operation)
        return [FRAME, *(step.sql for step in steps), *(each.sql for each in above)]


def targets(operation: Operation) -> list[str]:
    """The kinds of items that an operation has, in the order in which they are applied."""
    present = operation.targets.split()
    return [target for target in Target.values if target in present]


def _sql(*files: str) -> SqlFile:
    return SqlFile(__package__, "items.sql", "common.sql", *files)


def _of_course(*files: str) -> SqlFile:
    return _sql("by_record.sql", "in_course.sql", "of_course.sql", *files)


def _of_program(*files: str) -> SqlFile:
    return _sql("by_record.sql", "of_program.sql", *files)


def _of_activity(*files: str) -> SqlFile:
    return _sql(_ROLL_UP, "in_course.sql", "of_activity.sql", *files)


_REDACT = "milepost.ledger:redact.sql"
_ROLL_UP = "milepost.records:roll_up.sql"
_COURSES = _sql(_ROLL_UP, "above_courses.sql")
_PROGRAMS = _sql("milepost.records:roll_up_programs.sql", _REDACT, "above_programs.sql")
FRAME = _sql("enrol.sql", "due.sql")
UNDO = _sql("milepost.people:reach.sql", "undo.sql")

ENROL = (
    *("enrol", "enrol_in_programs", "enrol_again", "enrol_in_programs_again"),
    *("find_enrolments", "find_program_enrolments"),
)
SET_DUE = ("keep_due", "set_due")

RESET = Command(
    steps={
        Target.COURSE: Step(
            _of_course("kept.sql", "own_work.sql", "reset.sql"), changes=("supersede",), looks_again=True
        ),
        Target.ERASED_COURSE: Step(
            _of_course(_REDACT, "erase.sql", "tombstone.sql"),
            asks="gone",
            beside=(
                *("erase_late_commits", "erase_sessions", "strip_sessions", "erase_work"),
                *("redact", "forget_salts", "strip_older"),
            ),
            changes=("strip",),
        ),
        Target.ACTIVITY: Step(
            _of_activity("kept.sql", "reset_activity.sql"),
            changes=("supersede_work", "supersede"),
            after=("open_next", "carry"),
            expected="expected",
        ),
        Target.ERASED_ACTIVITY: Step(
            _of_activity(_REDACT, "erase_activity.sql"),
            asks="gone_work",
            beside=(
                *("spell_out_work", "spell_out", "erase_late_commits", "erase_work"),
                *("redact", "forget_salts", "withdraw", "course_completions", "roll_up", "rescore", "strip_voided"),
            ),
            counts=False,
        ),
        Target.PROGRAM: Step(_of_program("kept.sql", "reset.sql"), changes=("supersede",)),
        Target.ERASED_PROGRAM: Step(
            _of_program(_REDACT, "erase_program.sql", "tombstone.sql"),
            beside=("redact", "forget_salts", "strip_older"),
            changes=("strip",),
        ),
    },
    courses=Above(_COURSES, ("course_completions", "roll_up")),
    programs=Above(
        _PROGRAMS,
        ("program_reopenings", "reopen_programs", "open_reopened", "roll_up_programs"),
        erased=("program_erasures", "strip_programs", "redact_program_completions", "forget_program_salts"),
        lock="lock_programs",
    ),
    after=SET_DUE,
    locks_courses=False,
)


def _mark(particulars: str, after: tuple[str, ...] = ()) -> Command:
    """The mark, with the words for what its rows say each for itself, and what follows from that."""
    changes = ("waive", "open_waived")
    of_course = _of_course("kept.sql", particulars, "mark_course.sql", "mark.sql")
    of_activity = _of_activity("kept.sql", particulars, "mark_activity.sql")
    of_program = _of_program("kept.sql", particulars, "mark_program.sql", "mark.sql")
    return Command(
        steps={
            Target.COURSE: Step(of_course, changes=changes, after=after, looks_again=True),
            Target.ACTIVITY: Step(
                of_activity, beside=("open_records",), changes=("waive", "insert_waived"), after=after
            ),
            Target.PROGRAM: Step(of_program, changes=changes, after=after),
        },
        courses=Above(_COURSES, ("course_completions", "roll_up", "roll_up_beneath")),
        programs=Above(_PROGRAMS, ("open_programs", "program_completions", "roll_up_programs"), lock="lock_programs"),
        before=ENROL,
    )


MARK = _mark("undetailed.sql")
MARK_WITH_DETAILS = _mark("detailed.sql", after=("apply_details",))

_UNDO_ABOVE = Above(
    _PROGRAMS,
    (
        *("program_restorations", "void_reopened", "restore_programs", "program_withdrawals", "void_programs"),
        *("withdraw_programs", "program_completions", "roll_up_programs"),
    ),
    lock="lock_programs",
)
# An erase cannot be taken back; its items say so.
_UNDO_ERASE_COURSE, _UNDO_ERASE_ACTIVITY, _UNDO_ERASE_PROGRAM = (
    Step(_sql("by_record.sql", "undo_erase.sql").with_fragments(mine=mine), events=False)
    for mine in (
        "i.erases AND i.program_id IS NULL AND i.activity_id IS NULL",
        "i.erases AND i.activity_id IS NOT NULL",
        "i.erases AND i.program_id IS NOT NULL",
    )
)

UNDO_RESET = Command(
    steps={
        Target.COURSE: Step(
            _of_course("kept.sql", "own_work.sql", "undo.sql", "undo_reset.sql"),
            beside=("close_sessions",),
            changes=("restore",),
        ),
        Target.ACTIVITY: Step(
            _of_activity("kept.sql", "undo.sql", "undo_reset_activity.sql"),
            beside=("close_sessions", "void"),
            changes=("restore_work", "restore"),
            expected="expected",
        ),
        Target.PROGRAM: Step(_of_program("kept.sql", "undo.sql", "undo_reset.sql"), changes=("restore",)),
        Target.ERASED_COURSE: _UNDO_ERASE_COURSE,
        Target.ERASED_ACTIVITY: _UNDO_ERASE_ACTIVITY,
        Target.ERASED_PROGRAM: _UNDO_ERASE_PROGRAM,
    },
    courses=Above(_COURSES, ("course_completions", "roll_up")),
    programs=_UNDO_ABOVE,
    after=("restore_due",),
)

UNDO_MARK = Command(
    steps={
        Target.COURSE: Step(
            _of_course("kept.sql", "own_work.sql", "undo.sql", "undo_mark.sql"), changes=("void", "withdraw")
        ),
        Target.ACTIVITY: Step(
            _of_activity("kept.sql", "undo.sql", "undo_mark_activity.sql"), changes=("void", "withdraw")
        ),
        Target.PROGRAM: Step(_of_program("kept.sql", "undo.sql", "undo_mark.sql"), changes=("void", "withdraw")),
    },
    courses=Above(
        _COURSES,
        (
            *("course_withdrawals", "void_courses", "withdraw_courses", "withdraw_beneath"),
            *("course_completions", "roll_up", "roll_up_beneath"),
        ),
    ),
    programs=_UNDO_ABOVE,
    after=("leave", "leave_programs"),
)

_BY_KIND = {Kind.RESET: RESET, Kind.MARK_COMPLETE: MARK}
_UNDO_OF_KIND = {Kind.RESET: UNDO_RESET, Kind.MARK_COMPLETE: UNDO_MARK}


def command_of(operation: Operation) -> Command:
    """The command that an operation runs."""
    if operation.undo_of is not None:
        return _UNDO_OF_KIND[Kind(operation.undo_of.kind)]
    if operation.has_details:
        return MARK_WITH_DETAILS
    return _BY_KIND[Kind(operation.kind)]


def locks(operation: Operation) -> tuple[str, ...]:
    """The statements of `FRAME` that lock before anything is decided; none for a plain reset of courses."""
    present = targets(operation)
    if present == [Target.COURSE] and not command_of(operation).locks_courses:
        return ()
    of_programs = {Target.PROGRAM, Target.ERASED_PROGRAM}.intersection(present)
    return ("lock", "lock_programs_first") if of_programs else ("lock",)


def may_enrol(operation: Operation) -> bool:
    """Whether somebody who is not enrolled need not be skipped: a mark of a program promises its courses (R24)."""
    return operation.enrol_missing or Target.PROGRAM in targets(operation)


def before(operation: Operation) -> tuple[str, ...]:
    """The statements of `FRAME` that come once it is decided: a mark that enrols does so now."""
    return command_of(operation).before if may_enrol(operation) else ()


def after(operation: Operation) -> tuple[str, ...]:
    """The statements of `FRAME` that come last: new due dates, or enrolments and due dates that are taken back."""
    undone = operation.undo_of
    if (undone or operation).kind == Kind.RESET:
        return command_of(operation).after if (undone or operation).due_on is not None else ()
    return command_of(operation).after if undone is not None and may_enrol(undone) else ()


def parameters(operation: Operation, *, after: int = 0, until: int | None = None) -> dict[str, Any]:
    """What the statements of a command are told: the operation, the stretch of positions, the two clocks (R47)."""
    now, undone = clock.now(), operation.undo_of
    day, due_on = operation.completed_on, (undone or operation).due_on
    return {
        "operation": operation.pk,
        "undone": operation.undo_of_id,
        "undone_at": undone.confirmed_at if undone else None,
        "after": after,
        "until": operation.last_position if until is None else until,
        "now": now,
        "completed_at": now if day is None or day == clock.today() else clock.start_of(day),
        "due_at": None if due_on is None else clock.end_of(due_on),
        "opened_by": "mark",
    }
