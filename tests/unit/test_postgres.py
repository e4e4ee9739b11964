"""The PostgreSQL server that tests and benchmarks throw away."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg
import pytest

from tools import postgres

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server():
    with postgres.server({"work_mem": "5MB"}) as running:
        yield running


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("autovacuum", "on"),
        ("listen_addresses", ""),
        ("shared_preload_libraries", "pg_stat_statements"),
        ("work_mem", "5MB"),
        ("server_encoding", "UTF8"),
    ],
)
def test_it_is_configured_honestly(server, name, value):
    assert ask(server.url(), f"SHOW {name}") == value


def test_it_knows_letters_beyond_ascii(server):
    assert ask(server.url(), "SELECT lower('ÄÉЖ')") == "äéж"


def test_it_does_not_run_as_root(server):
    assert psutil.Process(server.pid).uids().real != 0


def test_a_database_can_be_copied_and_dropped(server):
    with psycopg.connect(server.create_database("original")) as connection:
        connection.execute("CREATE TABLE t AS SELECT 7 AS x")
    copy = server.create_database("it's a copy", template="original")
    assert ask(copy, "SELECT x FROM t") == 7
    with psycopg.connect(copy):
        server.drop_database("it's a copy")
    server.drop_database("it's a copy")
    assert ask(server.url(), "SELECT count(*) FROM pg_database WHERE datname LIKE '%copy'") == 0


def test_what_was_committed_survives_a_kill(server):
    url = server.create_database("survivor")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE t AS SELECT 7 AS x")
    first = server.pid
    server.kill()
    assert not psutil.pid_exists(first) or psutil.Process(first).status() == psutil.STATUS_ZOMBIE
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    server.start()
    assert server.pid != first
    assert ask(url, "SELECT x FROM t") == 7


def test_it_stops_and_starts(server):
    server.stop()
    server.stop()
    with pytest.raises(postgres.ServerError, match="does not run"):
        _ = server.pid
    server.start()
    assert ask(server.url(), "SELECT 1") == 1


def test_it_says_what_is_wrong_with_a_setting():
    with pytest.raises(postgres.ServerError, match="wal_level"), postgres.server({"wal_level": "nonsense"}):
        pass


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_its_owner_ends(end):
    command = [sys.executable, "-m", "tools.postgres"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        url = owner.stdout.readline().strip()
        folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        assert ask(url, "SELECT 1") == 1
        watchdogs = [child for child in psutil.Process(owner.pid).children() if "milepost-watchdog" in child.cmdline()]
        os.kill(owner.pid, end)
    psutil.wait_procs(watchdogs, timeout=30)
    assert len(watchdogs) == 1
    assert not folder.exists()
