"""On PostgreSQL the server keeps its connections from request to request; a database that was away costs no answer."""

import pytest
from django.db import connection

from tests.api.serving import Server, at_once, token_of
from tests.support.sites import Site
from tests.support.world import staff
from tools import postgres

THREADS = 8  # of the server, by its own defaults


@pytest.fixture
def database():
    """A server of PostgreSQL of this test's own."""
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    with postgres.server() as running:
        yield running


@pytest.fixture
def site(database, tmp_path, django_db_blocker):
    (tmp_path / "data").mkdir()
    site = Site(database.create_database("kept"), "kept", tmp_path, django_db_blocker)
    try:
        site.run("migrate", check=0)
        yield site
    finally:
        site.end()


def test_connections_are_kept_and_made_anew_after_a_restart(site, database):
    with site.inside():
        staff("grace")
        token = token_of(site, "grace")
    server = Server(site)

    def statuses():
        answers = at_once([lambda: server.ask(token, "GET", "/courses")] * (3 * THREADS))
        return {answer and answer.status for answer in answers}

    def connections():
        backends = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return {pid for (pid,) in site.sql(backends)}

    assert statuses() == {200}
    before = connections()
    assert before, "none was kept"
    assert statuses() == {200}
    assert connections() & before, "none was used again"

    database.kill()
    database.start()
    assert statuses() == {200}
    assert statuses() == {200}
