"""A player session says what the learner did. What comes too late is kept, and never written into a newer record."""

import datetime as dt
import json
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.base.patience import patiently
from milepost.catalog.models import Activity
from milepost.records.access import require_open_to
from milepost.records.launching import COMPLETE, SQL, record_event, roll_up_programs
from milepost.records.models import CompletedBy, LateCommit, PlayerSession, Status

_MAX_SECONDS = 24 * 3600
# How far an activity is at most that is done but for the time to be spent in it.
_ALMOST = 99.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a session reports of one activity, since its last report.

    `status` as in `Status`; `progress` and `score` in per cent; `seconds` of active time since the last report;
    `state` is the player's own bookmark, kept as it is.
    """

    status: str = Status.ACTIVE
    progress: float = 0.0
    score: float | None = None
    seconds: int = 0
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a commit. `is_open` is False when the record is closed: the work was kept aside (R16)."""

    is_open: bool
    status: str = ""
    completed_course: bool = False


def commit(session: uuid.UUID, activity_id: int, work: Work) -> Answer:
    """Write a session's work, roll the record up, and say so in the ledger where something got completed.

    Where a time is to be spent in the activity first, it does not complete before; what is done then is under way.

    Raises `Refused` for an unknown session, an activity of another course, or numbers out of range; `Conflict` for an
    activity that is locked for the learner (LW-12), unless the session was at work in it when that came.
    """
    _check(work)
    return patiently(lambda: _commit(session, activity_id, work), "a commit")


@transaction.atomic
def _commit(session: uuid.UUID, activity_id: int, work: Work) -> Answer:
    player = PlayerSession.objects.filter(uuid=session).only("pk").first()
    if player is None:
        raise Refused(_("There is no player session %(id)s.") % {"id": session})
    now = clock.now()
    SQL.rows("lock_session", session=player.pk)
    [seen] = SQL.dicts("session", session=player.pk)
    found = SQL.row("activity", activity=activity_id, course=seen["course_id"])
    if found is None:
        raise Refused(_("The activity does not belong to this course."))
    if seen["is_erased"]:
        return Answer(is_open=False)  # nothing of an erased record is kept, not even what comes too late
    if not seen["is_open"]:
        LateCommit.objects.create(
            session_id=player.pk, activity_id=activity_id, received_at=now, data=json.dumps(asdict(work))
        )
        return Answer(is_open=False)
    key, course, title, min_seconds, is_bound = found
    activity = Activity(pk=key, course_id=course, title=title, min_seconds=min_seconds)
    if is_bound:
        require_open_to(player.pk, seen["user_id"], activity)
    PlayerSession.objects.filter(pk=player.pk).update(seen_at=now)
    _write(seen["record_id"], activity, work, now)
    return _roll_up(seen, now)


def close(session: uuid.UUID) -> None:
    """The learner leaves the player. A second time changes nothing."""
    PlayerSession.objects.filter(uuid=session, closed_at=None).update(closed_at=clock.now())


def _check(work: Work) -> None:
    if work.status not in Status.values or work.status == Status.ERASED:
        raise Refused(_("“%(status)s” is no status.") % {"status": work.status})
    if not 0 <= work.progress <= 100 or not (work.score is None or 0 <= work.score <= 100):
        raise Refused(_("Progress and score are per cent, from 0 to 100."))
    if not 0 <= work.seconds <= _MAX_SECONDS:
        raise Refused(_("The time of one report lies between 0 seconds and a day."))


def _write(record_id: int, activity: Activity, work: Work, now: dt.datetime) -> None:
    """Write the work into the activity's record; a first completion is an event."""
    before = SQL.row("work", record=record_id, activity=activity.pk)
    is_live = before is not None and not before[2]
    number = 1 if before is None else before[0] + (0 if is_live else 1)
    was_complete = before is not None and is_live and before[1] in COMPLETE
    work = _timed(work, activity, before[3] if before is not None and is_live else 0)
    completes = work.status in COMPLETE
    SQL.execute(
        "write_work",
        record=record_id,
        activity=activity.pk,
        number=number,
        status=work.status,
        progress=100.0 if completes else work.progress,
        score=work.score,
        seconds=work.seconds,
        state=work.state or "",
        has_state=0 if work.state is None else 1,
        completed_at=now if completes else None,
        completed_by=CompletedBy.RULE if completes else "",
        now=now,
    )
    if completes and not was_complete:
        record_event("activity.completed", record_id, now, activity=activity.pk, manually=False)


def _timed(work: Work, activity: Activity, seconds: int) -> Work:
    """What counts of it, after so many seconds before: nothing completes before the time to be spent is over."""
    is_over = seconds + work.seconds >= (activity.min_seconds or 0)
    return work if is_over or work.status not in COMPLETE else replace(work, status=Status.ACTIVE, progress=_ALMOST)


def _roll_up(seen: dict[str, Any], now: dt.datetime) -> Answer:
    name = "roll_up" if seen["waived_at"] is None else "roll_up_beneath"
    SQL.execute(name, record=seen["record_id"], now=now)
    [after] = SQL.dicts("session_status", record=seen["record_id"])
    completed = after["status"] in COMPLETE and seen["status"] not in COMPLETE
    if completed:
        record_event("course.completed", seen["record_id"], now, manually=False)
    if after["status"] != seen["status"]:
        roll_up_programs(seen["user_id"], seen["course_id"], now)
    return Answer(is_open=True, status=after["status"], completed_course=completed)
