"""Rows as somebody gave them, on their way into the database: a few as a parameter, many in tables.

`FEW` decides. Either way `given.sql` reads them from `${rows_given}` and `${names_given}`: a row says its content by
the place of a name, so that a name that stands in a million rows is looked up once.
"""

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from milepost.base.ids import parse_uuid
from milepost.base.sql import SqlFile, adapt_value, load_rows
from milepost.progress import details
from milepost.progress.selection import DETAILED, SQL

FEW = 1_000  # up to so many rows need no tables

_ROW = ("line", "learner", "learner_uuid", "learner_email", "content", "wanted")
_NAME = ("place", "kind", "content", "content_uuid", "activity", "activity_uuid")
_YES = frozenset({"true", "wahr", "1", "yes", "ja"})
_NO = frozenset({"false", "falsch", "0", "no", "nein"})


@dataclass(slots=True)  # not frozen: that would cost a second for a million of them
class Row:
    """One row as somebody wrote it: a learner, a content, and whether it is wanted, each as text.

    `line` is the row's number as a spreadsheet counts (the heading is 1), or its place in a list from 1. `kind` says
    what the content is: course, activity or program. An activity is named by `activity` within the course `content`,
    or by `content` alone.

    `completed_on` (2026-11-20), `score` (per cent, with a point), `seconds` (of time spent elsewhere: then it is
    imported work, R21) and `reason` are for marks, and looked at only where the request says that there are details.
    """

    line: int
    learner: str
    content: str
    wanted: str = "TRUE"
    kind: str = "course"
    activity: str = ""
    completed_on: str = ""
    score: str = ""
    seconds: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Given:
    """Rows that statements can read now.

    - `sql`: the statements, which read them where they are; `parameters`: what those need for it.
    - `are_few`: whether they are a parameter.
    - `kinds`: the kinds of content that the rows name, as they were written.
    """

    sql: SqlFile
    parameters: Mapping[str, str]
    are_few: bool
    kinds: frozenset[str]


class _Names:
    """The names of content in the order in which they were first met."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str, str], int] = {}

    def rows(self) -> Iterator[tuple[Any, ...]]:
        for (kind, content, activity), place in self._places.items():
            content, activity = _text(content), _text(activity)
            yield place, _kind(kind), content, parse_uuid(content), activity, parse_uuid(activity)

    def kinds(self) -> frozenset[str]:
        return frozenset(_kind(kind) for kind, _content, _activity in self._places)

    def line(self, row: Row) -> tuple[Any, ...]:
        """The row as `_ROW` has it; its name is added to the names."""
        name = (row.kind, row.content, row.activity)
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = len(self._places)
        learner = _text(row.learner)
        email = learner.lower() if "@" in learner else None
        return row.line, learner, parse_uuid(learner), email, place, _wanted(row.wanted)


@contextmanager
def given(rows: Iterable[Row], *, has_details: bool) -> Iterator[Given]:
    """Make rows readable for statements within the block. `rows` is read once."""
    rest, names = iter(rows), _Names()
    first = list(islice(rest, FEW + 1))
    if len(first) > FEW or has_details:
        yield _in_tables(chain(first, rest), names, has_details=has_details)
        SQL.execute("drop_rows")
        SQL.execute("drop_names")
        return
    parameters = {"rows": _as_json(map(names.line, first)), "names": _as_json(names.rows())}
    sql = SQL.with_fragments(
        rows_given="${rows_in_parameter}", names_given="${names_in_parameter}", found_given="found"
    )
    yield Given(sql, parameters, True, names.kinds())


def _in_tables(rows: Iterable[Row], names: _Names, *, has_details: bool) -> Given:
    SQL.execute("create_rows")
    if has_details:
        both = ((*names.line(row), *details.columns(row)) for row in rows)
        load_rows("staged_row", (*_ROW, *details.COLUMNS), both)
    else:
        load_rows("staged_row", _ROW, map(names.line, rows))
    SQL.execute("create_names")
    load_rows("staged_name", _NAME, names.rows())
    SQL.execute("analyze_rows")
    sql = DETAILED if has_details else SQL
    sql = sql.with_fragments(
        rows_given="${rows_in_table}", names_given="${names_in_table}", found_given="staged_found"
    )
    return Given(sql, {}, False, names.kinds())


def _as_json(rows: Iterable[tuple[Any, ...]]) -> str:
    return json.dumps([[adapt_value(value) for value in row] for row in rows], ensure_ascii=False, default=str)


def _text(text: str) -> str:
    """Without blanks around it; NUL, which no database stores in text, is nobody's id."""
    text = text.strip()
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def _kind(text: str) -> str:
    return _text(text).lower()


@functools.lru_cache(maxsize=64)
def _wanted(text: str) -> str:
    """TRUE and FALSE as people write them (R44)."""
    word = text.strip().lower()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    return "bad" if word else "missing"
