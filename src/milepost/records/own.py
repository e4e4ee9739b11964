"""What people see of themselves: notices of resets, every learning record, and all of it to take along.

Everybody may look at that, whatever their role. What an erase has left, a tombstone, is not shown (R3).
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from milepost.base.sql import SqlFile, moment
from milepost.people.models import User
from milepost.records.models import CompletedBy, OpenedBy, Status

SQL = SqlFile(__package__, "own.sql")


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A reset that the learner has to acknowledge before the course opens (R13).

    `is_kept`: an earlier result stays visible in the history; not so after an erase.
    """

    course: uuid.UUID
    operation_id: int
    reset_at: dt.datetime
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """One learning record, as its learner sees it.

    - `status`: as in `Status`, or `restarted` where a reset opened it and nothing has been done since.
    - `restarted`: a reset opened it; that stays true (“Restarted” in the history).
    - `seconds`: time spent in it. Programs have none of their own.
    """

    of: uuid.UUID
    title: str
    number: int
    status: str
    restarted: bool
    score: float | None
    seconds: int | None
    opened_at: dt.datetime | None
    completed_at: dt.datetime | None
    manually_completed: bool
    imported: bool
    superseded_at: dt.datetime | None

    @property
    def is_complete(self) -> bool:
        """Whether it was completed, by whatever."""
        return self.completed_at is not None


def due_notices(user: User) -> dict[uuid.UUID, DueNotice]:
    """The notices that are due, by course; one statement."""
    rows = (_typed(row) for row in SQL.dicts("due_notices", user=user.pk))
    return {row["course"]: DueNotice(**{**row, "is_kept": bool(row["is_kept"])}) for row in rows}


def course_records(user: User) -> list[OwnRecord]:
    """Every learning record of courses, the newest first; one statement."""
    return [_record(row, "course") for row in SQL.dicts("course_records", user=user.pk)]


def program_records(user: User) -> list[OwnRecord]:
    """The same of programs."""
    return [_record(row, "program") for row in SQL.dicts("program_records", user=user.pk)]


def activity_records(user: User) -> Iterator[dict[str, Any]]:
    """What was done in each activity of each record, as plain values."""
    return map(_typed, SQL.dicts("activity_records", user=user.pk))


def _record(row: dict[str, Any], of: str) -> OwnRecord:
    row = _typed(row)
    restarted = row["opened_by"] == OpenedBy.RESET
    return OwnRecord(
        of=row[of],
        title=row["title"],
        number=row["number"],
        status="restarted" if restarted and row["status"] == Status.STARTED else row["status"],
        restarted=restarted,
        score=row["score"],
        seconds=int(row["seconds"]) if "seconds" in row else None,
        opened_at=row["opened_at"],
        completed_at=row["completed_at"],
        manually_completed=row["completed_by"] == CompletedBy.STAFF,
        imported=row["completed_by"] == CompletedBy.IMPORT,
        superseded_at=row["superseded_at"],
    )


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """Moments and UUIDs as such: SQLite hands over texts."""
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at"):
        return moment(value)
    if name in ("course", "program", "activity") and not isinstance(value, uuid.UUID):
        return uuid.UUID(value)
    return value
