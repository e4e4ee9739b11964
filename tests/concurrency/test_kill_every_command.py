"""kill -9 during marks, resets, erases and undos of programs: every item is applied exactly once."""

import random

import pytest

from tests.concurrency.in_programs import ROUND, ProgramFactory

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


def test_kill_of_the_server(own_server, struck_site, proof_count, capsys):
    """The worker outlives it and finishes."""
    factory, worker = ProgramFactory(struck_site, LEARNERS), struck_site.start("worker")
    said = struck_site.overhear(worker)
    draw, struck, operation = random.Random(20261123), [], 0
    for _round in range(max(1, proof_count(ROUNDS) // 2)):
        for kind in ROUND:
            operation = factory.in_background(*factory.arguments(kind, operation))
            factory.until_applied(operation, draw.randrange(1, factory.items // 2))
            own_server.kill()
            own_server.start()
            struck.append((kind, factory.applied(operation)))
            factory.until_ended(operation)
            factory.check_done(operation, factory.items)
            factory.check_sound()
    assert worker.poll() is None, "".join(said)
    report(capsys, struck, factory.items, "the server")
