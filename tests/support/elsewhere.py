"""More sites than the one of the test, on either database; and what stands in one, to compare."""

import datetime as dt
import itertools
import shutil
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from milepost.ledger.fields import TransactionIdField
from tests.support import house
from tests.support.sites import Site
from tools import postgres

_numbers = itertools.count(1)

Make = Callable[[str], Site]


def vendors() -> tuple[str, ...]:
    """The databases that this run can have: SQLite always, PostgreSQL with `--database postgresql`."""
    return ("postgresql", "sqlite") if connection.vendor == "postgresql" else ("sqlite",)


@pytest.fixture
def elsewhere() -> Iterator[Make]:
    """`elsewhere("sqlite")` is a new site on that database, without tables; it is gone when the test ends."""
    with _sites() as make:
        yield make


@pytest.fixture(scope="module")
def elsewhere_for_all() -> Iterator[Make]:
    """The same for a whole file of tests."""
    with _sites() as make:
        yield make


class _sites:  # noqa: N801 - a context manager
    def __init__(self) -> None:
        self._made: list[Site] = []

    def __enter__(self) -> Make:
        return self._make

    def _make(self, vendor: str) -> Site:
        name = f"elsewhere_{house.worker()}_{next(_numbers)}"
        folder = house.folder() / name
        (folder / "data").mkdir(parents=True)
        if vendor == "postgresql":
            made = Site(postgres.create_database(house.server_url("postgres"), name), name, folder, None)
        else:
            file = folder / "milepost.sqlite3"
            made = Site(f"sqlite:///{file}", str(file), folder, None)
        self._made.append(made)
        return made

    def __exit__(self, *_: object) -> None:
        for site in self._made:
            site.end()
            shutil.rmtree(site.folder)
            if site.vendor == "postgresql":
                postgres.drop_database(house.server_url("postgres"), site.database)


# --- what stands in a database -------------------------------------------------------------------
def rows(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order of their keys, with values as SQLite stores them: comparable by ==."""
    columns = {
        model._meta.db_table: [_selected(field) for field in model._meta.local_concrete_fields if field.column]
        for model in apps.get_models(include_auto_created=True)
    }
    assert table_names(site) == {*columns, "django_migrations"}
    return {
        table: sorted(
            (tuple(map(as_sqlite, row)) for row in site.sql(f"SELECT {', '.join(names)} FROM {table}")), key=repr
        )
        for table, names in columns.items()
    }


def _selected(field: Any) -> str:
    # psycopg hands over the number of a transaction as a text.
    is_transaction = isinstance(field, TransactionIdField)
    return f"CAST(CAST({field.column} AS text) AS bigint)" if is_transaction else f'"{field.column}"'


def table_names(site: Site) -> set[str]:
    """The tables of a site's database."""
    if site.vendor == "postgresql":
        found = site.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    else:
        found = site.sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'")
    return {name for (name,) in found}


def as_sqlite(value: Any) -> Any:
    """A value as SQLite stores it."""
    match value:
        case dt.datetime():
            return str(value.astimezone(dt.UTC).replace(tzinfo=None))
        case dt.date():
            return value.isoformat()
        case uuid.UUID():
            return value.hex
        case bool():
            return int(value)
        case memoryview():
            return bytes(value)
    return value
