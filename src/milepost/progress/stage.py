"""From rows, or from a selection, to items: who and what is meant, and what is wrong with it (R44).

Nothing is changed here.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.base.sql import SqlFile, load_rows
from milepost.people import reach
from milepost.progress.commands import UNDO, command_of, may_enrol, parameters
from milepost.progress.given import given
from milepost.progress.models import Kind, Operation, Outcome, Target
from milepost.progress.rows import Row, Rows, in_columns
from milepost.progress.selection import SQL, Content, Learners, stage_learners

MANY = 1_000  # so many new items change what the planner should know
MOST = 5_000_000  # items of one selection: a million learners with five courses each


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


@dataclass(frozen=True, slots=True)
class Staged:
    """What is known of items that were just written.

    - `foreseen`: the kinds whose outcomes are foreseen already.
    - `refused`: how many rows there were, if some of many are known to have faults; of the others nothing is known,
      and they need not have become items.
    """

    foreseen: frozenset[str] = frozenset()
    refused: int = 0


_OF_COURSES = Staged(frozenset({Target.COURSE}))


def stage_rows(operation: Operation, actor: Actor, rows: Iterable[Row] | Rows, house_policy: str) -> Staged:
    """Write the operation's items, each with its faults.

    `house_policy`: the record policy where neither the operation nor the course has one (R1).
    """
    columns = rows if isinstance(rows, Rows) else in_columns(rows)
    with given(columns, has_details=operation.has_details) as source:
        params = {**_parameters(operation, house_policy), **reach.parameters(actor), **source.parameters}
        if not source.kinds <= {Target.COURSE}:
            source.sql.execute("items_from_rows", **params)
            staged = Staged()
        elif source.are_few:
            _foreseeing(source.sql, operation).execute("courses_of_few_rows", **params)
            staged = _OF_COURSES
        else:
            staged = _stage_courses(_foreseeing(source.sql, operation), actor, "find_rows", params)
        if operation.has_details and not staged.refused:
            source.sql.execute("keep_details", operation=operation.pk)
    return staged


def stage_selection(
    operation: Operation, actor: Actor, learners: Learners, contents: Iterable[Content], house_policy: str
) -> Staged:
    """The same, with an item for each chosen learner and content.

    Raises `Refused` for a rule, or for content, that means nothing, and for more than `MOST` items.
    """
    wanted, params = list(contents), _parameters(operation, house_policy)
    SQL.execute("create_learners")
    SQL.execute("create_content")
    _check_size(stage_learners(learners, actor), len(wanted))
    columns = ("place", "course_id", "activity_id", "program_id")
    load_rows("staged_content", columns, ((place, *each.keys) for place, each in enumerate(wanted)))
    SQL.execute("analyze_learners")
    if all(each.kind == Target.COURSE for each in wanted):
        sql = SQL.with_fragments(found_given="staged_found", items_given="${faultless}")
        staged = _stage_courses(_foreseeing(sql, operation), actor, "find_selection", params)
    else:
        SQL.execute("items_from_selection", **params)
        staged = Staged()
    SQL.execute("drop_content")
    SQL.execute("drop_learners")
    return staged


def _check_size(learners: int, contents: int) -> None:
    """On SQLite nobody else writes while items are staged; a few words must not come to an hour of that."""
    if learners * contents > MOST:
        raise Refused(
            _(
                "%(learners)s learners with %(contents)s contents each are too many; at most %(most)s items. "
                "Choose fewer."
            )
            % {"learners": learners, "contents": contents, "most": MOST}
        )


def _stage_courses(sql: SqlFile, actor: Actor, find: str, params: dict[str, Any]) -> Staged:
    """Many items of courses. Where one has a fault the operation will be refused, and only those with faults are kept.

    Whoever has a limited reach keeps all: by them it is told whether somebody has moved out of it since, and then the
    report, in which everybody stands, is not handed out (docs/decisions/0014-operations-within-reach.md).
    """
    sql.execute("create_found")
    found = sql.execute(find, **params)
    sql.execute("analyze_found")
    faulty = sql.execute("faulty_found", **params)
    if not faulty:
        sql.execute("create_items")
        sql.execute("sort_found", **params)
        sql.execute("courses_found", **params)
        sql.execute("drop_items")
    elif actor.groups is not None:
        sql.execute("faultless_found", **params)
    sql.execute("drop_found")
    return Staged(refused=found) if faulty else _OF_COURSES


def _foreseeing(sql: SqlFile, operation: Operation) -> SqlFile:
    """The statements with the words by which the operation decides about courses whose records are kept."""
    step = command_of(operation).steps[Target.COURSE]
    return sql.with_fragments(**{name: step.sql.fragment(name) for name in ("joins", "decision")})


def stage_undo(operation: Operation, undone: Operation, actor: Actor, learners: Collection[int] | None) -> None:
    """Write the items of an undo: those of `undone` that still stand, all or those of some learners (by key)."""
    SQL.execute("create_learners")
    load_rows("staged_learner", ("user_id",), ((user,) for user in set(learners or ())))
    UNDO.execute(
        "stage",
        operation=operation.pk,
        undone=undone.pk,
        applied_to=undone.applied_to,
        everyone=int(learners is None),
        **reach.parameters(actor),
    )
    SQL.execute("drop_learners")


def look_again(operation: Operation) -> None:
    """Find the enrolments of learners who were not enrolled when the operation was staged, and are now (R43).

    The preview says whether there are any; not of those who would be enrolled, nor if an erase has emptied it.
    """
    skipped = json.loads(operation.preview).get("skipped")
    if skipped is not None and Outcome.NOT_ENROLLED not in skipped and not may_enrol(operation):
        return
    SQL.execute("find_enrolments", operation=operation.pk)
    SQL.execute("find_program_enrolments", operation=operation.pk)


def forget_foreseen(operation: Operation) -> None:
    """Of an operation that is refused nothing is foreseen."""
    SQL.execute("forget_foreseen", operation=operation.pk)


def _parameters(operation: Operation, house_policy: str) -> dict[str, Any]:
    resets = operation.kind == Kind.RESET
    return {
        **parameters(operation),
        "policy": operation.policy if resets else "retain",
        "house_policy": house_policy,
        "enrol": int(operation.enrol_missing),
        "marks": int(not resets),
    }


def tell_planner(operation: Operation) -> None:
    """Let PostgreSQL count what a large operation has added to the items, instead of a minute later by itself.

    To be called once the items are committed: whoever counts keeps others from it until the transaction ends.
    """
    if operation.items_total >= MANY:
        SQL.execute("analyze_items")
