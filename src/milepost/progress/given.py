"""Rows as somebody gave them, on their way into the database: a few as a parameter, many in tables.

`FEW` decides. Either way `given.sql` reads them from `${rows_given}`, `${learners_given}` and `${contents_given}`: a
row says its learner and its content by the places of their names, so that a name that stands in many rows is looked
up once.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from milepost.base.ids import parse_uuid
from milepost.base.sql import SqlFile, adapt_value, load_rows
from milepost.progress import details
from milepost.progress.rows import Names, Rows
from milepost.progress.selection import DETAILED, SQL

FEW = 1_000  # up to so many rows need no tables

_TOGETHER = 200  # rows in one INSERT: half of what a row costs is to begin and to end its statement
_ROW = ("line", "learner", "content", "wanted")
_LEARNER = ("place", "name", "uuid", "email")
_CONTENT = ("place", "kind", "content", "content_uuid", "activity", "activity_uuid")
_YES = frozenset({"true", "wahr", "1", "yes", "ja"})
_NO = frozenset({"false", "falsch", "0", "no", "nein"})


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


@contextmanager
def given(rows: Rows, *, has_details: bool) -> Iterator[Given]:
    """Make rows readable for statements within the block."""
    first = _first(rows.batches)
    if has_details or sum(len(batch[0]) for batch in first) > FEW:
        yield _in_tables(replace(rows, batches=chain(first, rows.batches)), has_details=has_details)
        for table in ("rows", "learner_names", "content_names"):
            SQL.execute(f"drop_{table}")
        return
    learners: Names[str] = Names()
    lines, contents = list(_lines(replace(rows, batches=iter(first)), learners)), list(_contents(rows))
    tables = {"rows": lines, "learners": _learners(learners), "contents": contents}
    parameters = {name: _as_json(table) for name, table in tables.items()}
    yield Given(_reading(SQL, "parameter", found="found", items="judged"), parameters, True, _kinds(contents))


def _in_tables(rows: Rows, *, has_details: bool) -> Given:
    learners: Names[str] = Names()
    SQL.execute("create_rows")
    columns = (*_ROW, *details.COLUMNS) if has_details else _ROW
    load_rows("staged_row", columns, _lines(rows, learners, has_details=has_details), together=_TOGETHER)
    SQL.execute("create_learner_names")
    load_rows("staged_learner_name", _LEARNER, _learners(learners))
    SQL.execute("create_content_names")
    contents = list(_contents(rows))
    load_rows("staged_content_name", _CONTENT, contents)
    sql = DETAILED if has_details else SQL
    sql.execute("prepare_rows")
    sql.execute("analyze_learner_names")
    return Given(_reading(sql, "table", found="staged_found", items="faultless"), {}, False, _kinds(contents))


def _reading(sql: SqlFile, where: str, *, found: str, items: str) -> SqlFile:
    """The statements as they read what was given from a `table` each, or from a `parameter`."""
    given = {f"{name}_given": f"${{{name}_in_{where}}}" for name in ("rows", "learners", "contents")}
    return sql.with_fragments(found_given=found, items_given=f"${{{items}}}", **given)


def _first(batches: Iterator[Sequence[Sequence[Any]]]) -> list[Sequence[Sequence[Any]]]:
    """Enough to tell whether there are more than `FEW` rows."""
    first, count = [], 0
    for batch in batches:
        first.append(batch)
        count += len(batch[0])
        if count > FEW:
            break
    return first


def _lines(rows: Rows, learners: Mapping[str, int], *, has_details: bool = False) -> Iterator[tuple[Any, ...]]:
    """As `_ROW` has them, and then `details.COLUMNS`, if there are details."""
    wanted: list[str] = []  # what each of the answers means that are there so far
    for lines, contents, answers, names, *said in rows.batches:
        wanted.extend(map(_wanted, rows.answers[len(wanted) :]))
        places, meant = map(learners.__getitem__, names), map(wanted.__getitem__, answers)
        columns = zip(lines, places, contents, meant, strict=True)
        if has_details:
            yield from ((*line, *detail) for line, detail in zip(columns, map(details.columns, *said), strict=True))
        else:
            yield from columns


def _learners(names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """As `_LEARNER` has them."""
    for place, name in enumerate(map(_text, names)):
        yield place, name, parse_uuid(name), name.lower() if "@" in name else None


def _contents(rows: Rows) -> Iterator[tuple[Any, ...]]:
    """As `_CONTENT` has them."""
    for place, (kind, *names) in enumerate(rows.contents):
        content, activity = map(_text, names)
        yield place, _text(kind).lower(), content, parse_uuid(content), activity, parse_uuid(activity)


def _kinds(contents: Iterable[tuple[Any, ...]]) -> frozenset[str]:
    return frozenset(kind for _place, kind, *_names in contents)


def _as_json(rows: Iterable[tuple[Any, ...]]) -> str:
    return json.dumps([[adapt_value(value) for value in row] for row in rows], ensure_ascii=False, default=str)


def _text(text: str) -> str:
    """Without blanks around it; NUL, which no database stores in text, is nobody's id."""
    text = text.strip()
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def _wanted(text: str) -> str:
    """TRUE and FALSE as people write them (R44)."""
    word = text.strip().lower()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    return "bad" if word else "missing"
