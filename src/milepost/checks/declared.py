"""Invariants that the models declare: foreign keys, and the words that a column may hold.

Each is one statement, written from the models, so that a new column is looked at without anybody thinking of it. Like
the statements in `sql/` it returns the rows that break the invariant: table, row, what is seen there.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models


def foreign_keys_hold() -> str:
    """Rows whose foreign key points to nothing. The database should refuse them; a restored dump may hold some."""
    return "\nUNION ALL\n".join(_dangling(model, field) for model in _models() for field in _foreign_keys(model))


def known_words() -> str:
    """Rows with a word that the model does not know: a status, a kind, an outcome."""
    return "\nUNION ALL\n".join(_unknown_words(model, fields) for model in _models() if (fields := _chosen(model)))


INVARIANTS: dict[str, Callable[[], str]] = {"foreign_keys_hold": foreign_keys_hold, "known_words": known_words}


def _models() -> list[type[models.Model]]:
    return apps.get_models(include_auto_created=True)


def _foreign_keys(model: type[models.Model]) -> Iterator[Any]:
    """The keys that the database itself holds to, and those that only the model knows."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            yield field


def _chosen(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.choices]


def _dangling(model: type[models.Model], field: Any) -> str:
    column, key = f"t.{_quoted(field.column)}", f"p.{_quoted(field.target_field.column)}"
    parent = _table(field.target_field.model)
    rows = f"SELECT {_row(model)}, '{field.column} ' || {column} AS detail FROM {_table(model)} t"  # noqa: S608
    return f"{rows} LEFT JOIN {parent} p ON {key} = {column} WHERE {column} IS NOT NULL AND {key} IS NULL"


def _unknown_words(model: type[models.Model], fields: list[Any]) -> str:
    seen = " || ', ' || ".join(f"'{field.column} ' || coalesce(t.{_quoted(field.column)}, 'none')" for field in fields)
    unknown = " OR ".join(f"t.{_quoted(field.column)} NOT IN ({_words(field)})" for field in fields)
    rows = f"SELECT {_row(model)}, {seen} AS detail FROM {_table(model)} t"  # noqa: S608
    return f"{rows} WHERE {unknown}"


def _words(field: Any) -> str:
    """The words of a column as SQL writes them. They come from the code and hold no quotation mark."""
    words = [word for word, _ in field.flatchoices]
    return ", ".join(f"'{word}'" for word in ([*words, ""] if field.blank else words))


def _row(model: type[models.Model]) -> str:
    """The two columns that name a row, as the statements in `sql/` name it."""
    keys = " || ', ' || ".join(f"'{key.name} ' || t.{_quoted(str(key.column))}" for key in model._meta.pk_fields)
    return f"'{model._meta.db_table}' AS table_name, {keys} AS row_id"


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
