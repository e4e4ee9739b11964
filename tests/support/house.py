"""What a test run lives in: a temporary folder, and with `--database postgresql` a server of its own.

The process that was called makes both; the workers of pytest-xdist find them in their environment.
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
        os.environ[_SERVER] = _make_server(config) if database == "postgresql" else ""
    data = folder() / worker()
    data.mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "milepost.settings",
        "MILEPOST_DATA_DIR": str(data),
        "MILEPOST_DATABASE_URL": server_url("milepost") if database == "postgresql" else f"sqlite:///{data}/milepost",
        "MILEPOST_SECRET_KEY": "only for tests",
    }


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is one of pytest-xdist's workers."""
    return hasattr(config, "workerinput")


def worker() -> str:
    """The name of this process among those of the run: `main`, or `gw0` and so on."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def folder() -> Path:
    """The run's temporary folder."""
    return Path(os.environ[_FOLDER])


def server_url(database: str) -> str:
    """The address of a database of the run's PostgreSQL server."""
    return postgres.with_database(os.environ[_SERVER], database)


def _make_folder(config: pytest.Config) -> str:
    made = tempfile.mkdtemp(prefix="milepost-tests-")
    config.add_cleanup(lambda: shutil.rmtree(made, ignore_errors=True))
    return made


def _make_server(config: pytest.Config) -> str:
    context = postgres.server()
    server = context.__enter__()
    config.add_cleanup(lambda: context.__exit__(None, None, None))
    return server.url()
