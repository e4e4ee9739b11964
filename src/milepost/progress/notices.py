"""What learners are told of a reset (R13): when it was, and why."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from milepost.progress.models import Operation
from milepost.records.own import DueNotice


@dataclass(frozen=True, slots=True)
class Told:
    """The notice of a course. `operation` names it when it is acknowledged; `is_kept`: an earlier result is kept."""

    course: uuid.UUID
    operation: uuid.UUID
    operation_id: int
    reset_at: dt.datetime
    reason: str
    is_kept: bool


def told(notices: Iterable[DueNotice]) -> list[Told]:
    """Each notice with the reason of its operation; one statement."""
    due = list(notices)
    operations = Operation.objects.in_bulk([notice.operation_id for notice in due]) if due else {}
    return [
        Told(
            course=notice.course,
            operation=operations[notice.operation_id].uuid,
            operation_id=notice.operation_id,
            reset_at=notice.reset_at,
            reason=operations[notice.operation_id].reason,
            is_kept=notice.is_kept,
        )
        for notice in due
    ]
