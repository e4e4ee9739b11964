"""What keeps the log of administration append-only: triggers, in the database itself.

They go before every migration and come back after it: an ALTER of the table on SQLite would lose them.
"""

from typing import Any

from django.db import connection

from milepost.base.sql import SqlFile
from milepost.organisation.models import AdminEntry

SQL = SqlFile(__package__, "triggers.sql")


def drop_triggers(**_: Any) -> None:
    """Let the table be altered or emptied; called before migrations. Nothing else may call it but tests."""
    if _is_there():
        _execute("drop")


def create_triggers(**_: Any) -> None:
    """From now on entries are added and never changed; called after migrations. A second time changes nothing."""
    if _is_there():
        _execute("drop")
        _execute("create")


def _is_there() -> bool:
    return AdminEntry._meta.db_table in connection.introspection.table_names()


def _execute(verb: str) -> None:
    """Run the statements `verb_…` of the database in use, in the order of the file."""
    for name in SQL:
        if name.startswith(f"{verb}_{connection.vendor}_"):
            SQL.execute(name)
