"""A worker that hangs lets go of its locks by itself."""

import pytest
from django.db import connection, transaction

from milepost.jobs.limits import SECONDS, setting_for, worker_connection

_SETTING = "SELECT setting FROM pg_settings WHERE name = 'transaction_timeout'"


@pytest.mark.parametrize(
    ("version", "name"),
    [
        (15_00_08, "idle_in_transaction_session_timeout"),
        (16_00_00, "idle_in_transaction_session_timeout"),
        (17_00_00, "transaction_timeout"),
        (18_00_03, "transaction_timeout"),
    ],
)
def test_each_version_has_its_setting(version, name):
    assert setting_for(version) == name


@pytest.fixture
def postgresql(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_a_workers_transactions_are_limited_and_nobody_elses(postgresql):
    assert ask(_SETTING) == "0"
    with worker_connection():
        assert ask(_SETTING) == str(SECONDS * 1000)
        with transaction.atomic():
            assert ask(_SETTING) == str(SECONDS * 1000)
    assert ask(_SETTING) == "0"
