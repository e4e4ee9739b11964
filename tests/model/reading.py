"""What people can see, read from the database: the same shape as `visible.py`."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from milepost.ledger.models import Event
from milepost.records.models import (
    ActivityRecord,
    CourseRecord,
    Enrolment,
    LateCommit,
    ProgramEnrolment,
    ProgramRecord,
)
from tests.model.deriving import Shown
from tests.model.visible import Visible, rounded

_RECORD = (
    "user_id",
    "course_id",
    "number",
    "opened_by",
    "status",
    "progress",
    "score",
    "completed_at",
    "completed_by",
    "waived_at",
    "superseded_at",
    "superseded_by_operation",
    "notice_acknowledged_at",
    "voided_at",
    "erased_by_operation",
)

_ACTIVITIES = """
SELECT s.user_id, s.activity_id, s.status, s.score, s.progress, s.seconds, s.manually
  FROM activity_state s
  JOIN records_courserecord r ON r.id = s.record_id
  JOIN catalog_activity a ON a.id = s.activity_id
 WHERE r.superseded_at IS NULL AND r.voided_at IS NULL AND a.retired_at IS NULL
"""


class Reader:
    """Reads the visible state. `names`: what the model calls a learner, course or activity, by kind and key."""

    def __init__(self, names: Mapping[tuple[str, int], str], operations: Mapping[int, int]) -> None:
        self.names, self.operations = names, operations

    def visible(self) -> Visible:
        """Everything that is compared."""
        return {
            "records": self._records(),
            "programs": self._program_records(),
            "activities": self._activities(),
            "seconds": self._seconds(),
            "late commits": self._late_commits(),
            "events": self._events(),
            "enrolments": self._enrolments(),
            "program enrolments": self._program_enrolments(),
        }

    def _pair(self, user: int, course: int) -> tuple[str, str]:
        return self.names["learner", user], self.names["course", course]

    def _records(self) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
        answer: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
        for row in CourseRecord.objects.order_by("enrolment_id", "number").values_list(*_RECORD):
            answer.setdefault(self._pair(row[0], row[1]), []).append(self._record(*row[2:]))
        return answer

    def _program_records(self) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
        answer: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
        columns = ("user_id", "program_id", *_RECORD[2:])
        for row in ProgramRecord.objects.order_by("enrolment_id", "number").values_list(*columns):
            key = self.names["learner", row[0]], self.names["program", row[1]]
            answer.setdefault(key, []).append(self._record(*row[2:]))
        return answer

    def _record(
        self,
        number: int,
        opened_by: str,
        status: str,
        progress: float,
        score: float | None,
        completed_at: dt.datetime | None,
        completed_by: str,
        waived_at: dt.datetime | None,
        superseded_at: dt.datetime | None,
        superseded_by: int | None,
        acknowledged_at: dt.datetime | None,
        voided_at: dt.datetime | None,
        erased_by: int | None,
    ) -> tuple[Any, ...]:
        if erased_by is not None:
            return number, status, self.operations[erased_by]
        if voided_at is not None:
            return number, opened_by, "voided"
        by = self.operations[superseded_by] if superseded_by else "restart" if superseded_at else None
        return (
            number,
            opened_by,
            status,
            rounded(progress),
            rounded(score),
            completed_at,
            completed_by,
            waived_at is not None,
            by,
            acknowledged_at is not None,
        )

    def _activities(self) -> dict[tuple[str, str], Shown]:
        with connection.cursor() as cursor:
            cursor.execute(_ACTIVITIES)
            rows = cursor.fetchall()
        return {
            (self.names["learner", user], self.names["activity", activity]): Shown(
                status, rounded(score), rounded(progress), seconds, bool(manually)
            )
            for user, activity, status, score, progress, seconds, manually in rows
        }

    def _seconds(self) -> dict[tuple[str, str], int]:
        sums = ActivityRecord.objects.values_list("record__user_id", "activity_id").annotate(total=Sum("seconds"))
        return {
            (self.names["learner", user], self.names["activity", activity]): seconds
            for user, activity, seconds in sums
            if seconds
        }

    def _late_commits(self) -> dict[tuple[str, str], int]:
        pair = "session__record__user_id", "session__record__course_id"
        counts = LateCommit.objects.values_list(*pair).annotate(Count("id"))
        return {self._pair(user, course): number for user, course, number in counts}

    def _events(self) -> dict[tuple[str, str, str], int]:
        found = Event.objects.filter(program_id=None).values_list("user_id", "course_id", "kind")
        return dict(Counter((*self._pair(user, course), kind) for user, course, kind in found))

    def _enrolments(self) -> dict[tuple[str, str], tuple[bool, int | None]]:
        found = Enrolment.objects.values_list("user_id", "course_id", "ended_at", "enrolled_by_operation")
        return {
            self._pair(user, course): (True, by and self.operations[by]) if ended is None else (False, None)
            for user, course, ended, by in found
        }

    def _program_enrolments(self) -> dict[tuple[str, str], tuple[bool, int | None]]:
        found = ProgramEnrolment.objects.values_list("user_id", "program_id", "ended_at", "enrolled_by_operation")
        return {
            (self.names["learner", user], self.names["program", program]): (True, by and self.operations[by])
            if ended is None
            else (False, None)
            for user, program, ended, by in found
        }
