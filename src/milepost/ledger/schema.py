"""What keeps the ledger append-only: triggers, in the database itself.

They go before every migration and come back after it: an ALTER of the table on SQLite would lose them.
"""

from typing import Any

from django.db import connection, transaction

from milepost.base.sql import SqlFile

_BOTH = SqlFile(__package__, "triggers.sql")
_ONE = {
    "sqlite": SqlFile(__package__, "triggers_sqlite.sql"),
    "postgresql": SqlFile(__package__, "triggers_postgresql.sql"),
}
_TABLES = {"ledger_event", "ledger_seal", "ledger_seal_event", "ledger_epoch"}


def triggers() -> dict[str, str]:
    """The triggers that the database in use must have, each with its table."""
    names = [name for file in _files() for name in file if "_no_" in name]
    return {name: name.partition("_no_")[0] for name in names}


def drop_triggers(**_: Any) -> None:
    """Let the tables be altered; called before migrations. Nothing else may call it but tests."""
    there = _there()
    with transaction.atomic():
        for name, table in triggers().items():
            if table in there:
                _execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if _is_postgresql() else ""))


def create_triggers(**_: Any) -> None:
    """From now on events are added and never changed; called after migrations. A second time changes nothing."""
    if not _there() >= _TABLES:
        return
    with transaction.atomic():
        drop_triggers()
        for file in _files():
            for name in file:
                file.execute(name)
        if _is_postgresql():
            # Also in a connection that says it only replays what happened elsewhere.
            for name, table in triggers().items():
                _execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _files() -> tuple[SqlFile, SqlFile]:
    return _ONE[connection.vendor], _BOTH


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _there() -> set[str]:
    return set(connection.introspection.table_names()) & _TABLES


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
