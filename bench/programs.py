"""Programs for the benchmark: ten of three courses each, joined by learners who are in all three.

A program command stands for four items a program: the program and its three courses, of which a learner has begun two
on average. So about as many items change as for the other commands, and a quarter as many again are skipped. Only the
round that measures programs has them: learners whose courses belong to no program do not pay for what is above.
"""

from typing import TYPE_CHECKING

from django.db import connection, transaction

from milepost.base import clock
from milepost.base.ids import new_uuid
from milepost.base.sql import adapt, load_rows

if TYPE_CHECKING:
    from bench.population import Size

_PROGRAMS = 10
_COURSES = 3

# Learners who are in all courses of a program.
_WHO = """
    SELECT e.user_id, (e.course_id - 1) / 3 + 1 AS program_id
      FROM records_enrolment e
     GROUP BY e.user_id, (e.course_id - 1) / 3 + 1
    HAVING count(*) = 3
     ORDER BY e.user_id, (e.course_id - 1) / 3 + 1
     LIMIT {programs}
"""
_ENROLMENTS = """
    INSERT INTO records_programenrolment (user_id, program_id, enrolled_at, recorded_at, restart)
    SELECT w.user_id, w.program_id, %(now)s, %(now)s, 'keep' FROM ({who}) w
"""
_RECORDS = """
    INSERT INTO records_programrecord
           (enrolment_id, number, user_id, program_id, opened_by, opened_at, status, progress, success, completed_by,
            real_status, real_success)
    SELECT e.id, 1, e.user_id, e.program_id, 'launch', %(now)s, 'active', 0.0, '', '', '', ''
      FROM records_programenrolment e
     ORDER BY e.id
"""


def pairs(size: "Size") -> list[tuple[str, str]]:
    """Login id and asset id of each program that is reset."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT u.login_id, w.program_id FROM ({_who(size)}) w JOIN people_user u ON u.id = w.user_id")
        return [(login, f"P-{program:02}") for login, program in cursor.fetchall()]


def add_programs(size: "Size") -> None:
    """Make the programs, their enrolments and records; not measured."""
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        load_rows(
            "catalog_program",
            ("id", "uuid", "asset_id", "title", "description", "created_at"),
            ((n, new_uuid(), f"P-{n:02}", f"Program {n}", "", now) for n in range(1, _PROGRAMS + 1)),
        )
        load_rows(
            "catalog_programcourse",
            ("program_id", "course_id", "position", "added_at"),
            (
                (n, (n - 1) * _COURSES + place, place, now)
                for n in range(1, _PROGRAMS + 1)
                for place in range(1, _COURSES + 1)
            ),
        )
        for statement in (_ENROLMENTS, _RECORDS):
            cursor.execute(statement.replace("{who}", _who(size)), adapt({"now": now}))
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE records_programenrolment, records_programrecord, catalog_programcourse")


def _who(size: "Size") -> str:
    return _WHO.format(programs=size.items // _COURSES)
