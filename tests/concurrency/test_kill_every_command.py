"""kill -9 during marks, resets, erases and undos of programs: every item is applied exactly once."""

import random

import pytest
from django.db import connection

from tests.concurrency.in_programs import ROUND, ProgramFactory
from tests.support.sites import Site
from tools import postgres

pytestmark = [pytest.mark.proof, pytest.mark.requirement("MP-04")]

LEARNERS = 1_000
ROUNDS = 20


def report(capsys, struck, items, what):
    in_the_middle = [at for _kind, at in struck if 0 < at < items]
    with capsys.disabled():
        print(f"\n{what}: {len(struck)} kills, {len(in_the_middle)} with 0 < applied < {items}:")
        print(", ".join(f"{kind} {at}" for kind, at in struck))
    assert len(in_the_middle) >= len(struck) * 3 / 4


def test_kill_of_the_program(site, proof_count, capsys):
    factory = ProgramFactory(site, LEARNERS)
    draw, struck, operation = random.Random(20261122), [], 0
    for _round in range(proof_count(ROUNDS)):
        for kind in ROUND:
            operation, program = factory.begin(*factory.arguments(kind, operation))
            factory.until_applied(operation, draw.randrange(1, factory.items * 3 // 4))
            program.kill()
            program.communicate()
            struck.append((kind, factory.applied(operation)))
            site.run("worker", "--once", check=0)
            factory.check_done(operation, factory.items)
            factory.check_sound()
    report(capsys, struck, factory.items, site.vendor)


@pytest.fixture
def server():
    """A server of this test's own: killing it harms nobody else."""
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    with postgres.server() as running:
        yield running


def test_kill_of_the_server(server, tmp_path, django_db_blocker, proof_count, capsys):
    """The worker outlives it and finishes."""
    (tmp_path / "data").mkdir()
    site = Site(server.create_database("struck"), "struck", tmp_path, django_db_blocker)
    try:
        site.run("migrate", check=0)
        factory, worker = ProgramFactory(site, LEARNERS), site.start("worker")
        said = site.overhear(worker)
        draw, struck, operation = random.Random(20261123), [], 0
        for _round in range(max(1, proof_count(ROUNDS) // 2)):
            for kind in ROUND:
                operation = factory.in_background(*factory.arguments(kind, operation))
                factory.until_applied(operation, draw.randrange(1, factory.items // 2))
                server.kill()
                server.start()
                struck.append((kind, factory.applied(operation)))
                factory.until_ended(operation)
                factory.check_done(operation, factory.items)
                factory.check_sound()
        assert worker.poll() is None, "".join(said)
        report(capsys, struck, factory.items, "the server")
    finally:
        site.end()
