"""The organisation that is measured: 30 courses of 10 activities, and learners with 15 enrolments each.

Enrolments are in random order of learners and courses, as they are made in real life. Records lie roughly, not
exactly, in the order of their enrolments: people open a course some time after they were enrolled. How roughly is an
assumption, `SCATTER`, and it matters on SQLite: a chunk of 5,000 reset items changes 160 pages of records with 0, as
an import leaves them (counted at 100k), 270 with 0.05 at 100k and 1,420 with 0.05 at 1m.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from bench import programs
from milepost.base.dialect import FRAGMENTS
from milepost.base.ids import new_uuid
from milepost.base.sql import adapt, load_rows
from milepost.progress.api import Row

COURSES = 30
COURSES_PER_LEARNER = 15
SEED = 20_240_229
NOW = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
KINDS = ("page", "video", "exam", "form", "ebook", "pdf", "discussion", "link", "audio", "certificate")
REQUIRED = 4
SCATTER = 0.05  # the share of all enrolments that pass between an enrolment and its record, at most

# A third of the enrolments is not started, a third under way, a third completed.
NOT_STARTED, UNDER_WAY, COMPLETED = 0, 1, 2


@dataclass(frozen=True)
class Size:
    """How much is measured: `items` are changed by each command, of one and a half times as many enrolments."""

    name: str
    items: int

    @property
    def learners(self) -> int:
        """How many learners there are."""
        return -(-self.items * 3 // 2 // COURSES_PER_LEARNER)

    @property
    def enrolments(self) -> int:
        """How many enrolments there are."""
        return self.learners * COURSES_PER_LEARNER

    @property
    def skipped(self) -> int:
        """How many items besides are staged and then skipped: a file of real life has some."""
        return self.items // 50


SIZES = {size.name: size for size in (Size("10k", 10_000), Size("100k", 100_000), Size("1m", 1_000_000))}

_RECORDS = """
    INSERT INTO records_courserecord
           (enrolment_id, number, user_id, course_id, opened_by, opened_at, status, progress, success, score,
            completed_at, completed_by, superseded_at, real_status, real_success)
    SELECT e.id, {number}, e.user_id, e.course_id, 'launch', %(now)s,
           CASE WHEN e.id %% 3 = 2 THEN 'completed' ELSE 'active' END,
           CASE WHEN e.id %% 3 = 2 THEN 100.0 ELSE 50.0 END, '',
           CASE WHEN e.id %% 3 = 2 THEN 80.0 END,
           CASE WHEN e.id %% 3 = 2 THEN %(now)s END,
           CASE WHEN e.id %% 3 = 2 THEN 'rule' ELSE '' END, {superseded}, '', ''
      FROM records_enrolment e
     WHERE e.id %% 3 <> 0 AND {which}
     ORDER BY e.id + (e.id * 7919) %% %(jitter)s
"""
_HISTORY = _RECORDS.format(number="1", superseded="%(now)s", which="e.id %% 10 = 0")
_CURRENT = _RECORDS.format(
    number="CASE WHEN e.id %% 10 = 0 THEN 2 ELSE 1 END", superseded="CAST(NULL AS {moment})", which="1 = 1"
)
_ACTIVITY_RECORDS = """
    INSERT INTO records_activityrecord
           (record_id, activity_id, number, status, progress, score, seconds, state, started_at, changed_at,
            completed_at, completed_by)
    SELECT r.id, a.id, 1, 'completed', 100.0, CASE WHEN a.kind = 'exam' THEN 80.0 END, 600, '', %(now)s, %(now)s,
           %(now)s, 'rule'
      FROM records_courserecord r
      JOIN catalog_activity a ON a.course_id = r.course_id
     WHERE r.superseded_at IS NULL AND a.position <= CASE WHEN r.status = 'completed' THEN %(required)s ELSE 2 END
     ORDER BY r.id, a.id
"""
# One event a record: it was opened, or completed.
_EVENTS = """
    INSERT INTO ledger_event (tx, epoch, kind, user_id, course_id, record_id, occurred_at, recorded_at, data)
    SELECT {tx}, 0, CASE WHEN r.status = 'completed' THEN 'course.completed' ELSE 'record.opened' END,
           r.user_id, r.course_id, r.id, %(now)s, %(now)s, '{}'
      FROM records_courserecord r
     ORDER BY r.id
