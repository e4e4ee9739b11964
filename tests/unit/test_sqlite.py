"""The oldest SQLite that will do."""

import sqlite3

import pytest
from django.db import NotSupportedError, connection

pytestmark = pytest.mark.django_db


def test_one_that_is_too_old_is_refused_in_a_sentence(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    connection.check_database_version_supported()
    monkeypatch.setattr(sqlite3.dbapi2, "sqlite_version_info", (3, 37, 2))
    with pytest.raises(NotSupportedError, match=r"SQLite 3\.38 or later is required"):
        connection.check_database_version_supported()
