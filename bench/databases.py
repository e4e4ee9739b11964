"""The two databases, where a benchmark must treat them differently: a fresh copy, a settled state, counters."""

import gc
import os
import platform
import shutil
from pathlib import Path
from typing import Protocol

import psycopg
from django.db import connection
from psycopg import sql

_POSTGRES_SETTINGS = (
    *("server_version", "block_size", "shared_buffers", "work_mem", "fsync", "synchronous_commit", "full_page_writes"),
    *("wal_level", "wal_buffers", "wal_compression", "max_wal_size", "checkpoint_timeout", "autovacuum"),
)
_SQLITE_SETTINGS = (
    *("journal_mode", "synchronous", "secure_delete", "foreign_keys", "cache_size", "page_size"),
    "wal_autocheckpoint",
)
_HONEST = {"fsync": "on", "synchronous_commit": "on", "autovacuum": "on", "full_page_writes": "on"}


class NotHonest(Exception):
    """A setting makes writing cheaper than an installation may have it."""


class Database(Protocol):
    """What the benchmark asks of a database."""

    def keep(self) -> None:
        """Put the state of now aside as the one that each round begins with."""

    def fresh(self) -> None:
        """Go back to the state that was put aside."""

    def settle(self) -> None:
        """Write out what earlier work left behind, so that nobody pays for somebody else's."""

    def rows_written(self) -> int:
        """Rows inserted, updated and deleted so far, counted by the database; a difference of two says something."""

    def settings(self) -> dict[str, str]:
        """The settings that matter. Raises `NotHonest`."""


class Sqlite:
    """A file; its copy is a file beside it."""

    def __init__(self) -> None:
        self._path = Path(connection.settings_dict["NAME"])
        self._aside = self._path.with_suffix(".population")

    def keep(self) -> None:
        """Put the present state aside."""
        self.settle()
        connection.close()
        shutil.copyfile(self._path, self._aside)

    def fresh(self) -> None:
        """Go back to the state that was put aside."""
        # A cursor that nobody has thrown away yet would keep the old file open, and its log with it.
        gc.collect()
        connection.close()
        for leftover in self._path.parent.glob(self._path.name + "-*"):
            leftover.unlink()
        shutil.copyfile(self._aside, self._path)
        connection.ensure_connection()
        os.sync()

    def settle(self) -> None:
        """Write the log back into the file, or make a checkpoint."""
        _execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def rows_written(self) -> int:
        """Rows written so far."""
        connection.ensure_connection()
        return int(connection.connection.total_changes)

    def settings(self) -> dict[str, str]:
        """The settings that matter."""
        found = {name: _value(f"PRAGMA {name}") for name in _SQLITE_SETTINGS}
        if found["journal_mode"] != "wal" or int(found["synchronous"]) < 2:
            raise NotHonest("SQLite must run with journal_mode=WAL and synchronous=FULL")
        return {"version": _value("SELECT sqlite_version()"), **found}


class Postgres:
    """A database of a server; its copy is a template of the same server."""

    def __init__(self) -> None:
        self._name = str(connection.settings_dict["NAME"])
        self._aside = f"{self._name}_population"

    def keep(self) -> None:
        """Put the present state aside."""
        self.settle()
        self._administer("DROP DATABASE IF EXISTS {aside}", "ALTER DATABASE {name} RENAME TO {aside}")
        self.fresh()

    def fresh(self) -> None:
        """Go back to the state that was put aside."""
        copy = "CREATE DATABASE {name} TEMPLATE {aside} STRATEGY FILE_COPY"
        self._administer("DROP DATABASE IF EXISTS {name}", copy)
        os.sync()

    def settle(self) -> None:
        """Write the log back into the file, or make a checkpoint."""
        _execute("CHECKPOINT")

    def rows_written(self) -> int:
        """Rows written so far."""
        _execute("SELECT pg_stat_force_next_flush()")
        return int(_value("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"))

    def settings(self) -> dict[str, str]:
        """The settings that matter."""
        found = {name: _value(f"SHOW {name}") for name in _POSTGRES_SETTINGS}
        wrong = [name for name, value in _HONEST.items() if found[name] != value]
        if wrong:
            raise NotHonest(f"PostgreSQL must run with {', '.join(wrong)} on")
        return found

    def _administer(self, *statements: str) -> None:
        """Statements that nobody may be connected to the database for."""
        parameters = connection.get_connection_params()
        connection.close()
        arguments = {name: parameters[name] for name in ("host", "port", "user", "password") if name in parameters}
        names = {"name": sql.Identifier(self._name), "aside": sql.Identifier(self._aside)}
        with psycopg.connect(dbname="postgres", autocommit=True, **arguments) as administrator:
            for statement in statements:
                administrator.execute(sql.SQL(statement).format(**names))


def database() -> Database:
    """The database that Django is connected to."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def machine() -> dict[str, str]:
    """The class of the machine, never its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _value(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])