"""


def populate(size: Size) -> None:
    """Fill an empty, migrated database, then tidy it as the database's own housekeeping would have."""
    with transaction.atomic():
        _catalog()
        load_rows("people_user", _USER_COLUMNS, _users(size.learners))
        load_rows("records_enrolment", _ENROLMENT_COLUMNS, _enrolments(size.learners))
        _records(size)
    _housekeep()


def rows_of(command: str, size: Size) -> list[tuple[str, str]]:
    """Login id and asset id of each row that a command is given, in an order of their own, as in a file.

    `size.items` of them change something, `size.skipped` do not. A reset is given the learners that have begun, a
    mark those that have not completed.
    """
    if command == "program":
        return programs.pairs(size)
    skipped = COMPLETED if command == "mark" else NOT_STARTED
    pairs = _pairs(f"e.id % 3 <> {skipped}", size.items) + _pairs(f"e.id % 3 = {skipped}", size.skipped)
    random.Random(SEED).shuffle(pairs)
    return pairs


def as_rows(pairs: list[tuple[str, str]]) -> Iterator[Row]:
    """The rows of a command as a file's reader would hand them over. Programs are called P-…, courses C-…."""
    for line, (login_id, asset_id) in enumerate(pairs, start=1):
        yield Row(line, login_id, asset_id, kind="program" if asset_id.startswith("P") else "course")


def _pairs(which: str, count: int) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.login_id, c.asset_id FROM records_enrolment e JOIN people_user u ON u.id = e.user_id "
            f"JOIN catalog_course c ON c.id = e.course_id WHERE {which} ORDER BY e.id LIMIT {count}"
        )
        pairs = list(cursor.fetchall())
    if len(pairs) != count:
        raise ValueError(f"{len(pairs)} rows instead of {count}")
    return pairs


def _catalog() -> None:
    load_rows(
        "catalog_course",
        ("id", "uuid", "asset_id", "title", "description", "created_at", "record_policy", "compliance"),
        ((n, new_uuid(), f"C-{n:02}", f"Course {n}", "", NOW, "", False) for n in range(1, COURSES + 1)),
    )
    load_rows(
        "catalog_activity",
        ("uuid", "course_id", "kind", "title", "position", "required", "weight", "legacy", "created_at"),
        (
            (new_uuid(), course, kind, kind.title(), place, place <= REQUIRED, 1.0, False, NOW)
            for course in range(1, COURSES + 1)
            for place, kind in enumerate(KINDS, start=1)
        ),
    )


_USER_COLUMNS = (
    *("id", "uuid", "login_id", "email", "display_name", "password"),
    *("is_active", "language", "time_zone", "created_at"),
)


def _users(count: int) -> Iterator[tuple[Any, ...]]:
    for n in range(1, count + 1):
        login = f"learner-{n:07}"
        yield n, new_uuid(), login, f"{login}@example.org", f"Learner {n}", "!", True, "", "", NOW


_ENROLMENT_COLUMNS = ("id", "user_id", "course_id", "enrolled_at", "recorded_at", "restart")


def _enrolments(learners: int) -> Iterator[tuple[Any, ...]]:
    numbers = list(range(learners * COURSES_PER_LEARNER))
    random.Random(SEED).shuffle(numbers)
    for place, number in enumerate(numbers, start=1):
        learner, nth = divmod(number, COURSES_PER_LEARNER)
        yield place, learner + 1, (learner + nth) % COURSES + 1, NOW, NOW, "keep"


def _records(size: Size) -> None:
    """One enrolment in ten has been through an earlier attempt. People begin within a twentieth of the time."""
    moment = "timestamptz" if connection.vendor == "postgresql" else "datetime"
    params = adapt({"now": NOW, "jitter": max(1, int(size.enrolments * SCATTER)), "required": REQUIRED})
    with connection.cursor() as cursor:
        for statement in (_HISTORY, _CURRENT.replace("{moment}", moment), _ACTIVITY_RECORDS, _EVENTS):
            cursor.execute(statement.replace("{tx}", FRAGMENTS[connection.vendor]["tx"]), params)


def _housekeep() -> None:
    """What autovacuum would have done by now. SQLite does nothing of the kind by itself, so nothing is done there."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
