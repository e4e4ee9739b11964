"""From rows to items: who and what is meant, and what is wrong with it (R44). Nothing is changed here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from milepost.base.ids import parse_uuid
from milepost.base.sql import SqlFile, load_rows
from milepost.progress.models import Operation

SQL = SqlFile(__package__, "stage.sql")

_YES = frozenset({"true", "wahr", "1", "yes", "ja"})
_NO = frozenset({"false", "falsch", "0", "no", "nein"})

_COLUMNS = ("line", "learner", "learner_uuid", "learner_email", "content", "content_uuid", "wanted")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as somebody wrote it: a learner, a content, and whether it is wanted, each as text.

    `line` is the row's number as a spreadsheet counts (the heading is 1), or its place in a list from 1.
    """

    line: int
    learner: str
    content: str
    wanted: str = "TRUE"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one row: its code (R44), and the column that it stands in.

    `column` is learner, content, wanted, or row for what concerns all of it.
    """

    line: int
    column: str
    code: str


def stage(operation: Operation, rows: Iterable[Row]) -> None:
    """Write the operation's items, each with its faults; sets the operation's counts, without saving them."""
    SQL.execute("create_rows")
    load_rows("staged_row", _COLUMNS, _columns(rows))
    SQL.execute("analyze_rows")
    SQL.execute("items", operation=operation.pk)
    SQL.execute("drop_rows")
    count_items(operation)


def count_items(operation: Operation) -> None:
    """Set the operation's number of items, last position and faults from the items that there are."""
    counted = SQL.row("count_items", operation=operation.pk)
    assert counted is not None
    operation.items_total, operation.last_position, operation.faults = counted


def faults(operation: Operation) -> Iterator[Fault]:
    """Every fault, by line, and within a line in column order."""
    for line, codes in SQL.rows("faults", operation=operation.pk):
        for code in codes.split():
            column, _, name = code.partition(".")
            yield Fault(line, column, name)


def _columns(rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    """Rows as the staging table wants them; NUL, which no database stores in text, is nobody's id."""
    for row in rows:
        learner = row.learner.strip().replace("\x00", "\ufffd")
        content = row.content.strip().replace("\x00", "\ufffd")
        yield (
            row.line,
            learner,
            parse_uuid(learner),
            learner.lower() if "@" in learner else None,
            content,
            parse_uuid(content),
            _wanted(row.wanted),
        )


def _wanted(text: str) -> str:
    """TRUE and FALSE as people write them (R44)."""
    word = text.strip().lower()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    return "bad" if word else "missing"
