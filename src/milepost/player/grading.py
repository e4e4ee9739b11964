"""The queue of what waits for staff: submissions, discussions, assessments under way. Oldest first, page by page."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from milepost.base.actor import Actor
from milepost.base.sql import SqlFile, moment
from milepost.people import reach
from milepost.player import judging

SQL = SqlFile(__package__, "milepost.people:reach.sql", "grading.sql")

# What comes before everything.
_BEGINNING = dt.datetime(1, 1, 2, tzinfo=dt.UTC)

# The place of a row in the queue: since when it waits, what it is, and its key.
Mark = tuple[dt.datetime, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something to be judged.

    `kind`: assignment, discussion or practical; `id` names the submission, the post, or the assessment. `mark` is its
    place in the queue.
    """

    kind: str
    id: int
    since: dt.datetime
    user_id: int
    user: UUID
    login_id: str
    display_name: str
    activity_id: int
    activity: str
    course_id: int
    course: str

    @property
    def mark(self) -> Mark:
        """Where the next page begins, after this one."""
        return self.since, self.kind, self.id


def queue(actor: Actor, *, course_id: int | None = None, after: Mark | None = None, limit: int = 50) -> list[Waiting]:
    """What waits, of people within reach, in one course or all; from the one after `after` on. One statement.

    What belongs to a time before a reset is not in it. Raises `NotPermitted`.
    """
    judging.require(actor)
    since, kind, key = after or (_BEGINNING, "", 0)
    rows = SQL.dicts(
        "queue",
        course=course_id,
        all_courses=int(course_id is None),
        since=since,
        kind=kind,
        key=key,
        limit=limit,
        **reach.parameters(actor),
    )
    return [_waiting(row) for row in rows]


def _waiting(row: dict[str, object]) -> Waiting:
    user = row["user"]
    return Waiting(
        kind=str(row["kind"]),
        id=int(str(row["id"])),
        since=moment(row["since"]),
        user_id=int(str(row["user_id"])),
        user=user if isinstance(user, UUID) else UUID(str(user)),
        login_id=str(row["login_id"]),
        display_name=str(row["display_name"]),
        activity_id=int(str(row["activity_id"])),
        activity=str(row["activity"]),
        course_id=int(str(row["course_id"])),
        course=str(row["course"]),
    )
