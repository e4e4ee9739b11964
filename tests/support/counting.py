"""What a piece of work costs, as the database counts it: statements, and rows written."""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.support import house

_TRANSACTION_CONTROL = (
    r"^\s*(BEGIN|START|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|SET TRANSACTION|PRAGMA busy_timeout)\M"
)
_WRITES_TO = re.compile(r"\b(?:INTO|UPDATE|FROM)\s+\"?(\w+)", re.IGNORECASE)


class Count:
    """A figure that is there after the block. `statements` has the texts, for the message of an assertion."""

    def __init__(self) -> None:
        self._count: int | None = None
        self.statements: list[str] = []

    @property
    def count(self) -> int:
        assert self._count is not None, "the count is there after the block"
        return self._count

    @count.setter
    def count(self, value: int) -> None:
        self._count = value

    def __repr__(self) -> str:
        return "\n".join([f"{self._count}:", *self.statements])


Counter = Callable[[], contextlib.AbstractContextManager[Count]]


@pytest.fixture
def statements() -> Counter:
    """`with statements() as made:` counts the SQL statements of this process's connection in `made.count`.

    BEGIN, COMMIT, SAVEPOINT and their like are left out, and on SQLite what a trigger does and how long a BEGIN waits.
    Each execution of an `executemany` counts; a COPY counts once.
    """
    return _sqlite_statements if connection.vendor == "sqlite" else _postgresql_statements


@pytest.fixture
def rows_written() -> Counter:
    """`with rows_written() as written:` counts the rows inserted, updated and deleted in `written.count`.

    By this process's connection, temporary tables left out. What was rolled back counts too, on PostgreSQL also
    outside a transaction: it was written.
    """
    return _sqlite_rows if connection.vendor == "sqlite" else _postgresql_rows


# --- SQLite --------------------------------------------------------------------------------------
@contextlib.contextmanager
def _sqlite_statements() -> Iterator[Count]:
    """Count by SQLite's own trace.

    A trigger shows in Python's trace as its statement once more; `latest` tells the two apart: Django says when a new
    call begins, and within one call only a text that differs is another execution.
    """
    made, latest = Count(), [""]

    def begin(execute: Callable[..., Any], *arguments: Any) -> Any:
        latest[0] = ""
        return execute(*arguments)

    def trace(text: str) -> None:
        if text != latest[0] and not _is_transaction_control(text) and "sqlite_temp_master" not in text:
            made.statements.append(text)
        latest[0] = text

    connection.ensure_connection()
    connection.connection.set_trace_callback(trace)
    try:
        with connection.execute_wrapper(begin):
            yield made
    finally:
        connection.connection.set_trace_callback(None)
    made.count = len(made.statements)


def _is_transaction_control(text: str) -> bool:
    return re.match(_TRANSACTION_CONTROL.replace(r"\M", r"\b"), text, re.IGNORECASE) is not None


@contextlib.contextmanager
def _sqlite_rows() -> Iterator[Count]:
    """Count by `total_changes`, less the changes of statements that write to a temporary table."""
    written, temporary = Count(), [0]
    connection.ensure_connection()
    direct = connection.connection

    def execute_and_look(execute: Callable[..., Any], text: str, *arguments: Any) -> Any:
        before, tables = direct.total_changes, _temporary_tables(direct)
        result = execute(text, *arguments)
        target = _WRITES_TO.search(text)
        if target and target[1] in tables:
            temporary[0] += direct.total_changes - before
        return result

    start = direct.total_changes
    with connection.execute_wrapper(execute_and_look):
        yield written
    written.count = direct.total_changes - start - temporary[0]


def _temporary_tables(direct: Any) -> set[str]:
    return {name for (name,) in direct.execute("SELECT name FROM sqlite_temp_master WHERE type = 'table'")}


# --- PostgreSQL ----------------------------------------------------------------------------------
@contextlib.contextmanager
def _postgresql_statements() -> Iterator[Count]:
    """Count by pg_stat_statements, over a connection of its own, so that our questions are told from the work's."""
    made = Count()
    connection.ensure_connection()
    name = connection.settings_dict["NAME"]
    with psycopg.connect(house.server_url(name), autocommit=True) as direct:
        direct.execute(
            "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = current_database()"
        )
        lost = _lost(direct)
        yield made
        rows = direct.execute(
            """
            SELECT s.query, s.calls
              FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
             WHERE d.datname = current_database() AND s.toplevel
               AND s.query !~* %s AND s.query NOT LIKE '%%pg_stat_statements%%'
             ORDER BY s.calls DESC, s.query
            """,
            [_TRANSACTION_CONTROL],
        ).fetchall()
        assert _lost(direct) == lost, "pg_stat_statements had to forget statements: raise pg_stat_statements.max"
    made.statements = [f"{calls} × {query}" for query, calls in rows]
    made.count = sum(calls for _, calls in rows)


def _lost(direct: psycopg.Connection) -> int:
    row = direct.execute("SELECT dealloc FROM pg_stat_statements_info").fetchone()
    assert row is not None
    return row[0]


@contextlib.contextmanager
def _postgresql_rows() -> Iterator[Count]:
    """Count by the statistics of tables: the open transaction's own, or, outside one, what has been reported."""
    written = Count()
    connection.ensure_connection()
    if not connection.in_atomic_block:
        _wait_to_be_alone()
    before = _tuples()
    yield written
    written.count = _tuples() - before


def _wait_to_be_alone() -> None:
    """A connection that was closed reports what it wrote when its process ends: a moment later, into our figures."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
            assert time.monotonic() < deadline, "rows_written: another connection is open, and would be counted"
            time.sleep(0.005)


def _tuples() -> int:
    with connection.cursor() as cursor:
        view = "pg_stat_xact_user_tables"
        if not connection.in_atomic_block:
            view = "pg_stat_user_tables"
            cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            f"SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM {view} WHERE schemaname !~ '^pg_temp'"
        )
        return int(cursor.fetchone()[0])
