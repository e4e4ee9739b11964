"""What would happen if the operation were confirmed now, and a digest of exactly that (R43).

What would become of each item is written down with it (`foresee`); the numbers, the digest and the chunks go by that.
A chunk, and whoever confirms, looks again (`decide`), and writes only what is different by then.
"""

import hashlib
import json
from collections import Counter
from typing import Any

from milepost.base.sql import SqlFile
from milepost.progress.commands import command_of, parameters
from milepost.progress.models import Kind, Operation, Outcome

SQL = SqlFile(__package__, "preview.sql")
_TITLES = 5


def preview(operation: Operation) -> dict[str, Any]:
    """Foresee the outcome of each item; the effect in numbers, with its digest.

    The effect is also kept on the operation, without saving it. Its keys are those of INTERFACES (“Operation object”);
    `deactivated` are those of the learners that are not active any more (R41); `titles` names the first programs and
    courses; `reopens` the other programs that a reset makes incomplete, with the number of learners (R15).
    Certificates, mails and webhooks are 0 until the rooms that make them exist.
    """
    params = parameters(operation)
    for step in command_of(operation).steps_of(operation):
        step.sql.execute("foresee", **params)
    return _sum_up(operation)


def look_again(operation: Operation) -> None:
    """Bring the preview up to date; only where something would become different it is added up anew.

    An erase that has emptied items since has taken the digest away.
    """
    params = parameters(operation)
    changed = sum(step.sql.execute("decide", **params) for step in command_of(operation).steps_of(operation))
    is_stale = changed or not operation.digest
    if is_stale or _reopens(operation, params) != json.loads(operation.preview)["reopens"]:
        _sum_up(operation)


def _sum_up(operation: Operation) -> dict[str, Any]:
    """The effect in numbers, from what was foreseen."""
    params = parameters(operation)
    touched = SQL.with_fragments(touched=_touched(operation))
    [totals] = touched.dicts("totals", **params)
    reopens = _reopens(operation, params)
    digest, outcomes = _digest(operation, reopens)
    effect = {
        "digest": digest,
        **{name: int(value) for name, value in totals.items()},
        "titles": [title for (title,) in touched.rows("titles", most=_TITLES, **params)],
        "reopens": reopens,
        "certificates": 0,
        "mails": 0,
        "webhooks": 0,
        "skipped": {name: count for name, count in sorted(outcomes.items()) if name != Outcome.DONE},
    }
    operation.preview = json.dumps(effect)
    operation.digest = digest
    return effect


def _touched(operation: Operation) -> str:
    """The text of a SELECT of the items, of whatever kind, that would change."""
    steps = command_of(operation).steps_of(operation)
    return " UNION ALL ".join(step.sql.text("concerned") for step in steps)


def _digest(operation: Operation, reopens: list[Any]) -> tuple[str, Counter[str]]:
    """A hash over each item's outcome and records, in order, and the number of items of each outcome."""
    sha, outcomes = hashlib.sha256(), Counter[str]()
    asked = (operation.kind, operation.policy, operation.completed_on, operation.due_on, operation.undo_of_id, reopens)
    sha.update("|".join(map(str, asked)).encode())
    for batch in SQL.stream("effect", operation=operation.pk):
        outcomes.update(item[1] for item in batch)
        sha.update(repr(list(map(tuple, batch))).encode())
    return sha.hexdigest(), outcomes


def _reopens(operation: Operation, params: dict[str, Any]) -> list[dict[str, Any]]:
    """The programs that a reset makes incomplete without naming them."""
    if operation.kind != Kind.RESET:
        return []
    above = command_of(operation).programs.sql.with_fragments(touched=_touched(operation))
    return above.dicts("programs_that_reopen", **params)
