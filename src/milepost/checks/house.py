"""Invariants of the database itself: migrated, sound, with its views, triggers and indexes."""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.db.migrations.executor import MigrationExecutor

from milepost.ledger import schema as ledger
from milepost.organisation import schema as organisation
from milepost.records.schema import VIEWS

# The triggers that are there and switched on, whatever a connection says of itself.
_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
}

# Indexes that are not kept up, and constraints that old rows may break: both exist and do not do what they say.
_NOT_VALID = """
    SELECT i.indrelid::regclass::text, 'index ' || i.indexrelid::regclass, 'not valid'
      FROM pg_index i
     WHERE NOT (i.indisvalid AND i.indisready)
     UNION ALL
    SELECT c.conrelid::regclass::text, 'constraint ' || c.conname, 'not validated'
      FROM pg_constraint c
     WHERE NOT c.convalidated
"""


def migrations_applied() -> Iterator[tuple[str, str, str]]:
    """The migrations that have not been applied."""
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "django_migrations", f"{migration.app_label} {migration.name}", "not applied; run: milepost migrate"


def views_present() -> Iterator[tuple[str, str, str]]:
    """The views that are not there, or that the tables beneath them no longer fit."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor, include_views=True))
        for view in VIEWS:
            if view not in there:
                yield view, "the view", "not there; run: milepost migrate"
                continue
            try:
                cursor.execute(f"SELECT * FROM {view} LIMIT 0")  # noqa: S608 - the names are our own
            except DatabaseError as error:
                yield view, "the view", str(error)


def triggers_present() -> Iterator[tuple[str, str, str]]:
    """The triggers that keep ledger and log of administration append-only and are not there, or not switched on."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        there = set(cursor.fetchall())
    for name, table in (ledger.triggers() | organisation.triggers()).items():
        if (name, table) not in there:
            yield table, f"trigger {name}", "not there or switched off; run: milepost migrate"


def indexes_present() -> Iterator[tuple[str, str, str]]:
    """The indexes and unique constraints that the models declare and the database lacks."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            there = connection.introspection.get_constraints(cursor, table)
            unique = {tuple(each["columns"]) for each in there.values() if each["unique"] or each["primary_key"]}
            for name in _named(model):
                if name not in there:
                    yield table, f"index {name}", "not there"
            for field in model._meta.concrete_fields:
                if (
                    field.unique
                    and not isinstance(field, models.CompositePrimaryKey)
                    and (field.column,) not in unique
                ):
                    yield table, f"unique index on {field.column}", "not there"


def _named(model: type[models.Model]) -> list[str]:
    """The names of what a model declares in its Meta; for a unique constraint the database keeps an index."""
    return [each.name for each in (*model._meta.constraints, *model._meta.indexes)]


def database_is_sound() -> Iterator[tuple[str, str, str]]:
    """What the database finds when it looks at itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            messages = [message for (message,) in cursor.fetchall() if message != "ok"]
            yield from (("database", f"remark {n}", message) for n, message in enumerate(messages, start=1))
        else:
            cursor.execute(_NOT_VALID)
            yield from cursor.fetchall()


# The migrations come first: without them the rest cannot be looked at.
INVARIANTS: dict[str, Callable[[], Iterator[tuple[str, str, str]]]] = {
    "migrations_applied": migrations_applied,
    "views_present": views_present,
    "triggers_present": triggers_present,
    "indexes_present": indexes_present,
    "database_is_sound": database_is_sound,
}
