"""What would happen if the operation were confirmed now, and a digest of exactly that (R43).

What would become of each item is written down with it, as it is staged or by `foresee`. Numbers, digest and chunks go
by that. A chunk, and whoever confirms, looks again (`decide`), and writes only what is different by then.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from milepost.base.sql import SqlFile
from milepost.progress.commands import command_of, parameters, targets
from milepost.progress.models import Kind, Operation, Target

SQL = SqlFile(__package__, "items.sql", "preview.sql")
_TITLES = 5
_LAST = 2**31 - 1  # above any position
_BLOCK, _BLOCKS_AT_ONCE = 10_000, 10  # items that are hashed together
_NUMBERS = ("learners", "deactivated", "courses", "programs", "records", "activities", "scores")


@dataclass(frozen=True)
class Questions:
    """What is to be asked before an operation may be confirmed.

    - `wants_reason`: the title of a compliance course whose items say no reason (R48), if there is one.
    - `in_programs`: whether a course of the operation belongs to a program.
    """

    wants_reason: str | None
    in_programs: bool


@dataclass(frozen=True)
class Sums:
    """What an operation comes to: the numbers of the preview by name, the first titles, and what is to be asked."""

    numbers: Mapping[str, int]
    titles: Sequence[str]
    questions: Questions


def add_up(operation: Operation) -> Sums:
    """The sums of the items as they stand; sets the operation's counts and targets, without saving them."""
    sql = SQL.with_fragments(touched=_touched(operation), courses_asked_of="SELECT content.course_id FROM content")
    rows = sql.dicts("sums", most=_TITLES, **_asked(operation))
    first = rows[0]
    _take(operation, first)
    return Sums(
        {name: int(first[name]) for name in _NUMBERS},
        [row["title"] for row in rows if row["title"] is not None],
        Questions(first["wants_reason"], bool(first["in_programs"])),
    )


def count(operation: Operation) -> None:
    """Set the operation's counts and targets from the items that there are, and add up nothing else."""
    [stock] = SQL.dicts("stock", operation=operation.pk)
    _take(operation, stock)


def _take(operation: Operation, stock: Mapping[str, Any]) -> None:
    operation.items_total, operation.last_position = stock["items"], stock["last_position"]
    operation.faults = stock["faults"]
    operation.targets = " ".join(target for target in Target.values if stock[target])


def questions(operation: Operation) -> Questions:
    """What is to be asked now."""
    [row] = SQL.dicts("questions", **_asked(operation))
    return Questions(row["wants_reason"], bool(row["in_programs"]))


def preview(operation: Operation, sums: Sums, foreseen: Collection[str]) -> dict[str, Any]:
    """Foresee the outcome of each item of a kind that is not foreseen yet; the effect in numbers, with its digest.

    The effect is also kept on the operation, without saving it. Its keys are those of INTERFACES (“Operation object”);
    `deactivated` are those of the learners that are not active any more (R41); `titles` names the first programs and
    courses; `reopens` the other programs that a reset makes incomplete, with the number of learners (R15).
    Certificates, mails and webhooks are 0 until the rooms that make them exist.
    """
    params = parameters(operation)
    command = command_of(operation)
    unforeseen = [target for target in targets(operation) if target not in foreseen]
    for target in unforeseen:
        command.steps[target].sql.execute("foresee", **params)
    if unforeseen:
        sums = add_up(operation)
    return _keep(operation, sums, _reopens(operation, sums.questions, params))


def look_again(operation: Operation, asked: Questions) -> None:
    """Bring the preview up to date; only where something would become different it is added up anew.

    An erase that has emptied items since has taken the digest away, and items of a kind may be no more.
    """
    params = parameters(operation)
    was_emptied = not operation.digest
    if was_emptied:
        count(operation)
    changed = sum(step.sql.execute("decide", **params) for step in command_of(operation).steps_of(operation))
    reopens = _reopens(operation, asked, params)
    if changed or was_emptied or reopens != json.loads(operation.preview)["reopens"]:
        _keep(operation, add_up(operation), reopens)


def _asked(operation: Operation) -> dict[str, Any]:
    """The parameters of sums and questions. An undo explains nothing."""
    explains = bool(operation.reason.strip()) or operation.undo_of_id is not None
    return {"unexplained": int(not explains), **parameters(operation, until=_LAST)}


def _keep(operation: Operation, sums: Sums, reopens: list[dict[str, Any]]) -> dict[str, Any]:
    """Keep the effect in numbers on the operation."""
    digest, skipped = _digest(operation, reopens)
    effect = {
        "digest": digest,
        **sums.numbers,
        "titles": sums.titles,
        "reopens": reopens,
        "certificates": 0,
        "mails": 0,
        "webhooks": 0,
        "skipped": skipped,
    }
    operation.preview = json.dumps(effect)
    operation.digest = digest
    return effect


def _touched(operation: Operation) -> str:
    """The text of a SELECT of the items, of whatever kind, that would change."""
    steps = command_of(operation).steps_of(operation)
    texts = (step.sql.text(name) for step in steps for name in ("concerned", "own_work") if name in step.sql)
    return " UNION ALL ".join(texts)


def _digest(operation: Operation, reopens: list[Any]) -> tuple[str, dict[str, int]]:
    """A hash over each item's outcome and records, in order, and the number of items of each outcome but done."""
    params = {"operation": operation.pk, "block_size": _BLOCK, "last_position": operation.last_position}
    is_small = operation.items_total <= _BLOCK  # a cursor costs statements of its own
    batches = [SQL.rows("effect", **params)] if is_small else SQL.stream("effect", size=_BLOCKS_AT_ONCE, **params)
    blocks, skipped = dict[int, str](), dict[str, int]()
    for block, outcome, items, effect in chain.from_iterable(batches):
        if block is None:
            skipped[outcome] = items
        else:
            blocks[block] = hashlib.sha256((effect or "").encode()).hexdigest()
    asked = (operation.kind, operation.policy, operation.completed_on, operation.due_on, operation.undo_of_id, reopens)
    words = [*map(str, asked), *(digest for _block, digest in sorted(blocks.items()))]
    return hashlib.sha256("|".join(words).encode()).hexdigest(), dict(sorted(skipped.items()))


def _reopens(operation: Operation, asked: Questions, params: dict[str, Any]) -> list[dict[str, Any]]:
    """The programs that a reset makes incomplete without naming them."""
    if operation.kind != Kind.RESET or not asked.in_programs:
        return []
    return command_of(operation).programs.sql.dicts("programs_that_reopen", **params)
