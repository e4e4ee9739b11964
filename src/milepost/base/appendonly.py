"""Tables that nobody rewrites: triggers, in the database itself.

They go before every migration and come back after it: an ALTER of the table on SQLite would lose them.
"""

import re
from typing import Any

from django.db import connection, transaction

from milepost.base.sql import SqlFile

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)\s.*?\bON (\w+)", re.DOTALL)

# The triggers that there are, with their tables; not those that PostgreSQL makes itself for foreign keys.
_STANDING = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal",
}


class AppendOnly:
    """The triggers of a room, written in `triggers_sqlite.sql`, `triggers_postgresql.sql` and the shared files.

    Besides triggers these files may hold what the triggers call, before them.
    """

    def __init__(self, package: str, *shared: str) -> None:
        self._sql = {vendor: SqlFile(package, f"triggers_{vendor}.sql", *shared) for vendor in _STANDING}

    def triggers(self) -> dict[str, str]:
        """The triggers that the database in use must have, each with its table."""
        sql = self._sql[connection.vendor]
        found = (_TRIGGER.search(sql.text(name)) for name in sql)
        return {match[1]: match[2] for match in found if match}

    def drop(self, **_: Any) -> None:
        """Let the tables be altered; called before migrations. Nothing else may call it but tests.

        Triggers that an earlier version made under other names go too.
        """
        tables = set(self.triggers().values())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_STANDING[connection.vendor])
            for name, table in cursor.fetchall():
                if table in tables:
                    cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if _is_postgresql() else ""))

    def create(self, **_: Any) -> None:
        """From now on rows are added and never changed; called after migrations. A second time changes nothing."""
        triggers = self.triggers()
        if not set(connection.introspection.table_names()).issuperset(triggers.values()):
            return
        sql = self._sql[connection.vendor]
        with transaction.atomic(), connection.cursor() as cursor:
            self.drop()
            for name in sql:
                sql.execute(name)
            if _is_postgresql():
                # Also in a connection that says it only replays what happened elsewhere.
                for name, table in triggers.items():
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
