"""Reading a whole database as it is at one moment, while others go on writing to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from milepost.backup.tables import Table
from milepost.backup.values import ENCODERS, encode_row
from milepost.base.errors import MilepostError

_ROWS = 2_000  # read from SQLite at a time
_PIECE = 1 << 20  # bytes gathered from PostgreSQL, which gives a row at a time

# How PostgreSQL spells values, whatever the server is set to.
SPELLING = (
    "SET LOCAL datestyle TO 'ISO, YMD'",
    "SET LOCAL timezone TO 'UTC'",
    "SET LOCAL extra_float_digits TO 1",
    "SET LOCAL bytea_output TO 'hex'",
)


@contextmanager
def snapshot() -> Iterator[None]:
    """In this block the database stands still for us, and for us alone. Nothing can be written in it.

    PostgreSQL: REPEATABLE READ. SQLite: a transaction that only reads, so it is begun past Django, whose transactions
    begin as writers (settings.py).
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for setting in SPELLING:
                cursor.execute(setting)
            cursor.execute("SELECT 1")  # it is the first look that fixes the moment
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute("SELECT 1 FROM sqlite_master")  # here too, and only a look at a table
            cursor.fetchall()
            yield
        finally:
            cursor.execute("ROLLBACK")


def migrations() -> list[tuple[str, str]]:
    """The applied migrations, as (app, name), in order; none where there is no table of them."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return []
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted((app, name) for app, name in cursor.fetchall())


def count(table: Table) -> int:
    """The number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_quoted(table.name)}")  # noqa: S608 - names come from the models
        return int(cursor.fetchone()[0])


def last_number(table: Table) -> int:
    """The highest key that was ever given out, also to rows that are gone: no other row shall get it. 0: none."""
    if table.counter is None:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
            found = cursor.fetchone()
            return int(found[0]) if found else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted(table.name), table.counter])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
        return int(cursor.fetchone()[0])


def lines(table: Table) -> Iterator[bytes]:
    """The rows in the order of their keys, as pieces of whole lines (`values.py`); never the whole table at once.

    Raises `MilepostError`, naming the table, for a value that is not of its column's kind.
    """
    read: Callable[[Table], Iterator[bytes]] = _from_sqlite if connection.vendor == "sqlite" else _from_postgresql
    return read(table)


def _from_postgresql(table: Table) -> Iterator[bytes]:
    gathered, size = list[bytes](), 0
    copy_out = f"COPY ({_select(table)}) TO STDOUT"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy_out) as copy:
        while row := copy.read():
            gathered.append(row)
            size += len(row)
            if size >= _PIECE:
                yield b"".join(gathered)
                gathered, size = [], 0
    yield b"".join(gathered)


def _from_sqlite(table: Table) -> Iterator[bytes]:
    encoders = [ENCODERS[column.kind] for column in table.columns]
    with connection.cursor() as cursor:
        cursor.execute(_select(table))
        while rows := cursor.fetchmany(_ROWS):
            try:
                text = "".join(f"{encode_row(row, encoders)}\n" for row in rows)
            except ValueError as error:
                raise MilepostError(
                    _("The table %(table)s holds a value that does not belong there: %(reason)s. Nothing was written.")
                    % {"table": table.name, "reason": error}
                ) from error
            yield text.encode()


def _select(table: Table) -> str:
    # The sign keeps SQLite's values as they stand in the file: without it Django makes dates and booleans of them.
    sign = "+" if connection.vendor == "sqlite" else ""
    columns = ", ".join(f"{sign}{_quoted(column.name)}" for column in table.columns)
    order = ", ".join(_ordered(column.name, column.kind) for column in table.key)
    return f"SELECT {columns} FROM {_quoted(table.name)} ORDER BY {order}"  # noqa: S608 - names come from the models


def _ordered(name: str, kind: str) -> str:
    """By bytes, as SQLite does it, whatever language PostgreSQL sorts in."""
    bytewise = connection.vendor == "postgresql" and kind == "text"
    return f'{_quoted(name)} COLLATE "C"' if bytewise else _quoted(name)


def _quoted(name: str) -> Any:
    return connection.ops.quote_name(name)
