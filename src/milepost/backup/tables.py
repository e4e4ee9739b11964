"""What is backed up: every table of every model, taken from the models themselves, so that a new one is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import connection, models

# Which migrations are applied stands in the manifest; who is signed in is nobody's business after a restore.
LEFT_OUT = frozenset({"django_migrations", "django_session", "pages_cache"})

# Django's types of columns, and the kinds of values of `values.py`.
_KINDS = {
    "integer": (
        "AutoField",
        "BigAutoField",
        "BigIntegerField",
        "IntegerField",
        "PositiveBigIntegerField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "SmallAutoField",
        "SmallIntegerField",
    ),
    "float": ("FloatField",),
    "boolean": ("BooleanField",),
    "text": ("CharField", "FileField", "SlugField", "TextField"),
    "timestamp": ("DateTimeField",),
    "date": ("DateField",),
    "uuid": ("UUIDField",),
    "bytes": ("BinaryField",),
    "json": ("JSONField",),
}
_KIND_OF = {django: kind for kind, types in _KINDS.items() for django in types}


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the kind of its values (`values.py`)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns; `key` are those of its primary key, in order. `counter`: the column that numbers."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[Column, ...]
    counter: str | None


def tables() -> list[Table]:
    """Every table that is backed up; those that others point to come first.

    Raises `KeyError` for a type of column that has no kind yet, and `graphlib.CycleError` for tables that point to
    each other: a test looks at both before anybody else does.
    """
    kept = {model._meta.db_table: model for model in _models()}
    before = {name: sorted(set(_pointed_to(model)) - {name}) for name, model in sorted(kept.items())}
    return [_table(kept[name]) for name in TopologicalSorter(before).static_order()]


def unknown_tables() -> list[str]:
    """The tables in the database that no model describes: somebody else's, and not backed up."""
    known = {model._meta.db_table for model in _models()} | LEFT_OUT
    return sorted(set(connection.introspection.table_names()) - known)


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.db_table not in LEFT_OUT:
            yield model


def _pointed_to(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.ForeignKey):
            yield field.target_field.model._meta.db_table


def _table(model: type[models.Model]) -> Table:
    # A composite key is a field without a column; what the database computes is computed anew.
    fields = [field for field in model._meta.local_concrete_fields if field.column and not field.generated]
    columns = {str(field.column): Column(str(field.column), _kind(field)) for field in fields}
    key = tuple(columns[str(field.column)] for field in model._meta.pk_fields)
    counter = next((field.column for field in fields if isinstance(field, models.AutoField)), None)
    return Table(model._meta.db_table, tuple(columns.values()), key, counter)


def _kind(field: Any) -> str:
    while field.remote_field is not None:
        field = field.target_field
    return _KIND_OF[field.get_internal_type()]
