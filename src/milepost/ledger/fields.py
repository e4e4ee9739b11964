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
