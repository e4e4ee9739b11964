"""From rows, or from a selection, to items: who and what is meant, and what is wrong with it (R44).

Nothing is changed here.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from milepost.base.actor import Actor
from milepost.base.ids import parse_uuid
from milepost.base.sql import load_rows
from milepost.organisation import settings
from milepost.people import reach
from milepost.progress import details
from milepost.progress.commands import UNDO
from milepost.progress.models import Kind, Operation, Target
from milepost.progress.selection import DETAILED, SQL, Content, Learners, stage_learners

MANY = 1_000  # so many new items change what the planner should know

_YES = frozenset({"true", "wahr", "1", "yes", "ja"})
_NO = frozenset({"false", "falsch", "0", "no", "nein"})

_COLUMNS = (
    *("line", "learner", "learner_uuid", "learner_email"),
    *("kind", "content", "content_uuid", "activity", "activity_uuid", "wanted"),
)


@dataclass(slots=True)  # not frozen: that would cost a second for a million of them
class Row:
    """One row as somebody wrote it: a learner, a content, and whether it is wanted, each as text.

    `line` is the row's number as a spreadsheet counts (the heading is 1), or its place in a list from 1. `kind` says
    what the content is: course, activity or program. An activity is named by `activity` within the course `content`,
    or by `content` alone.

    `completed_on` (2026-11-20), `score` (per cent, with a point), `seconds` (of time spent elsewhere: then it is
    imported work, R21) and `reason` are for marks, and looked at only where the request says that there are details.
    """

    line: int
    learner: str
    content: str
    wanted: str = "TRUE"
    kind: str = "course"
    activity: str = ""
    completed_on: str = ""
    score: str = ""
    seconds: str = ""
    reason: str = ""


def rows_of(learners: Iterable[str], contents: Collection[tuple[str, str]]) -> Iterator[Row]:
    """A row for each learner with each content (kind, name), learner by learner.

    An activity may be written COURSE/ACTIVITY.
    """
    pairs = ((learner, *content) for learner in learners for content in contents)
    for line, (learner, kind, name) in enumerate(pairs, start=1):
        course, slash, activity = name.partition("/")
        if kind == Target.ACTIVITY and slash:
            yield Row(line, learner, course, kind=kind, activity=activity)
        else:
            yield Row(line, learner, name, kind=kind)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one row: its code (R44), and the column that it stands in.

    `column` is learner, kind, content, activity, wanted, completed_on, score, seconds, reason, or row for what
    concerns all of it.
    """

    line: int
    column: str
    code: str


def stage_rows(operation: Operation, actor: Actor, rows: Iterable[Row]) -> None:
    """Write the operation's items, each with its faults; sets the operation's counts, without saving them."""
    sql = DETAILED if operation.has_details else SQL
    sql.execute("create_rows")
    kinds = set[str]()
    if operation.has_details:
        both = ((*_columns(row, kinds), *details.columns(row)) for row in rows)
        load_rows("staged_row", (*_COLUMNS, *details.COLUMNS), both)
    else:
        load_rows("staged_row", _COLUMNS, (_columns(row, kinds) for row in rows))
    sql.execute("analyze_rows")
    name = "items_of_courses_from_rows" if kinds <= {Target.COURSE} else "items_from_rows"
    with reach.staged(actor) as reachable:
        sql.execute(name, **_parameters(operation), **reachable)
    if operation.has_details:
        sql.execute("keep_details", operation=operation.pk)
    sql.execute("drop_rows")
    count_items(operation)


def stage_selection(operation: Operation, actor: Actor, learners: Learners, contents: Iterable[Content]) -> None:
    """Write an item for each chosen learner and content; sets the operation's counts, without saving them.

    Raises `Refused` for a rule, or for content, that means nothing.
    """
    wanted = list(contents)
    SQL.execute("create_learners")
    SQL.execute("create_content")
    with reach.staged(actor) as reachable:
        stage_learners(learners, actor, reachable)
    columns = ("place", "course_id", "activity_id", "program_id")
    load_rows("staged_content", columns, ((place, *each.keys) for place, each in enumerate(wanted)))
    SQL.execute("analyze_learners")
    of_courses = all(each.kind == Target.COURSE for each in wanted)
    SQL.execute("items_of_courses_from_selection" if of_courses else "items_from_selection", **_parameters(operation))
    SQL.execute("drop_content")
    SQL.execute("drop_learners")
    count_items(operation)


def stage_undo(operation: Operation, undone: Operation, actor: Actor, learners: Collection[int] | None) -> None:
    """Write the items of an undo: those of `undone` that still stand, all or those of some learners (by key)."""
    SQL.execute("create_learners")
    load_rows("staged_learner", ("user_id",), ((user,) for user in set(learners or ())))
    with reach.staged(actor) as reachable:
        everyone = int(learners is None)
        UNDO.execute(
            "stage",
            operation=operation.pk,
            undone=undone.pk,
            applied_to=undone.applied_to,
            everyone=everyone,
            **reachable,
        )
    SQL.execute("drop_learners")
    count_items(operation)


def look_again(operation: Operation) -> None:
    """Find the enrolments of learners who were not enrolled when the operation was staged, and are now (R43).

    Items that an erase has emptied since are of no kind of content any more; so the targets are looked at anew.
    """
    SQL.execute("find_enrolments", operation=operation.pk)
    SQL.execute("find_program_enrolments", operation=operation.pk)
    _name_targets(operation)


def _parameters(operation: Operation) -> dict[str, Any]:
    resets = operation.kind == Kind.RESET
    return {
        "operation": operation.pk,
        "policy": operation.policy if resets else "retain",
        "house_policy": settings.get(settings.RECORD_POLICY),
        "enrol": int(operation.enrol_missing),
        "marks": int(not resets),
    }


def tell_planner(operation: Operation) -> None:
    """Let PostgreSQL count what a large operation has added to the items, instead of a minute later by itself.

    To be called once the items are committed: whoever counts keeps others from it until the transaction ends.
    """
    if operation.items_total >= MANY:
        SQL.execute("analyze_items")


def count_items(operation: Operation) -> None:
    """Set the operation's number of items, last position, faults and targets from the items that there are."""
    counted = SQL.row("count_items", operation=operation.pk)
    assert counted is not None
    operation.items_total, operation.last_position, operation.faults = counted
    _name_targets(operation)


def _name_targets(operation: Operation) -> None:
    present = {target for (target,) in SQL.rows("targets", operation=operation.pk)}
    operation.targets = " ".join(target for target in Target.values if target in present)


def _columns(row: Row, kinds: set[str]) -> tuple[Any, ...]:
    """A row as the staging table wants it; the kind of its content is added to `kinds`."""
    learner, content, activity = _text(row.learner), _text(row.content), _text(row.activity)
    kind = row.kind.strip().lower()
    kinds.add(kind)
    return (
        row.line,
        learner,
        parse_uuid(learner),
        learner.lower() if "@" in learner else None,
        kind,
        content,
        parse_uuid(content),
        activity,
        parse_uuid(activity),
        _wanted(row.wanted),
    )


def _text(text: str) -> str:
    """Without blanks around it; NUL, which no database stores in text, is nobody's id."""
    return text.strip().replace("\x00", "\ufffd")


def _wanted(text: str) -> str:
    """TRUE and FALSE as people write them (R44)."""
    word = text.strip().lower()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    return "bad" if word else "missing"
