"""What the database needs beside tables: views, and room in the pages of PostgreSQL.

Views go before every migration and come back after it: an ALTER of a table under a view fails on SQLite.
"""

from typing import Any

from django.db import connection

from milepost.base.sql import SqlFile

SQL = SqlFile(__package__, "views.sql")
VIEWS = ("activity_state",)


def drop_views(**_: Any) -> None:
    """Drop all views; called before migrations."""
    for view in VIEWS:
        SQL.execute(f"drop_{view}")


def create_views(**_: Any) -> None:
    """Make all views anew, once their tables exist; called after migrations."""
    tables = set(connection.introspection.table_names())
    if not {"records_activityrecord", "catalog_activity"} <= tables:
        return
    drop_views()
    for view in VIEWS:
        SQL.execute(f"create_{view}")
