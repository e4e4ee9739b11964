"""F1, the floor: writing a command's events and nothing else, as fast as the database takes plain rows.

The rows have nine columns, are rendered before the clock starts, and hold what a reset's events hold. They go into a
logged table with a primary key and one index, on (user, course), which they hit at random, by the database's fastest
honest way: one COPY on PostgreSQL, one executemany in one transaction on SQLite. The clock stops when the commit has
returned. The ledger itself is indexed by record; so its own index is hit less at random than the floor's.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from bench.timing import seconds

_COLUMNS = "id, kind, operation_id, user_id, course_id, record_id, occurred_at, recorded_at, data"
_TABLES = {
    "sqlite": "id integer PRIMARY KEY, kind varchar(40) NOT NULL, operation_id bigint, user_id bigint, "
    "course_id bigint, record_id bigint, occurred_at datetime, recorded_at datetime NOT NULL, data text NOT NULL",
    "postgresql": "id bigint PRIMARY KEY, kind varchar(40) NOT NULL, operation_id bigint, user_id bigint, "
    "course_id bigint, record_id bigint, occurred_at timestamptz, recorded_at timestamptz NOT NULL, "
    "data text NOT NULL",
}
_BLOCK = 1_000  # rows in one call of COPY


class Floor:
    """The rows of F1, rendered once; `measure` writes them and takes them away again."""

    def __init__(self, count: int) -> None:
        rows = _events(count)
        if len(rows) != count:
            raise ValueError(f"{len(rows)} rows instead of {count}")
        self._write: Callable[[], None]
        if connection.vendor == "postgresql":
            self._blocks = [_as_copy_text(rows[n : n + _BLOCK]) for n in range(0, count, _BLOCK)]
            self._write = self._copy
        else:
            self._rows = rows
            self._write = self._insert

    def measure(self) -> float:
        """Seconds that the rows take."""
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bench_floor ({_TABLES[connection.vendor]})")
            cursor.execute("CREATE INDEX bench_floor_learner ON bench_floor (user_id, course_id)")
        taken = seconds(self._write)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_floor")
        return taken

    def _copy(self) -> None:
        statement = f"COPY bench_floor ({_COLUMNS}) FROM STDIN"
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
            for block in self._blocks:
                copy.write(block)

    def _insert(self) -> None:
        marks = ", ".join(["?"] * len(_COLUMNS.split(",")))
        with transaction.atomic(), connection.cursor() as cursor:
            # The driver's own cursor: Django's would rewrite the statement.
            driver: Any = cursor.connection.cursor()
            driver.executemany(f"INSERT INTO bench_floor ({_COLUMNS}) VALUES ({marks})", self._rows)


def _events(count: int) -> list[tuple[Any, ...]]:
    """Rows as events are: in the order of the enrolments, which is a random one of learners and courses."""
    moment = "CAST(r.opened_at AS text)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT row_number() OVER (ORDER BY r.enrolment_id), 'progress.reset', 1, r.user_id, r.course_id, r.id, "
            f"{moment}, {moment}, '{{\"activities\": 4}}' FROM records_courserecord r "
            f"WHERE r.superseded_at IS NULL ORDER BY r.enrolment_id LIMIT {count}"
        )
        return list(cursor.fetchall())


def _as_copy_text(rows: list[tuple[Any, ...]]) -> bytes:
    """COPY's text format. None of the values needs escaping."""
    return "".join("\t".join(map(str, row)) + "\n" for row in rows).encode()
