"""What would become of an item now (R45). Nothing is changed here: the preview and the command both ask this."""

from tests.model.deriving import is_covered, shown
from tests.model.facts import Facts
from tests.model.items import Item, Operation
from tests.model.records import Enrolment, Record
from tests.model.world import Activity

COMPLETE = ("completed", "passed")
Name = tuple[str, str, str]
About = tuple[int | str | None, ...]
Effect = list[tuple[Name, str, About]]


def outcome(facts: Facts, operation: Operation, item: Item) -> str:
    """The outcome that the item has, or would have."""
    if item.is_nameless:
        return "erased"
    if item.outcome == "excluded":
        return "excluded"
    if operation.kind != "undo" and not item.was_enrolled and not _enrols(operation, item):
        return "not_enrolled"
    return _DECIDE[operation.kind, item.kind](facts, operation, item)


def effect(facts: Facts, operation: Operation) -> Effect:
    """Exactly what would happen: each item's outcome, and what it is about."""
    return [(item.name, outcome(facts, operation, item), _about(facts, operation, item)) for item in operation.items]


def differs(effect: Effect, other: Effect) -> bool:
    """Whether something else would happen (R43). A skipped item has no effect, whomever it is about."""
    return _real(effect) != _real(other)


def _real(effect: Effect) -> list[tuple[Name | None, str, int | str | None]]:
    return [(name, what, about[0]) if what == "done" else (None, what, None) for name, what, about in effect]


def _about(facts: Facts, operation: Operation, item: Item) -> About:
    """The record of the course or program, the activity record in it, and the completed programs that may reopen.

    Of a course or program that is erased, with all its records, the newest.
    """
    is_whole = item.kind != "activity" and erases(facts, operation, item)
    record = _newest(facts, item) if is_whole else _record(facts, item)
    work = record.work_in(item.content) if record and item.kind == "activity" else None
    complete = [
        program
        for (learner, program), enrolment in facts.program_enrolments.items()
        if learner == item.learner and enrolment.current and enrolment.current.shown.is_complete
    ]
    return record.number if record else None, work.number if work else None, *complete


def _record(facts: Facts, item: Item) -> Record | None:
    if item.record is not None:
        return item.record
    found = _enrolment(facts, item)
    return found.current if found else None


def _newest(facts: Facts, item: Item) -> Record | None:
    """The newest record that is not a tombstone yet; one that was taken back only where there is no other."""
    found = _enrolment(facts, item)
    left = [record for record in found.records if record.erased_by is None] if found else []
    return max(left, key=lambda record: (not record.is_voided, record.number), default=None)


def _enrolment(facts: Facts, item: Item) -> Enrolment | None:
    if item.kind == "program":
        return facts.program_enrolments.get((item.learner, item.content))
    return facts.enrolments.get((item.learner, item.course))


# --- mark ----------------------------------------------------------------------------------------
def _mark_course(facts: Facts, operation: Operation, item: Item) -> str:
    if not _may_begin(facts, operation, item):
        return "not_enrolled"
    if facts.courses[item.course].is_archived:
        return "archived"
    record = facts.current(item.learner, item.course)
    return "already_complete" if record and record.shown.is_complete else "done"


def _mark_activity(facts: Facts, operation: Operation, item: Item) -> str:
    if not _may_begin(facts, operation, item):
        return "not_enrolled"
    if facts.courses[item.course].is_archived:
        return "archived"
    activity = facts.activity(item.course, item.content)
    if activity.is_passed_over:
        return "legacy"
    record = facts.current(item.learner, item.course)
    return "already_complete" if record and shown(activity, record).status in COMPLETE else "done"


def _enrols(operation: Operation, item: Item) -> bool:
    """Whether a mark enrols who is not; a reset enrols nobody."""
    return operation.kind == "mark_complete" and (operation.enrol_missing or item.is_promised)


def _may_begin(facts: Facts, operation: Operation, item: Item) -> bool:
    """Enrolled, or about to be: by the tick, or because a program promises its courses (R24)."""
    return _enrols(operation, item) or facts.enrolment(item.learner, item.course) is not None


# --- reset ---------------------------------------------------------------------------------------
def _reset_course(facts: Facts, operation: Operation, item: Item) -> str:
    enrolment = facts.enrolment(item.learner, item.course)
    if enrolment is None:
        return "not_enrolled"
    if facts.courses[item.course].is_archived:
        return "archived"
    if not erases(facts, operation, item):
        return "done" if enrolment.current else "nothing_to_reset"
    if all(record.erased_by is not None for record in enrolment.records):
        return "nothing_to_reset"
    return "on_hold" if _is_held(facts, item.learner, item.course) else "done"


def _reset_activity(facts: Facts, operation: Operation, item: Item) -> str:
    if facts.enrolment(item.learner, item.course) is None:
        return "not_enrolled"
    if facts.courses[item.course].is_archived:
        return "archived"
    activity = facts.activity(item.course, item.content)
    if activity.is_passed_over:
        return "legacy"
    if erases(facts, operation, item):
        return _erase_activity(facts, item, activity)
    record = facts.current(item.learner, item.course)
    if record is None or shown(activity, record).status == "not_started":
        return "nothing_to_reset"
    return "done"


