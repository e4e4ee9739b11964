"""On PostgreSQL the server keeps its connections from request to request; a database that was away costs no answer."""

from tests.api.serving import Server, at_once, token_of
from tests.support.world import staff

THREADS = 8  # of the server, by its own defaults


def test_connections_are_kept_and_made_anew_after_a_restart(struck_site, own_server):
    with struck_site.inside():
        staff("grace")
        token = token_of(struck_site, "grace")
    server = Server(struck_site)

    def statuses():
        answers = at_once([lambda: server.ask(token, "GET", "/courses")] * (3 * THREADS))
        return {answer and answer.status for answer in answers}

    def connections():
        backends = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return {pid for (pid,) in struck_site.sql(backends)}

    assert statuses() == {200}
    before = connections()
    assert before, "none was kept"
    assert statuses() == {200}
    assert connections() & before, "none was used again"

    own_server.kill()
    own_server.start()
    assert statuses() == {200}
    assert statuses() == {200}
