"""Writing a backup's rows into a database that is empty. Everything here stands in the caller's transaction."""

from collections.abc import Callable, Iterable, Iterator

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from milepost.backup.tables import Table
from milepost.backup.values import DECODERS, decode_row
from milepost.base.errors import Refused

OnRows = Callable[[int], None]


def lock(tables: Iterable[Table]) -> None:
    """From now on nobody else writes into these tables; on SQLite a transaction means that already."""
    if connection.vendor == "postgresql":
        names = ", ".join(_quoted(table.name) for table in tables)
        _execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def has_rows(table: Table) -> bool:
    """Whether there is any row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {_quoted(table.name)} LIMIT 1")  # noqa: S608 - names come from the models
        return cursor.fetchone() is not None


def load(table: Table, pieces: Iterable[bytes], on_rows: OnRows) -> None:
    """Insert the rows that `pieces` hold as lines (`values.py`). `on_rows` is told the number of each portion.

    Raises `Refused`, naming the table, for what the database does not take.
    """
    try:
        if connection.vendor == "sqlite":
            _into_sqlite(table, pieces, on_rows)
        else:
            _into_postgresql(table, pieces, on_rows)
    except (DatabaseError, ValueError, OverflowError) as error:
        raise Refused(
            _("The rows of the table %(table)s do not fit into this database: %(reason)s. Nothing was changed.")
            % {"table": table.name, "reason": str(error).strip()}
        ) from error


def _into_postgresql(table: Table, pieces: Iterable[bytes], on_rows: OnRows) -> None:
    copy_in = f"COPY {_quoted(table.name)} ({_columns(table)}) FROM STDIN"
    # COPY goes past Django, which would otherwise make errors of its own kinds of psycopg's.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy_in) as copy:
        for piece in pieces:
            copy.write(piece)
            on_rows(piece.count(b"\n"))


def _into_sqlite(table: Table, pieces: Iterable[bytes], on_rows: OnRows) -> None:
    decoders = [DECODERS[column.kind] for column in table.columns]
    marks = ", ".join(["%s"] * len(decoders))
    insert = f"INSERT INTO {_quoted(table.name)} ({_columns(table)}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        for lines in _whole_lines(pieces):
            cursor.executemany(insert, [decode_row(line.decode(), decoders) for line in lines])
            on_rows(len(lines))


def _whole_lines(pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines, without their ends; a piece may end in the middle of one."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield lines
    if rest:
        raise ValueError("the last line has no end")


def count_on_from(table: Table, last_number: int) -> None:
    """Let the numbers of new rows go on behind all that were ever given out, and behind all that are there."""
    if table.counter is None:
        return
    name, counter = _quoted(table.name), _quoted(table.counter)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max({counter}), 0) FROM {name}")  # noqa: S608
        last = max(last_number, int(cursor.fetchone()[0]))
        if connection.vendor == "postgresql":
            # A sequence that has given out nothing begins at 1.
            sequence = "pg_get_serial_sequence(%s, %s)"
            cursor.execute(f"SELECT setval({sequence}, %s, %s)", [name, table.counter, max(last, 1), last > 0])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])


def delete_all(table: Table) -> None:
    """Take away every row: what `migrate` has put there."""
    _execute(f"DELETE FROM {_quoted(table.name)}")  # noqa: S608 - names come from the models


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _columns(table: Table) -> str:
    return ", ".join(_quoted(column.name) for column in table.columns)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
