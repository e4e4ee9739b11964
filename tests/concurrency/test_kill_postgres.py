"""kill -9 of PostgreSQL itself in the middle of an operation; once it is back, the worker that was there finishes."""

import random

import pytest

from tests.concurrency.under_way import Factory

pytestmark = [pytest.mark.proof, pytest.mark.requirement("MP-04")]

LEARNERS = 4_000
KILLS = 20


@pytest.fixture
def factory(struck_site):
    return Factory(struck_site, LEARNERS)


def strike(server, factory, arguments, *, in_background, instant):
    """A command, the server killed in its middle, and the end that it comes to all the same."""
    operation, program = factory.begin(*arguments, *(["--background"] if in_background else []))
    factory.until_applied(operation, instant)
    server.kill()
    server.start()
    at = factory.applied(operation)
    program.communicate()
    assert (program.returncode == 0) == in_background
    factory.until_ended(operation)
    factory.check_done(operation, LEARNERS)
    factory.check_sound()
    return operation, at


def test_a_killed_server_costs_nothing(own_server, factory, proof_count, capsys):
    """Reset or mark, and its undo: by a worker that outlives the server, and by a program that does not."""
    worker = factory.site.start("worker")
    said = factory.site.overhear(worker)
    files = {kind: factory.file(kind) for kind in ("reset", "complete")}
    draw, struck = random.Random(20261122), []
    for number in range(max(1, proof_count(KILLS) // 2)):
        kind = ("reset", "complete")[number % 2]
        how = {"in_background": number % 4 < 2, "instant": draw.randrange(1, LEARNERS // 2)}
        operation, at = strike(own_server, factory, (kind, "--file", files[kind]), **how)
        struck.append((kind, at))
        assert factory.changed(kind, operation) == LEARNERS

        how = {"in_background": number % 4 >= 2, "instant": draw.randrange(1, LEARNERS // 2)}
        _undo, at = strike(own_server, factory, ("undo", str(factory.one("uuid", operation))), **how)
        struck.append((f"undo of {kind}", at))
        assert (factory.state(operation), factory.changed(kind, operation)) == ("undone", 0)
    assert worker.poll() is None, "".join(said)
    in_the_middle = [at for _kind, at in struck if 0 < at < LEARNERS]
    with capsys.disabled():
        print(f"\n{len(struck)} kills of the server, {len(in_the_middle)} of them with 0 < applied < {LEARNERS}:")
        print(", ".join(f"{kind} {at}" for kind, at in struck))
    assert len(in_the_middle) >= len(struck) * 3 / 4
