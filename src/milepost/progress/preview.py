"""What would happen if the operation were confirmed now, and a digest of exactly that (R43)."""

import hashlib
import json
from collections import Counter
from typing import Any

from milepost.progress.commands import command_of, parameters
from milepost.progress.models import Operation, Outcome

_TITLES = 5


def preview(operation: Operation) -> dict[str, Any]:
    """The effect in numbers, with its digest; also kept on the operation, without saving it.

    The keys are those of INTERFACES (“Operation object”); `deactivated` are those of the learners that are not
    active any more (R41); `titles` names the first courses. Certificates, mails and webhooks are 0 until the rooms
    that make them exist.
    """
    digest, outcomes = _effect(operation)
    totals = _totals(operation)
    effect = {
        "digest": digest,
        **totals,
        "titles": _titles(operation),
        "certificates": 0,
        "mails": 0,
        "webhooks": 0,
        "skipped": {name: count for name, count in sorted(outcomes.items()) if name != Outcome.DONE},
    }
    operation.preview = json.dumps(effect)
    operation.digest = digest
    return effect


def _effect(operation: Operation) -> tuple[str, Counter[str]]:
    """A hash over each item's outcome and record, in order, and the number of items of each outcome."""
    sha, outcomes = hashlib.sha256(), Counter[str]()
    asked = (operation.kind, operation.policy, operation.completed_on, operation.undo_of_id)
    sha.update("|".join(map(str, asked)).encode())
    for batch in command_of(operation).sql.stream("effect", **parameters(operation)):
        outcomes.update(outcome for _, outcome, _ in batch)
        sha.update(repr(list(map(tuple, batch))).encode())
    return sha.hexdigest(), outcomes


def _totals(operation: Operation) -> dict[str, int]:
    [totals] = command_of(operation).sql.dicts("totals", **parameters(operation))
    return {name: int(value) for name, value in totals.items()}


def _titles(operation: Operation) -> list[str]:
    """The titles of the courses concerned, the first few of them."""
    found = command_of(operation).sql.rows("titles", most=_TITLES, **parameters(operation))
    return [title for (title,) in found]
