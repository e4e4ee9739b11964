"""What a learner did gets into the records: what a session says, what the player decides, what staff judge.

What comes too late is kept aside, and never written into a newer record. `commit` is the whole of it for what a
session says by itself. Whoever keeps something of its own beside the activity record (the player) does so in one
transaction with it: `enter` or `judge` finds the place and locks it, `write` writes.
"""

import datetime as dt
import json
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import Conflict, Refused
from milepost.base.patience import Overtaken, patiently
from milepost.base.sql import moment
from milepost.catalog.models import Activity, ActivityKind
from milepost.records.access import require_open_to
from milepost.records.launching import COMPLETE, SQL, record_event, roll_up_programs
from milepost.records.models import CompletedBy, Enrolment, LateCommit, OpenedBy, PlayerSession, Status

_MAX_SECONDS = 24 * 3600
# How far an activity is at most that is done but for the time to be spent in it.
_ALMOST = 99.0

# What the server or staff decide, where such an activity has a content: no session says it by itself.
JUDGED = frozenset(
    {
        *(ActivityKind.EXAM, ActivityKind.FORM, ActivityKind.ASSIGNMENT, ActivityKind.DISCUSSION),
        *(ActivityKind.PRACTICAL, ActivityKind.LIVE_SESSION, ActivityKind.CERTIFICATE),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is reported of one activity, since the last report.

    `status` as in `Status`; `progress` and `score` in per cent; `seconds` of active time since the last report;
    `state` is the player's own bookmark, kept as it is.
    """

    status: str = Status.ACTIVE
    progress: float = 0.0
    score: float | None = None
    seconds: int = 0
    state: str | None = None

    @property
    def claims(self) -> bool:
        """Whether it says more than that the learner was there, for how long, and where."""
        return self.status not in (Status.STARTED, Status.ACTIVE) or self.score is not None or self.progress > 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a commit. `is_open` is False when the record is closed: the work was kept aside (R16)."""

    is_open: bool
    status: str = ""
    completed_course: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One activity in one learning record, locked until the transaction ends.

    - `number`: that of the activity record that is current there, or is about to be.
    - not `is_open`: the record or the session is closed, and nothing is to be written (R16); `was_reset`: by a reset.
    - `session_id` and `began_at` (when the session did) are None for what staff judge.
    - `is_bound`: some rule says when it opens. `is_judged`: the player or staff decide about it (`JUDGED`).
    - `seconds`: time spent in the current activity record so far.
    """

    record_id: int
    user_id: int
    course_id: int
    activity: Activity
    number: int
    is_open: bool
    was_reset: bool
    is_erased: bool
    session_id: int | None
    began_at: dt.datetime | None
    now: dt.datetime
    seen: dict[str, Any]
    is_complete: bool
    is_bound: bool
    is_judged: bool
    seconds: int


def commit(session: uuid.UUID, activity_id: int, work: Work) -> Answer:
    """Write a session's work, roll the record up, and say so in the ledger where something got completed.

    Where a time is to be spent in the activity first, it does not complete before; what is done then is under way.

    Raises `Refused` for an unknown session, an activity of another course, or numbers out of range; `Conflict` for an
    activity that is locked for the learner (LW-12), unless the session was at work in it when that came, and for a
    status, progress or score of one that the player or staff decide (`JUDGED`).
    """
    _check(work)
    return patiently(lambda: _commit(session, activity_id, work), "a commit")


@transaction.atomic
def _commit(session: uuid.UUID, activity_id: int, work: Work) -> Answer:
    place = enter(session, activity_id)
    if not place.is_open:
        return keep_aside(place, asdict(work))
    if place.is_judged and work.claims:
        words = {"activity": place.activity.title}
        raise Conflict(
            _("“%(activity)s” is decided where it is done. Commit time and bookmark, but no result.") % words
        )
    return write(place, work, decides=not place.is_judged)


def enter(session: uuid.UUID, activity_id: int, user_id: int | None = None) -> Place:
    """The place that a session works at, locked; to be called in a transaction. It need not be open.

    With `user_id` the session must be that user's. Raises `Refused` for an unknown session and for an activity of
    another course; `Conflict` for one that is locked for the learner, where the place is open.
    """
    players = PlayerSession.objects.filter(uuid=session)
    if user_id is not None:
        players = players.filter(record__enrolment__user=user_id)
    player = players.only("pk").first()
    if player is None:
        raise Refused(_("There is no player session %(id)s.") % {"id": session})
    SQL.rows("lock_session", session=player.pk)
    [seen] = SQL.dicts("session", session=player.pk)
    place = _place(seen, activity_id)
    if place.is_open:
        if place.is_bound:
            require_open_to(player.pk, place.user_id, place.activity)
        PlayerSession.objects.filter(pk=player.pk).update(seen_at=place.now)
    return place


def judge(user_id: int, course_id: int, activity_id: int, *, opens: bool) -> Place:
    """The place in a learner's current record where staff decide something, locked; to be called in a transaction.

    Access rules are not asked: staff have seen it. With `opens` a record is opened where there is none; after a reset
    the notice stays due all the same, as with a mark (R25). Raises `Refused` for who is not enrolled; `Conflict`
    without a record, where none is to be opened; `Overtaken` when somebody else opened one at the same instant.
    """
    enrolment = Enrolment.objects.filter(user_id=user_id, course_id=course_id, ended_at=None).first()
    if enrolment is None:
        raise Refused(_("The learner is not enrolled in this course."))
    SQL.rows("lock_newest", enrolment=enrolment.pk)
    found = SQL.dicts("judged", enrolment=enrolment.pk)
    if not found and opens:
        _open_for_staff(enrolment)
        found = SQL.dicts("judged", enrolment=enrolment.pk)
    if not found:
        raise Conflict(_("The course was reset, or the learner has not begun it. There is nothing to be judged."))
    return _place(found[0], activity_id)


def keep_aside(place: Place, data: dict[str, Any]) -> Answer:
    """Keep what came too late beside the closed record; of an erased one nothing is kept. It is answered as closed."""
    if not place.is_erased:
        assert place.session_id is not None
        LateCommit.objects.create(
            session_id=place.session_id, activity_id=place.activity.pk, received_at=place.now, data=json.dumps(data)
        )
    return Answer(is_open=False)


def write(place: Place, work: Work, *, decides: bool = True) -> Answer:
    """Write work at an open place and roll the record up; a first completion is an event.

    Without `decides` status, progress and score that are there stay.
    """
    work = _timed(place, work)
    completes = work.status in COMPLETE
    SQL.execute(
        "write_work",
        record=place.record_id,
        activity=place.activity.pk,
        number=place.number,
        status=work.status,
        progress=100.0 if completes else work.progress,
        score=work.score,
        seconds=work.seconds,
        state=work.state or "",
        has_state=0 if work.state is None else 1,
        decides=int(decides),
        completed_at=place.now if completes else None,
        completed_by=CompletedBy.RULE if completes else "",
        now=place.now,
    )
    if completes and not place.is_complete:
        record_event("activity.completed", place.record_id, place.now, activity=place.activity.pk, manually=False)
    return _roll_up(place.seen, place.now)


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


def _place(seen: dict[str, Any], activity_id: int) -> Place:
    found = SQL.dicts("activity", activity=activity_id, course=seen["course_id"])
    if not found:
        raise Refused(_("The activity does not belong to this course."))
    [row] = found
    is_bound, has_content = bool(row.pop("is_bound")), bool(row.pop("has_content"))
    before = SQL.row("work", record=seen["record_id"], activity=activity_id) if seen["is_open"] else None
    is_live = before is not None and not before[2]
    return Place(
        record_id=seen["record_id"],
        user_id=seen["user_id"],
        course_id=seen["course_id"],
        activity=Activity(**row),
        number=1 if before is None else before[0] + (0 if is_live else 1),
        is_open=bool(seen["is_open"]),
        was_reset=seen["superseded_by_operation"] is not None,
        is_erased=bool(seen["is_erased"]),
        session_id=seen["session_id"],
        began_at=moment(seen["started_at"]) if seen["started_at"] else None,
        now=clock.now(),
        seen=seen,
        is_complete=before is not None and is_live and before[1] in COMPLETE,
        is_bound=is_bound,
        is_judged=row["kind"] in JUDGED and has_content,
        seconds=before[3] if before is not None and is_live else 0,
    )


def _timed(place: Place, work: Work) -> Work:
    """What counts of it: nothing completes before the time to be spent is over.

    What is judged is judged once, and does not wait.
    """
    is_over = place.is_judged or place.seconds + work.seconds >= (place.activity.min_seconds or 0)
    return work if is_over or work.status not in COMPLETE else replace(work, status=Status.ACTIVE, progress=_ALMOST)


def _open_for_staff(enrolment: Enrolment) -> None:
    now = clock.now()
    if enrolment.course.archived_at is not None:
        raise Refused(_("The course “%(course)s” is archived.") % {"course": enrolment.course.title})
    if SQL.execute("open_record", enrolment=enrolment.pk, opened_by=OpenedBy.STAFF, now=now) != 1:
        raise Overtaken("somebody else opened the record first")
    opened = SQL.row("current_record", enrolment=enrolment.pk)
    assert opened is not None
    record_event("record.opened", opened[0], now, opened_by=OpenedBy.STAFF)
    roll_up_programs(enrolment.user_id, enrolment.course_id, now, opened_by=OpenedBy.STAFF)


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
