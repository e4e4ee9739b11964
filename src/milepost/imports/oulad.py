"""`milepost import oulad`: the Open University Learning Analytics dataset as users, courses and learning records.

What is there already is recognised (by login id, asset id, learner and course) and left exactly as it is: an import
never reopens, changes or adds to a learning record that exists, whatever a reset or a mark has made of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import MilepostError
from milepost.base.ids import new_uuid
from milepost.base.sql import SqlFile, load_rows
from milepost.imports.oulad_files import FIRST_DAY, Files, Place, read_files
from milepost.records.models import Status

SQL = SqlFile(__package__, "oulad.sql")

_TABLES = ("course", "activity", "user", "enrolment", "result", "record")
_STATUS = {
    "Pass": Status.COMPLETED,
    "Distinction": Status.COMPLETED,
    "Fail": Status.FAILED,
    "Withdrawn": Status.ACTIVE,
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of rows, a kind each; `records` are learning records of courses, `results` those of activities."""

    users: int
    courses: int
    activities: int
    enrolments: int
    records: int
    results: int


@dataclass(frozen=True, slots=True)
class Summary(Counts):
    """What an import came to.

    - The numbers of `Counts`: what the database now holds of that which the files stand for, whenever brought in.
    - `completed`: how many of the learning records are complete.
    - `added`: what this import has written. One event is written beside each record and is not counted.
    - `left_out`: results that the files hold and that were not added, since their learning record was there before.
    """

    completed: int
    added: Counts
    left_out: int

    @property
    def changed(self) -> int:
        """How many rows this import has written."""
        return sum(asdict(self.added).values())


def _say_nothing(_text: str) -> None:
    pass


def load(folder: Path, *, without_banked: bool = False, say: Callable[[str], None] = _say_nothing) -> Summary:
    """Bring in the files of a folder, in one transaction: all of it or nothing.

    `without_banked` leaves out the results that were carried over from an earlier presentation. `say` is told what is
    being done. Raises `Refused` for the first thing that is wrong with the files.
    """
    say(_("Reading the files in %(folder)s.") % {"folder": folder})
    files = read_files(folder)
    try:
        with transaction.atomic():
            offered = _stage(files, without_banked=without_banked)
            say(_("Writing users, courses and learning records."))
            summary = _write(files, offered)
            for table in _TABLES:
                SQL.execute(f"drop_incoming_{table}")
    except IntegrityError as error:
        raise MilepostError(
            _("Somebody else added the same learners at the same moment. Nothing was changed. Run the command again.")
        ) from error
    return summary


def _stage(files: Files, *, without_banked: bool) -> int:
    """Put the files into temporary tables. Returns the number of results in them."""
    for table in _TABLES:
        SQL.execute(f"create_incoming_{table}")
    courses = files.courses.values()
    _fill(
        "course",
        ("number", "uuid", "asset_id", "title", "exists_since"),
        ((c.number, new_uuid(), c.asset_id, c.title, c.moment(FIRST_DAY)) for c in courses),
    )
    _fill(
        "activity",
        ("number", "course", "uuid", "asset_id", "kind", "title", "position", "weight"),
        (
            (a.number, a.course.number, new_uuid(), a.asset_id, a.kind, a.title, a.position, a.weight)
            for a in files.assessments.values()
        ),
    )
    _fill("user", ("number", "uuid", "login_id"), ((n, new_uuid(), login) for login, n in files.students.items()))
    _fill(
        "enrolment",
        ("number", "learner", "course", "enrolled_at", "status", "completed_at"),
        (_enrolment(place) for place in files.places.values()),
    )
    results = _fill("result", ("enrolment", "activity", "submitted_at", "score"), _results(files, without_banked))
    SQL.execute("analyze_incoming")
    return results


def _fill(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    return load_rows(f"incoming_{table}", columns, rows)


def _enrolment(place: Place) -> tuple[Any, ...]:
    status = _STATUS[place.result].value
    return place.number, place.student, place.course.number, place.enrolled_at, status, place.completed_at


def _results(files: Files, without_banked: bool) -> Iterator[tuple[Any, ...]]:
    for result in files.results():
        if not (without_banked and result.is_banked):
            yield result.place.number, result.assessment.number, result.submitted_at, result.score


def _write(files: Files, offered: int) -> Summary:
    """From the temporary tables to the real ones; each step looks up the keys that the next one needs."""
    now, yes_and_no = clock.now(), {"yes": True, "no": False}
    users = SQL.execute("add_users", now=now, no_password=make_password(None), **yes_and_no)
    SQL.execute("find_users")
    courses = SQL.execute("add_courses", **yes_and_no)
    SQL.execute("find_courses")
    activities = SQL.execute("add_activities", **yes_and_no)
    SQL.execute("find_activities")
    enrolments = SQL.execute("add_enrolments", now=now)
    SQL.execute("find_enrolments")
    SQL.execute("analyze_enrolments")
    SQL.execute("find_records")
    records = SQL.execute("add_records")
    results = SQL.execute("add_results", now=now)
    SQL.execute("add_events", now=now)
    added = Counts(users, courses, activities, enrolments, records, results)
    SQL.execute("analyze_records")
    [(standing_records, completed)] = SQL.rows("standing_records")
    [(standing_results,)] = SQL.rows("standing_results")
    return Summary(
        users=len(files.students),
        courses=len(files.courses),
        activities=len(files.assessments),
        enrolments=len(files.places),
        records=standing_records,
        results=standing_results,
        completed=completed,
        added=added,
        left_out=offered - standing_results,
    )
