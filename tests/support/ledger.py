"""Writing into the ledger as Milepost does, and erasing in it, without a learner or a course."""

import datetime as dt
import json
from typing import Any

from django.db import connection, transaction

from milepost.base import clock
from milepost.base.dialect import FRAGMENTS
from milepost.base.sql import SqlFile, adapt_value
from tests.support.world import LONG_AGO

ERASE = SqlFile("tests.support", "milepost.ledger:redact.sql", "erase.sql")


def write_event(kind: str, **columns: Any) -> int:
    """One event; its id. `recorded_at` is long ago unless it is given, and what is not given is NULL."""
    dialect = FRAGMENTS[connection.vendor]
    row = {"kind": kind, "recorded_at": LONG_AGO, "data": "{}"} | columns
    marks = ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO ledger_event (tx, epoch, {', '.join(row)})"
            f" VALUES ({dialect['tx']}, {dialect['epoch']}, {marks}) RETURNING id",
            [adapt_value(value) for value in row.values()],
        )
        return cursor.fetchone()[0]


def erase(user: int, course: int, operation: int, *, says: bool = True, now: dt.datetime | None = None) -> int:
    """Redact what the ledger says of a learner in a course; how many events that were."""
    now = now or clock.now()
    with transaction.atomic():
        events = ERASE.execute("redact", user=user, course=course, operation=operation, now=now)
        ERASE.execute("forget", operation=operation)
        data = json.dumps({"events": events} if says else {})
        ERASE.execute("tell", user=user, course=course, operation=operation, now=now, data=data)
    return events


def raw(statement: str, *params: Any) -> int:
    """Run a statement past Milepost; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.rowcount
