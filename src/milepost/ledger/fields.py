"""Column types that Django does not have."""

from typing import Any

from django.db import models


class TransactionIdField(models.BigIntegerField):  # type: ignore[type-arg]
    """The transaction that wrote a row: PostgreSQL's `xid8`; on SQLite a number that is always 0.

    With it a reader can tell which events are certain to be followed by no earlier one (DESIGN section 4).
    """

    def db_type(self, connection: Any) -> str:
        """The column's type."""
        return "xid8" if connection.vendor == "postgresql" else "bigint"

    def from_db_value(self, value: Any, *_: Any) -> int | None:
        """A number on both databases; psycopg knows no `xid8` and hands over its text."""
        return None if value is None else int(value)


class GivenKeyField(models.BigIntegerField):  # type: ignore[type-arg]
    """A primary key that comes from elsewhere. On SQLite only the word `integer` makes it the table's own order."""

    def db_type(self, connection: Any) -> str:
        """The column's type."""
        return "bigint" if connection.vendor == "postgresql" else "integer"
