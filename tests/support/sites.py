"""A Milepost of its own for tests that run the real program: a fresh, migrated database and a folder."""

import contextlib
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.db import connection

from tests.support import house
from tools import postgres

PROGRAM = Path(sys.executable).parent / "milepost"
SECONDS = 600

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Result:
    """What a run of the program ended with."""

    status: int
    out: str
    err: str

    @cached_property
    def json(self) -> Any:
        """Standard output as the one JSON object that `--json` promises."""
        return json.loads(self.out)


@dataclass
class Site:
    """One Milepost: `url` and name of its database, `folder` for files, `env` for the program."""

    url: str
    database: str
    folder: Path
    blocker: Any
    env: dict[str, str] = field(init=False)
    _started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        foreign = ("PYTEST_", "MILEPOST_", "DJANGO_", "LC_", "LANG")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        self.env |= {
            "LC_ALL": "C.UTF-8",
            "MILEPOST_DATABASE_URL": self.url,
            "MILEPOST_DATA_DIR": str(self.folder / "data"),
            "MILEPOST_SECRET_KEY": "only for tests",
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def vendor(self) -> str:
        """`sqlite` or `postgresql`, as Django calls them."""
        return self.url.partition(":")[0]

    def run(self, *args: str | Path, check: int | None = None, input: str | None = None) -> Result:  # noqa: A002
        """Run the program to its end. With `check` that must be the exit status."""
        process = self.start(*args)
        out, err = process.communicate(input, timeout=SECONDS)
        result = Result(process.returncode, out, err)
        assert check in (None, result.status), f"milepost {args}: {result.status}\n{out}\n{err}"
        return result

    def start(self, *args: str | Path, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start the program and leave it running; what still runs when the test ends is killed then."""
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            [str(PROGRAM), *(str(arg) for arg in args)],
            env={**self.env, **(env or {})},
            cwd=self.folder,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            encoding="utf-8",
        )
        self._started.append(process)
        return process

    def overhear(self, process: subprocess.Popen[str]) -> list[str]:
        """What a program that was started goes on to say on stderr; more and more lines.

        Whoever fills a pipe that nobody reads stands still.
        """
        said: list[str] = []
        threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True).start()
        return said

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement over a connection of its own, not Django's; returns its rows. Parameters are `%s`."""
        if self.vendor == "postgresql":
            with psycopg.connect(self.url) as direct:
                cursor = direct.execute(query, params or None)
                return list(cursor.fetchall()) if cursor.description else []
        with contextlib.closing(sqlite3.connect(self.database, timeout=30)) as direct, direct:
            return direct.execute(query.replace("%s", "?"), params).fetchall()

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """In this block Django's models work on the site's database: for the builders of `world`.

        Not together with `db` or `transactional_db`.
        """
        assert not connection.in_atomic_block, "site.inside() does not go with db, nor with an open transaction"
        connection.close()
        usual = {name: connection.settings_dict[name] for name in ("NAME", "OPTIONS")}
        connection.settings_dict |= {"NAME": self.database, "OPTIONS": self._options(usual["OPTIONS"])}
        try:
            with self.blocker.unblock():
                yield
        finally:
            connection.close()
            connection.settings_dict |= usual

    def _options(self, usual: Mapping[str, Any]) -> dict[str, Any]:
        """Django's options for the site's database, which may live on a server of its own."""
        own = dj_database_url.parse(self.url)["OPTIONS"] if self.vendor == "postgresql" else {}
        return {**usual, **own}

    def end(self) -> None:
        """Kill what was started and still runs."""
        for process in self._started:
            process.kill()
            process.communicate()


@pytest.fixture
def site(_template: str, django_db_blocker) -> Iterator[Site]:
    """A fresh Milepost of its own."""
    with _site(django_db_blocker, template=_template) as made:
        yield made


@pytest.fixture
def own_server() -> Iterator[postgres.Server]:
    """A server of PostgreSQL of the test's own: killing it harms nobody else."""
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    with postgres.server() as running:
        yield running


@pytest.fixture
def struck_site(own_server: postgres.Server, tmp_path: Path, django_db_blocker) -> Iterator[Site]:
    """A fresh Milepost on that server."""
    (tmp_path / "data").mkdir()
    made = Site(own_server.create_database("struck"), "struck", tmp_path, django_db_blocker)
    try:
        made.run("migrate", check=0)
        yield made
    finally:
        made.end()


@pytest.fixture(scope="session")
def _template(django_db_blocker) -> Iterator[str]:
    """The name of a database (a file, on SQLite) that the program itself has migrated, for sites to copy."""
    with _site(django_db_blocker) as made:
        made.run("migrate", check=0)
        yield made.database


@contextlib.contextmanager
def _site(blocker: Any, template: str | None = None) -> Iterator[Site]:
    name = f"site_{house.worker()}_{next(_numbers)}"
    folder = house.folder() / name
    (folder / "data").mkdir(parents=True)
    if connection.vendor == "postgresql":
        server = house.server_url("postgres")
        made = Site(postgres.create_database(server, name, template), name, folder, blocker)
    else:
        file = folder / "milepost.sqlite3"
        if template is not None:
            shutil.copyfile(template, file)
        made = Site(f"sqlite:///{file}", str(file), folder, blocker)
    try:
        yield made
    finally:
        made.end()
        shutil.rmtree(folder)
        if connection.vendor == "postgresql":
            postgres.drop_database(server, name)
