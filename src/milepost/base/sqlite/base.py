"""SQLite with writers who take turns.

SQLite has one writer at a time, and whoever waits for it looks again after a while, later and later. Somebody who
writes one transaction after another, as a running operation does, would keep everybody else out for seconds. Here who
wants to begin stands at the head of a queue first, and whoever has just ended queues up again like everybody else
(docs/decisions/0015-writers-take-turns.md).
"""

import time
from functools import cached_property
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.db.utils import OperationalError
from filelock import FileLock, Timeout

_PAUSE = 0.001  # seconds between two looks


class _Features(DatabaseFeatures):
    """As Django's. Statements take JSON apart with `->>`, which there is since 3.38."""

    minimum_database_version = (3, 38)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin in turn. Single statements outside a transaction wait as ever."""

    features_class = _Features

    def get_connection_params(self) -> Any:
        """As Django's; remembers how long, in seconds, somebody waits at most."""
        params = super().get_connection_params()
        self._patience = float(params.get("timeout", 5.0))
        return params

    def _start_transaction_under_autocommit(self) -> None:
        """Begin as a writer: no "database is locked" half way (docs/decisions/0003-two-databases.md).

        Raises `OperationalError` when the turn does not come in time.
        """
        try:
            with self._turn.acquire(timeout=self._patience, poll_interval=_PAUSE):
                self._begin()
        except Timeout as error:
            raise OperationalError("database is locked") from error

    @cached_property
    def _turn(self) -> FileLock:
        return FileLock(f"{self.settings_dict['NAME']}.turn", thread_local=False)

    def _begin(self) -> None:
        """Begin as soon as the one before has ended, without SQLite's own waits, which grow to a tenth of a second."""
        deadline = time.monotonic() + self._patience
        self._wait_by_itself(0)
        try:
            while not self._has_begun():
                if time.monotonic() > deadline:
                    raise OperationalError("database is locked")
                time.sleep(_PAUSE)
        finally:
            self._wait_by_itself(self._patience)

    def _has_begun(self) -> bool:
        try:
            self.cursor().execute("BEGIN IMMEDIATE")
        except OperationalError as error:
            if getattr(error.__cause__, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
                return False
            raise
        return True

    def _wait_by_itself(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")
