"""Enrolments, learning records, work, sessions and events into their tables."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from django.db import connection
from django.db.models import Model

from milepost.base.dialect import FRAGMENTS
from milepost.base.sql import adapt_value, load_rows
from milepost.demo.attempts import Attempt, Work
from milepost.demo.history import Enrolled, Life
from milepost.demo.seed import chance, uuid_at
from milepost.demo.write_catalog import Catalogue
from milepost.ledger.models import Event
from milepost.people.models import User
from milepost.records.models import (
    ActivityRecord,
    CompletedBy,
    CourseRecord,
    Enrolment,
    OpenedBy,
    PlayerSession,
    ProgramEnrolment,
    Restart,
)

_ENROLMENT = ("user_id", "course_id", "enrolled_at", "recorded_at", "ended_at", "due_at", "restart")
_RECORD = (
    *("enrolment_id", "number", "user_id", "course_id", "opened_by", "opened_at", "status", "progress", "success"),
    *("score", "completed_at", "completed_by", "superseded_at", "real_status", "real_success"),
)
_WORK = (
    *("record_id", "activity_id", "number", "status", "progress", "score", "seconds", "state"),
    *("started_at", "changed_at", "completed_at", "completed_by"),
)
_SESSION = ("uuid", "record_id", "started_at", "seen_at", "closed_at")
_EVENT = ("tx", "epoch", "kind", "user_id", "course_id", "record_id", "occurred_at", "recorded_at", "data")

# A moment as the database stores it: most stand in several rows, and on SQLite each is made a text.
_stored = cache(adapt_value)


@dataclass
class Entry:
    """One attempt, and the keys of the rows that stand for it; that of the record is known once it is written."""

    asset_id: str
    attempt: Attempt
    number: int
    enrolment: int
    user: int
    course: int
    record: int = 0

    @property
    def since(self) -> dt.datetime:
        """When Milepost learnt of the record: its launch, or the import of it."""
        return self.attempt.opened_at or self.attempt.works[0].changed_at


def write(histories: list[Life], users: dict[str, User], catalogue: Catalogue) -> None:
    """Write everything that the learners went through, in the order in which it happened."""
    ProgramEnrolment.objects.bulk_create(
        ProgramEnrolment(
            user=users[life.person.login_id], program=catalogue.programs[asset], enrolled_at=moment, recorded_at=moment
        )
        for life in histories
        for asset, moment in life.programs
    )
    entries = _entries(histories, users, catalogue)
    load_rows(CourseRecord._meta.db_table, _RECORD, map(_record, entries))
    keys = {(enrolment, number): key for key, enrolment, number in _keys(CourseRecord, "enrolment", "number")}
    for entry in entries:
        entry.record = keys[entry.enrolment, entry.number]
    works = ((entry, work) for entry in entries for work in entry.attempt.works)
    load_rows(ActivityRecord._meta.db_table, _WORK, (_work(entry, work, catalogue) for entry, work in works))
    load_rows(PlayerSession._meta.db_table, _SESSION, _sessions(entries))
    load_rows(Event._meta.db_table, _EVENT, _events(entries, catalogue))


def _entries(histories: list[Life], users: dict[str, User], catalogue: Catalogue) -> list[Entry]:
    """Write the enrolments; returns their attempts by when they became known."""
    enrolled = sorted(
        (
            (users[life.person.login_id].pk, catalogue.courses[each.outline.asset_id].pk, each)
            for life in histories
            for each in life.enrolments
        ),
        key=lambda found: found[2].enrolled_at,
    )
    load_rows(Enrolment._meta.db_table, _ENROLMENT, (_enrolment(*found) for found in enrolled))
    keys = {(user, course): key for key, user, course in _keys(Enrolment, "user", "course")}
    entries = [
        Entry(each.outline.asset_id, attempt, number, keys[user, course], user, course)
        for user, course, each in enrolled
        for number, attempt in enumerate(each.attempts, start=1)
    ]
    return sorted(entries, key=attrgetter("since"))


def _keys(model: type[Model], *columns: str) -> Iterable[tuple[int, int, int]]:
    """The keys of all rows, each with what else tells it apart; there are none but ours."""
    return model._default_manager.values_list("pk", *columns)


def _enrolment(user: int, course: int, each: Enrolled) -> tuple[Any, ...]:
    restart = Restart.KEEP if each.outline.renewed is None else Restart.AFTER_COMPLETION
    return user, course, each.enrolled_at, each.enrolled_at, each.ended_at, each.due_at, str(restart)


def _record(entry: Entry) -> tuple[Any, ...]:
    attempt = entry.attempt
    return (
        entry.enrolment,
        entry.number,
        entry.user,
        entry.course,
        str(attempt.opened_by),
        _stored(attempt.opened_at),
        str(attempt.status),
        attempt.progress,
        attempt.success,
        attempt.score,
        _stored(attempt.completed_at),
        str(attempt.completed_by),
        _stored(attempt.superseded_at),
        "",
        "",
    )


def _work(entry: Entry, work: Work, catalogue: Catalogue) -> tuple[Any, ...]:
    return (
        entry.record,
        catalogue.activities[entry.asset_id, work.lesson.title].pk,
        1,
        str(work.status),
        work.progress,
        work.score,
        work.seconds,
        "",
        _stored(work.started_at),
        _stored(work.changed_at),
        _stored(work.completed_at),
        "" if work.completed_at is None else str(entry.attempt.completed_by or CompletedBy.RULE),
    )


def _sessions(entries: list[Entry]) -> Iterator[tuple[Any, ...]]:
    rng = chance("sessions")
    for entry in entries:
        for began, ended in entry.attempt.sessions:
            yield uuid_at(began, rng), entry.record, _stored(began), _stored(ended), _stored(ended)


def _events(entries: list[Entry], catalogue: Catalogue) -> list[tuple[Any, ...]]:
    """The lines of the ledger by when they were recorded, as launches, commits and imports would write them."""
    place = _place()
    told = [
        (recorded, occurred, kind, entry, data)
        for entry in entries
        for recorded, occurred, kind, data in _happenings(entry, catalogue)
    ]
    told.sort(key=itemgetter(0))
    return [
        (
            *place,
            kind,
            entry.user,
            entry.course,
            entry.record,
            _stored(occurred),
            _stored(recorded),
            json.dumps(data),
        )
        for recorded, occurred, kind, entry, data in told
    ]


def _happenings(
    entry: Entry, catalogue: Catalogue
) -> Iterator[tuple[dt.datetime, dt.datetime | None, str, dict[str, Any]]]:
    """What the ledger says of one record: recorded when, true when, what, with which details."""
    attempt = entry.attempt
    if attempt.opened_by == OpenedBy.IMPORT:
        data = {"status": str(attempt.status), "activities": len(attempt.works)}
        yield entry.since, attempt.completed_at, "record.imported", data
        return
    yield entry.since, entry.since, "record.opened", {"opened_by": str(attempt.opened_by)}
    for work in attempt.works:
        if work.completed_at is not None:
            activity = catalogue.activities[entry.asset_id, work.lesson.title]
            done = {"activity": activity.pk, "manually": False}
            yield work.completed_at, work.completed_at, "activity.completed", done
    if attempt.completed_at is not None:
        yield attempt.completed_at, attempt.completed_at, "course.completed", {"manually": False}


def _place() -> tuple[str, int]:
    """The transaction that all of this is written in, and its epoch, as the ledger names them."""
    dialect = FRAGMENTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {dialect['tx']}, {dialect['epoch']}")
        tx, epoch = cursor.fetchone()
        return str(tx), epoch
