"""The same reset as one would write it with the ORM, a learner at a time. For comparison only."""

from typing import Any

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from bench.databases import Database
from bench.population import Size, as_rows, rows_of
from bench.timing import seconds
from milepost.base import clock
from milepost.ledger.models import Event
from milepost.people.actors import system
from milepost.progress import api
from milepost.progress.models import Operation, OperationItem
from milepost.records.models import CourseRecord

_ITEMS = 1_000


def measure(database: Database, size: Size) -> dict[str, Any]:
    """Seconds that 1,000 items take: row by row, and by the heart."""
    pairs = rows_of("reset", size)[:_ITEMS]
    database.fresh()
    operation = _staged(pairs)
    database.settle()
    heart = seconds(lambda: api.run(operation))
    database.fresh()
    operation = _staged(pairs)
    database.settle()
    rows = seconds(lambda: _run(operation))
    return {"items": _ITEMS, "heart": heart, "row_by_row": rows, "times": rows / heart}


def _staged(pairs: list[tuple[str, str]]) -> Operation:
    actor = system("bench")
    request = api.Request(kind=api.Kind.RESET, source="cli", reason="Measured", policy="retain")
    operation = api.submit(actor, request, as_rows(pairs))
    return api.confirm(actor, operation, operation.digest)


def _run(operation: Operation) -> None:
    tx: Any = RawSQL("pg_current_xact_id()", []) if connection.vendor == "postgresql" else 0
    for item in OperationItem.objects.filter(operation=operation).order_by("position"):
        with transaction.atomic():
            now = clock.now()
            record = (
                CourseRecord.objects.select_for_update()
                .filter(enrolment_id=item.enrolment_id or 0, superseded_at=None, voided_at=None)
                .first()
            )
            if record is None:
                item.outcome = "nothing_to_reset"
            else:
                record.superseded_at, record.superseded_by_operation = now, operation.pk
                record.save()
                Event.objects.create(
                    tx=tx,
                    kind="progress.reset",
                    operation_id=operation.pk,
                    user_id=record.user_id,
                    course_id=record.course_id,
                    record_id=record.pk,
                    occurred_at=now,
                    recorded_at=now,
                )
                item.outcome, item.record_id = "done", record.pk
            item.save()
