"""What earlier operations still say about records that an operation has erased goes too (R3)."""

import json
from typing import Any

from django.db import transaction

from milepost.base.sql import SqlFile
from milepost.progress import participants
from milepost.progress.models import Operation, State

SQL = SqlFile(__package__, "milepost.ledger:redact.sql", "items.sql", "forget.sql")
# What went out of the ledger with records of courses, and with those of programs.
_OF_COURSES = SQL.with_fragments(records="records_courserecord", of_kind="v.program_id IS NULL")
_OF_PROGRAMS = SQL.with_fragments(records="records_programrecord", of_kind="v.program_id = x.program_id")
RUN = SqlFile(__package__, "items.sql", "run.sql")

# Operations in these states have a result, which is counted anew.
_ENDED = (State.DONE, State.CANCELLED, State.UNDONE)


def forget(operation: Operation) -> None:
    """Redact items and results of earlier operations on what `operation` erased; files that were kept for them go.

    To be called in the transaction that closes the operation; a second time it finds nothing left to do.
    """
    transaction.on_commit(lambda: SQL.rows("write_back"))
    participants.erase(operation)  # a file that it was given itself may say in other columns what is erased now
    _find_forgotten(operation)
    SQL.execute("forget_details")
    SQL.execute("forget_items")
    found = [key for (key,) in SQL.rows("operations")]
    SQL.execute("drop_forgotten")
    for earlier in Operation.objects.filter(pk__in=found).iterator():
        _redact(earlier)


def _find_forgotten(operation: Operation) -> None:
    """Put the items that have to be forgotten into a temporary table."""
    SQL.execute("create_erased")
    SQL.execute("fill_erased", operation=operation.pk)
    for kind in (_OF_COURSES, _OF_PROGRAMS):
        kind.execute("add_redacted", operation=operation.pk)
    SQL.execute("index_erased")
    SQL.execute("analyze_erased")
    SQL.execute("create_forgotten")
    SQL.execute("fill_forgotten", operation=operation.pk, confirmed_at=operation.confirmed_at)
    SQL.execute("add_undos")
    SQL.execute("analyze_forgotten")
    SQL.execute("drop_erased")


def _redact(operation: Operation) -> None:
    """Count an operation's outcomes anew; if it had no other items, its dates and words go as well.

    The preview of one that is not confirmed yet does not hold any more, so it has no digest.
    """
    participants.erase(operation)
    changed: dict[str, Any] = {"report": ""}
    if operation.state == State.PREVIEWED:
        changed["digest"] = ""
    if operation.state in _ENDED:
        changed["outcomes"] = json.dumps(dict(RUN.rows("outcomes", operation=operation.pk)))
    if SQL.row("has_other_items", operation=operation.pk) is None:
        changed |= {"reason": "", "completed_on": None, "due_on": None, "preview": "{}", "digest": "", "file_name": ""}
    Operation.objects.filter(pk=operation.pk).update(**changed)
