"""A worker that hangs, or that the network has cut off, must not hold its locks for ever."""

import contextlib
from collections.abc import Iterator

from django.db import connection

# As long as a lease: whoever takes an operation over need not wait for the locks any longer than for the lease. A
# chunk takes a hundredth of it.
SECONDS = 60
_FIRST_WITH_TRANSACTION_TIMEOUT = 17_00_00


@contextlib.contextmanager
def worker_connection() -> Iterator[None]:
    """In this block the thread's database connection is a worker's: new, limited, and closed at the end."""
    connection.close()
    try:
        _limit()
        yield
    finally:
        connection.close()


def setting_for(version: int) -> str:
    """The PostgreSQL setting that ends a transaction which goes on too long; `version` as 17_00_05 for 17.5."""
    if version >= _FIRST_WITH_TRANSACTION_TIMEOUT:
        return "transaction_timeout"
    return "idle_in_transaction_session_timeout"


def _limit() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            name = setting_for(cursor.connection.info.server_version)
            cursor.execute("SELECT set_config(%s, %s, false)", [name, f"{SECONDS}s"])
