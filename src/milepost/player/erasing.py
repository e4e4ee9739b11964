"""What an erase takes from the player (R3, R4), in the transaction of its chunk.

Attempts, submissions with their files, assessments, attendance and reports of time go; posts in graded discussions
lose author, text, dates and grade, and stay as an empty row where others have replied. Other posts and notes stay.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from milepost.base.sql import SqlFile
from milepost.player import files
from milepost.progress.participants import Participant

SQL = SqlFile(__package__, "erasing.sql")
_WORK = ("strip_posts", "delete_posts", "erase_attempts", "erase_submissions", "erase_assessments", "erase_attendance")


class Work(Participant):
    """What the player keeps of records."""

    def erase_courses(self, gone: str, params: dict[str, Any]) -> None:
        """Everything at the records; and when their sessions were heard."""
        sql = SQL.with_fragments(gone=gone, at_gone="t.record_id IN (${gone})")
        _erase(sql, params)
        sql.execute("erase_heard", **params)

    def erase_activities(self, gone: str, params: dict[str, Any]) -> None:
        """Everything at these activities of the records."""
        _erase(SQL.with_fragments(gone=gone, at_gone="(t.record_id, t.activity_id) IN (${gone})"), params)


def _erase(sql: SqlFile, params: dict[str, Any]) -> None:
    kept = [file if isinstance(file, UUID) else UUID(file) for (file,) in sql.rows("files", **params)]
    if kept:
        # Not before: a chunk that is rolled back has taken nothing. What a crash leaves now, the sweep finds.
        transaction.on_commit(lambda: files.remove(kept))
    for name in _WORK:
        sql.execute(name, **params)