def _erase_activity(facts: Facts, item: Item, activity: Activity) -> str:
    """There is something to erase in whatever record, or a mark of the course speaks for the activity (R4)."""
    enrolment = facts.enrolments[item.learner, item.course]
    worked = any(work.activity == item.content for record in enrolment.records for work in record.works)
    if not worked and not (enrolment.current and is_covered(activity, enrolment.current)):
        return "nothing_to_reset"
    return "on_hold" if _is_held(facts, item.learner, item.course) else "done"


def erases(facts: Facts, operation: Operation, item: Item) -> bool:
    """The operation's policy goes before the course's, the course's before the organisation's, retain (R1)."""
    if operation.kind != "reset":
        return False
    course = facts.courses.get(item.course)
    return (operation.policy or (course.policy if course else "")) == "erase"


def _is_held(facts: Facts, learner: str, course: str) -> bool:
    """Whether a hold covers a learner in a course (R5)."""
    return any(who in ("", learner) and where in ("", course) for who, where in facts.holds)


# --- undo ----------------------------------------------------------------------------------------
def _undo(facts: Facts, operation: Operation, item: Item) -> str:
    done = item.undoes
    if done.erases or done.outcome == "erased":
        return "erased"
    if item.kind == "program":
        return _undo_program(facts, operation, done)
    if facts.courses[item.course].is_archived:
        return "archived"
    return "moved_on" if done.is_undone or _has_moved_on(facts, operation.undo_of, done) else "done"


def _has_moved_on(facts: Facts, undone: Operation, done: Item) -> bool:
    """Newest first per learner and course (R30)."""
    if any(_is_in_the_way(item, done) for item in _later(facts, done)):
        return True
    newest = facts.enrolments[done.learner, done.course].standing[-1:]
    if done.following is not None:
        return newest != [done.following] or not done.following.is_current or done.following.has_been_launched
    if newest != [done.record]:
        return True
    if not done.record.is_current and (undone.kind, done.kind) != ("reset", "course"):
        # By a reset of the whole course, of which an erase has left nothing that would be in the way.
        return True
    again = done.work and undone.kind == "reset" and done.record.work_in(done.content)
    return bool(again)


def _later(facts: Facts, done: Item) -> list[Item]:
    """What was applied after an item, and still stands."""
    return [item for each in facts.operations for item in each.standing if item.sequence > done.sequence]


def _is_in_the_way(later: Item, done: Item) -> bool:
    """Whether a later item touched the same thing: the course as a whole, the same activity, or a record it made.

    An erase leaves nothing that would be in the way; what it says of earlier items they say themselves.
    """
    if later.erases or (later.learner, later.course) != (done.learner, done.course):
        return False
    return "course" in (later.kind, done.kind) or later.content == done.content or done.following is not None


def _undo_program(facts: Facts, operation: Operation, done: Item) -> str:
    if done.is_undone:
        return "moved_on"
    if any(item.name == done.name for item in _later(facts, done)):
        return "moved_on"
    newest = facts.program_enrolments[done.learner, done.content].standing[-1:]
    touched = operation.undo_of.kind == "mark_complete" and not _is_still_marked(operation.undo_of, done.record)
    return "moved_on" if newest != [done.record] or touched else "done"


def _is_still_marked(mark: Operation, record: Record) -> bool:
    """An erase of one of its courses has withdrawn the completion, where it was one."""
    return record.is_current and record.waiver is not None and record.waiver.operation == mark.key


# --- programs ------------------------------------------------------------------------------------
def _mark_program(facts: Facts, operation: Operation, item: Item) -> str:
    enrolment = facts.program_enrolment(item.learner, item.content)
    if enrolment is None:
        return "done" if operation.enrol_missing else "not_enrolled"
    return "already_complete" if enrolment.current and enrolment.current.shown.is_complete else "done"


def _reset_program(facts: Facts, operation: Operation, item: Item) -> str:
    enrolment = facts.program_enrolment(item.learner, item.content)
    if enrolment is None:
        return "not_enrolled"
    if not erases(facts, operation, item):
        return "done" if enrolment.current else "nothing_to_reset"
    if all(record.erased_by is not None for record in enrolment.records):
        return "nothing_to_reset"
    courses = facts.programs[item.content].courses
    return "on_hold" if any(_is_held(facts, item.learner, course) for course in courses) else "done"


_DECIDE = {
    ("mark_complete", "program"): _mark_program,
    ("reset", "program"): _reset_program,
    ("undo", "program"): _undo,
    ("mark_complete", "course"): _mark_course,
    ("mark_complete", "activity"): _mark_activity,
    ("reset", "course"): _reset_course,
    ("reset", "activity"): _reset_activity,
    ("undo", "course"): _undo,
    ("undo", "activity"): _undo,
}
