"""What people can see, read from the database: the same shape as `visible.py`.

It is read after every step, so by statements of our own: through models it would take twice as long.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import connection

from tests.model.deriving import Shown
from tests.model.facts import Event
from tests.model.visible import Visible, rounded

_RECORDS = """
SELECT user_id, {content}, number, opened_by, opened_at, status, progress, score, completed_at, completed_by,
       waived_at, imported_seconds, superseded_at, superseded_by_operation, notice_acknowledged_at, voided_at,
       erased_by_operation, erased_at
  FROM {table}
 ORDER BY enrolment_id, number
"""
_COURSE_RECORDS = _RECORDS.format(content="course_id", table="records_courserecord")
_PROGRAM_RECORDS = _RECORDS.format(content="program_id", table="records_programrecord")

_ACTIVITIES = """
SELECT s.user_id, s.activity_id, s.status, s.score, s.progress, s.seconds, s.manually, s.completed_at
  FROM activity_state s
  JOIN records_courserecord r ON r.id = s.record_id
  JOIN catalog_activity a ON a.id = s.activity_id
 WHERE r.superseded_at IS NULL AND r.voided_at IS NULL AND a.retired_at IS NULL
"""

_SECONDS = """
SELECT r.user_id, w.activity_id, sum(w.seconds)
  FROM records_activityrecord w
  JOIN records_courserecord r ON r.id = w.record_id
 GROUP BY r.user_id, w.activity_id
HAVING sum(w.seconds) > 0
"""

_LATE_COMMITS = """
SELECT r.user_id, r.course_id, count(*)
  FROM records_latecommit l
  JOIN records_playersession p ON p.id = l.session_id
  JOIN records_courserecord r ON r.id = p.record_id
 GROUP BY r.user_id, r.course_id
"""

# Which record the event of an erase names says nothing: it concerns them all.
_EVENTS = """
SELECT v.kind, v.user_id, v.course_id, v.activity_id, CASE WHEN v.kind <> 'progress.erased' THEN r.number END,
       v.occurred_at, v.recorded_at
  FROM ledger_event v
  JOIN records_courserecord r ON r.id = v.record_id
 WHERE v.program_id IS NULL
"""

_ENROLMENTS = "SELECT user_id, course_id, ended_at, enrolled_by_operation, due_at FROM records_enrolment"
_PROGRAM_ENROLMENTS = "SELECT user_id, program_id, ended_at, enrolled_by_operation, NULL FROM records_programenrolment"


class Reader:
    """Reads the visible state. `names`: what the model calls a learner, course or activity, by kind and key."""

    def __init__(self, names: Mapping[tuple[str, int], str], operations: Mapping[int, int]) -> None:
        self.names, self.operations = names, operations

    def visible(self) -> Visible:
        """Everything that is compared."""
        return {
            "records": self._records("course", _COURSE_RECORDS),
            "programs": self._records("program", _PROGRAM_RECORDS),
            "activities": self._activities(),
            "seconds": {self._key("activity", *key): seconds for *key, seconds in _read(_SECONDS)},
            "late commits": {self._key("course", *key): number for *key, number in _read(_LATE_COMMITS)},
            "events": dict(Counter(self._event(*row) for row in _read(_EVENTS))),
            "enrolments": self._enrolments("course", _ENROLMENTS),
            "program enrolments": self._enrolments("program", _PROGRAM_ENROLMENTS),
        }

    def _key(self, kind: str, user: int, content: int) -> tuple[str, str]:
        return self.names["learner", user], self.names[kind, content]

    def _records(self, kind: str, statement: str) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
        answer: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
        for user, content, *row in _read(statement):
            answer.setdefault(self._key(kind, user, content), []).append(self._record(*row))
        return answer

    def _record(
        self,
        number: int,
        opened_by: str,
        opened_at: dt.datetime | str | None,
        status: str,
        progress: float,
        score: float | None,
        completed_at: dt.datetime | str | None,
        completed_by: str,
        waived_at: dt.datetime | str | None,
        imported_seconds: int | None,
        superseded_at: dt.datetime | str | None,
        superseded_by: int | None,
        acknowledged_at: dt.datetime | str | None,
        voided_at: dt.datetime | str | None,
        erased_by: int | None,
        erased_at: dt.datetime | str | None,
    ) -> tuple[Any, ...]:
        if erased_by is not None:
            return number, status, self.operations[erased_by], _moment(erased_at)
        if voided_at is not None:
            return number, opened_by, "voided"
        by = self.operations[superseded_by] if superseded_by else "restart"
        return (
            number,
            opened_by,
            _moment(opened_at),
            status,
            rounded(progress),
            rounded(score),
            _moment(completed_at),
            completed_by,
            waived_at and (_moment(waived_at), imported_seconds),
            superseded_at and (by, _moment(superseded_at)),
            acknowledged_at is not None,
        )

    def _activities(self) -> dict[tuple[str, str], Shown]:
        return {
            self._key("activity", user, activity): Shown(
                status, rounded(score), rounded(progress), seconds, bool(manually), _moment(completed_at)
            )
            for user, activity, status, score, progress, seconds, manually, completed_at in _read(_ACTIVITIES)
        }

    def _event(
        self,
        kind: str,
        user: int,
        course: int,
        activity: int | None,
        record: int | None,
        occurred_at: dt.datetime | str | None,
        recorded_at: dt.datetime | str,
    ) -> Event:
        name = self.names["activity", activity] if activity else ""
        return Event(
            kind, *self._key("course", user, course), name, record, _moment(occurred_at), _moment(recorded_at)
        )

    def _enrolments(self, kind: str, statement: str) -> dict[tuple[str, str], tuple[Any, ...]]:
        return {
            self._key(kind, user, content): (
                ended_at is None,
                self.operations[by] if ended_at is None and by else None,
                _moment(due_at),
            )
            for user, content, ended_at, by, due_at in _read(statement)
        }


def _read(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _moment(read: dt.datetime | str | None) -> dt.datetime | None:
    """SQLite has moments without a time zone, which is UTC; those of a view as text."""
    moment = dt.datetime.fromisoformat(read) if isinstance(read, str) else read
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=dt.UTC)
