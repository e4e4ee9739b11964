"""Named SQL: statements live in `.sql` files beside their one caller and run on both databases.

A file is a list of sections::

    -- name: supersede
    -- The current record of each item, closed by this operation.
    UPDATE ... SET superseded_at = %(now)s ...

    -- fragment: current_record
    r.superseded_at IS NULL AND r.voided_at IS NULL

Parameters are written `%(name)s`. `${name}` is replaced by a fragment of the same file, of a file that was loaded
before it, or of `dialect.py`.
"""

import copy
import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from itertools import chain, islice
from string import Template
from typing import Any

from django.db import connection, transaction

from milepost.base.dialect import FRAGMENTS

# How deep fragments may stand in one another.
_DEPTH = 20

# What either database stores as it is; looked up because a million rows have many values.
_PLAIN = frozenset({int, str, float, bool, type(None)})

_BATCH = 10_000  # rows that wait to be written

_HEADING = re.compile(r"^-- (name|fragment): (\w+)\s*$", re.MULTILINE)


class SqlFile:
    """The statements of one or more `.sql` files of a package's `sql` folder, or `package:file` of another one's.

    Raises `KeyError` for a name that no file has, and for a parameter or fragment that is missing.
    """

    def __init__(self, package: str, *files: str) -> None:
        self._statements: dict[str, str] = {}
        self._fragments: dict[str, str] = {}
        for file in files:
            owner, _, name = file.rpartition(":")
            self._read((resources.files(owner or package) / "sql" / name).read_text(encoding="utf-8"))

    def _read(self, text: str) -> None:
        parts = _HEADING.split(text)
        for kind, name, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            shelf = self._statements if kind == "name" else self._fragments
            if name in shelf:
                raise ValueError(f"{kind} {name!r} is there twice")
            shelf[name] = body.strip().rstrip(";")

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def text(self, name: str) -> str:
        """The statement as the database in use gets it."""
        return self._filled(name, self._statements[name])

    def fragment(self, name: str) -> str:
        """The fragment as the database in use gets it, for the statements of another file."""
        return self._filled(name, self._fragments[name])

    def _filled(self, name: str, text: str) -> str:
        fragments = self._fragments | FRAGMENTS[connection.vendor]
        for _depth in range(_DEPTH):
            if "${" not in text:
                return text
            text = Template(text).substitute(fragments)
        raise ValueError(f"the fragments of {name!r} hold themselves")

    def with_fragments(self, **fragments: str) -> "SqlFile":
        """The same statements, with fragments that are known only now. They come from code, never from input."""
        made = copy.copy(self)
        made._fragments = self._fragments | fragments
        return made

    def execute(self, name: str, **params: Any) -> int:
        """Run a statement; returns the number of rows that it wrote (or, for a SELECT, -1)."""
        with connection.cursor() as cursor:
            cursor.execute(self.text(name), adapt(params))
            return int(cursor.rowcount)

    def rows(self, name: str, **params: Any) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        with connection.cursor() as cursor:
            cursor.execute(self.text(name), adapt(params))
            return list(cursor.fetchall())

    def dicts(self, name: str, **params: Any) -> list[dict[str, Any]]:
        """All rows of a SELECT, by column name."""
        with connection.cursor() as cursor:
            cursor.execute(self.text(name), adapt(params))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, name: str, **params: Any) -> tuple[Any, ...] | None:
        """The first row of a SELECT, else None."""
        with connection.cursor() as cursor:
            cursor.execute(self.text(name), adapt(params))
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row

    def stream(self, name: str, *, size: int = 10_000, **params: Any) -> Iterator[Sequence[tuple[Any, ...]]]:
        """The rows of a SELECT in batches of `size`; the whole never stands in memory. Needs a transaction."""
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(self.text(name), adapt(params))
            while batch := cursor.fetchmany(size):
                yield batch


def adapt(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as the database in use compares them.

    An aware datetime or a UUID bound into raw SQL on SQLite as it is compares equal to nothing, silently.
    """
    return {name: adapt_value(value) for name, value in params.items()}


def moment(value: Any) -> dt.datetime:
    """A moment that a statement has found, aware.

    SQLite hands over what it keeps, in UTC without saying so: a text where the column is not one of a table.
    """
    found = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def adapt_value(value: Any) -> Any:
    """One value as the database in use stores it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def load_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, together: int = 1) -> int:
    """Write many rows by the database's fastest honest way: COPY, or one prepared INSERT. Returns their number.

    `rows` may be a generator; it is read once. Table and column names come from code, never from input.
    `together`: how many rows one INSERT takes on SQLite, which allows 32,766 values in it. More than one is for tables
    without an index: beside one it is slower, since SQLite keeps the pages that the statement changes, to take all of
    it back.
    """
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _copy(cursor, f"COPY {table} ({names}) FROM STDIN", rows)
        insert = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608
        return _insert(cursor, insert, len(columns), rows, together)


def _insert(cursor: Any, insert: str, width: int, rows: Iterable[Sequence[Any]], together: int) -> int:
    row, count, values = f"({', '.join(['%s'] * width)})", 0, chain.from_iterable(rows)
    while batch := _adapted(list(islice(values, _BATCH * width))):
        whole = len(batch) - len(batch) % (together * width)
        for number, part in ((together, batch[:whole]), (1, batch[whole:])):
            cursor.executemany(insert + ", ".join([row] * number), _pieces(part, number * width))
        count += len(batch) // width
    return count


def _pieces(values: list[Any], size: int) -> list[list[Any]]:
    return [values[at : at + size] for at in range(0, len(values), size)]


def _adapted(values: list[Any]) -> list[Any]:
    return values if _PLAIN.issuperset(map(type, values)) else list(map(adapt_value, values))


def _copy(cursor: Any, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
