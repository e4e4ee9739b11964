"""The doctor: each invariant of the design, looked at over the whole database.

Most invariants are one named statement in `sql/doctor_*.sql`; the name of the statement is the name of the invariant.
`declared.py` writes the statements for what the models declare, `house.py` looks at the database itself. What each
invariant says stands in `sentences.py`, and why in docs/reference/invariants.md.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db import connection

from milepost.base import clock
from milepost.base.sql import SqlFile, adapt
from milepost.checks import declared, house
from milepost.checks.sentences import SENTENCES

FILES = (
    *("milepost.progress:items.sql", "doctor.sql", "doctor_records.sql", "doctor_programs.sql", "doctor_work.sql"),
    *("doctor_player.sql", "doctor_rules.sql", "doctor_operations.sql", "doctor_items.sql", "doctor_changes.sql"),
    "doctor_erased.sql",
)
SQL = SqlFile(__package__, *FILES)

# How many of the rows that break an invariant are named; the others are counted.
NAMED = 20
# By how much the clocks of several hosts may differ.
_CLOCKS_DIFFER = dt.timedelta(minutes=5)

Seen = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that breaks an invariant.

    `row` names it within `table`, as “id 17” or “operation 3, position 12”; `sentence` says what should hold and what
    was found instead.
    """

    invariant: str
    table: str
    row: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an examination came to.

    `invariants`: how many there are. `broken`: for each broken one up to `NAMED` rows. `counts`: how many rows break
    it, for each broken one.
    """

    invariants: int
    broken: tuple[Finding, ...]
    counts: dict[str, int]

    @property
    def is_content(self) -> bool:
        """Whether every invariant holds."""
        return not self.counts


def names() -> tuple[str, ...]:
    """The names of all invariants, in the order in which they are looked at."""
    return (*house.INVARIANTS, *declared.INVARIANTS, *SQL)


def examine() -> list[Finding]:
    """The rows that break an invariant, up to `NAMED` for each; empty when every invariant holds."""
    return list(diagnose().broken)


def examine_data() -> list[Finding]:
    """The same for the data alone, without the database itself: on a small one a matter of milliseconds."""
    return [_finding(name, *row) for name, look in _looks_at_data() for row in look()[0]]


def diagnose(on_progress: Callable[[int, int], None] | None = None) -> Diagnosis:
    """Look at every invariant; nothing is changed or locked.

    `on_progress` is told how many have been looked at, and how many there are. A database whose migrations are not
    applied is not looked at further: its tables are not those that the statements mean.
    """
    total, broken, counts = len(names()), list[Finding](), dict[str, int]()
    for done, (name, look) in enumerate(_looks(), start=1):
        seen, count = look()
        broken.extend(_finding(name, *row) for row in seen)
        if count:
            counts[name] = count
        if on_progress is not None:
            on_progress(done, total)
        if name == "migrations_applied" and count:
            break
    return Diagnosis(total, tuple(broken), counts)


def _looks() -> Iterator[tuple[str, Callable[[], tuple[list[Seen], int]]]]:
    """Each invariant with what looks at it: up to `NAMED` rows that break it, and the number of all."""
    for name, find in house.INVARIANTS.items():
        yield name, partial(_find, find)
    yield from _looks_at_data()


def _looks_at_data() -> Iterator[tuple[str, Callable[[], tuple[list[Seen], int]]]]:
    for name, write in declared.INVARIANTS.items():
        yield name, partial(_select, write)
    for name in SQL:
        yield name, partial(_select, partial(SQL.text, name))


def _find(find: Callable[[], Iterator[Seen]]) -> tuple[list[Seen], int]:
    seen = list(find())
    return seen[:NAMED], len(seen)


def _select(write: Callable[[], str]) -> tuple[list[Seen], int]:
    """Run the statement of an invariant. Rows come in the order of their keys, which are texts: shorter ones first."""
    shown = (
        "SELECT broken.table_name, broken.row_id, broken.detail, count(*) OVER () "  # noqa: S608 - our own text
        f"FROM ({write()}) broken ORDER BY broken.table_name, length(broken.row_id), broken.row_id LIMIT {NAMED}"
    )
    with connection.cursor() as cursor:
        cursor.execute(shown, adapt({"soon": clock.now() + _CLOCKS_DIFFER}))
        rows = cursor.fetchall()
    return [(table, row, detail) for table, row, detail, _ in rows], rows[0][3] if rows else 0


def _finding(invariant: str, table: str, row: str, detail: str) -> Finding:
    return Finding(invariant, table, row, f"{SENTENCES[invariant]} ({detail})")
