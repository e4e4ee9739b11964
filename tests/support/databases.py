"""The database of tests inside this process: pytest-django's fixtures `db` and `transactional_db`, made ours.

A file on SQLite, never memory: Milepost runs in WAL mode with several connections. On PostgreSQL with
pg_stat_statements. On both with the built-in roles and the triggers of append-only tables, also after the flush of a
`transactional_db` test.
"""

import contextlib

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models.signals import post_migrate

from milepost.ledger import schema as ledger_schema
from milepost.organisation import schema as organisation_schema
from milepost.people import roles
from tests.support import house


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """One database file a process. (On PostgreSQL the suffix does it.)"""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(house.folder() / house.worker() / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(_built_in_roles, django_db_setup, django_db_blocker):
    """The database is there, with what only its tests need."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            add_statistics(house.server_url(connection.settings_dict["NAME"]))


@pytest.fixture(scope="session")
def _built_in_roles():
    """What `milepost migrate` does after the migrations. A flush says post_migrate too."""

    def ensure(using, **_):
        roles.ensure_built_in()

    people = apps.get_app_config("people")
    post_migrate.connect(ensure, sender=people)
    yield
    post_migrate.disconnect(ensure, sender=people)


@pytest.fixture
def _django_db_helper(_django_db_helper):
    """Triggers of append-only tables step aside for the flush after a test; its post_migrate brings them back."""
    yield
    if not connection.in_atomic_block:
        organisation_schema.drop_triggers()
        ledger_schema.drop_triggers()


@contextlib.contextmanager
def unguarded():
    """In this block nothing keeps the ledger append-only: for whoever may drop triggers and means ill."""
    with transaction.atomic():
        ledger_schema.drop_triggers()
        yield
        ledger_schema.create_triggers()


def add_statistics(url: str) -> None:
    """Let a PostgreSQL database count its statements."""
    with psycopg.connect(url, autocommit=True) as direct:
        direct.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
