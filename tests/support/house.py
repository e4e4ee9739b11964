"""What a test run lives in: a temporary folder, and with `--database postgresql` a server for each process of tests.

The process that was called makes the folder; the workers of pytest-xdist find it in their environment. A server is
nobody else's: a transaction that is open anywhere on a server keeps the ledger's readers and sealers waiting.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tools import postgres

_FOLDER = "MILEPOST_TEST_FOLDER"
_SERVER = "MILEPOST_TEST_SERVER"


def open_for(config: pytest.Config) -> None:
    """Make the house, or find it, and point Milepost's settings at it. Django's settings are not loaded before."""
    database = config.getoption("database")
    if not is_worker(config):
        os.environ[_FOLDER] = _make_folder(config)
    if database == "postgresql" and not has_workers(config):
        os.environ[_SERVER] = _make_server(config)
    data = folder() / worker()
    data.mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "milepost.settings",
        "MILEPOST_DATA_DIR": str(data),
        "MILEPOST_DATABASE_URL": _url(database, data),
        "MILEPOST_SECRET_KEY": "only for tests",
    }


def close_for_workers(config: pytest.Config) -> None:
    """Let the workers load Django's settings themselves: told of them, pytest-django would do so before `open_for`."""
    if has_workers(config):
        del os.environ["DJANGO_SETTINGS_MODULE"]


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is one of pytest-xdist's workers."""
    return hasattr(config, "workerinput")


def has_workers(config: pytest.Config) -> bool:
    """Whether this process only hands tests out to workers."""
    return not is_worker(config) and bool(config.getoption("numprocesses", None))


def worker() -> str:
    """The name of this process among those of the run: `main`, or `gw0` and so on."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def folder() -> Path:
    """The run's temporary folder."""
    return Path(os.environ[_FOLDER])


def server_url(database: str) -> str:
    """The address of a database of this process's PostgreSQL server."""
    return postgres.with_database(os.environ[_SERVER], database)


def _url(database: str, data: Path) -> str:
    """Where Milepost's settings look; who only hands tests out never connects."""
    if database == "sqlite" or _SERVER not in os.environ:
        return f"sqlite:///{data}/milepost"
    return server_url("milepost")


def _make_folder(config: pytest.Config) -> str:
    made = tempfile.mkdtemp(prefix="milepost-tests-")
    config.add_cleanup(lambda: shutil.rmtree(made, ignore_errors=True))
    return made


def _make_server(config: pytest.Config) -> str:
    context = postgres.server()
    server = context.__enter__()
    config.add_cleanup(lambda: context.__exit__(None, None, None))
    return server.url()
