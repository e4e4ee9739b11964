"""kill -9 at any instant; after the next start every item is applied exactly once."""

import random

import pytest

from tests.concurrency.under_way import Factory

pytestmark = [pytest.mark.proof, pytest.mark.requirement("MP-04")]

LEARNERS = 4_000
KILLS = 20


@pytest.fixture
def factory(site):
    return Factory(site, LEARNERS)


def kill_in_the_middle(factory, arguments, instant):
    """Start the program, watch the database, kill the program once `instant` items are applied. What was applied."""
    operation, program = factory.begin(*arguments)
    factory.until_applied(operation, instant)
    program.kill()
    program.communicate()
    return operation, factory.applied(operation)


def check_whole(factory, operation):
    """Carried to its end by the next worker, each item exactly once."""
    factory.site.run("worker", "--once", check=0)
    factory.check_done(operation, LEARNERS)
    factory.check_sound()


def test_kill_during_reset_mark_and_undo(factory, proof_count, capsys):
    """In each round a command is killed and carried to its end, then its undo is."""
    files = {kind: factory.file(kind) for kind in ("reset", "complete")}
    draw, struck = random.Random(20261122), []
    for number in range(proof_count(KILLS)):
        kind = ("reset", "complete")[number % 2]
        operation, at = kill_in_the_middle(
            factory, (kind, "--file", files[kind]), draw.randrange(1, LEARNERS * 3 // 4)
        )
        struck.append((kind, at))
        check_whole(factory, operation)
        assert factory.changed(kind, operation) == LEARNERS

        arguments = ("undo", str(factory.one("uuid", operation)))
        undo, at = kill_in_the_middle(factory, arguments, draw.randrange(1, LEARNERS * 3 // 4))
        struck.append((f"undo of {kind}", at))
        check_whole(factory, undo)
        assert factory.changed(kind, operation) == 0
    in_the_middle = [at for _kind, at in struck if 0 < at < LEARNERS]
    with capsys.disabled():
        print(f"\n{factory.site.vendor}: {len(struck)} kills, {len(in_the_middle)} with 0 < applied < {LEARNERS}:")
        print(", ".join(f"{kind} {at}" for kind, at in struck))
    assert len(in_the_middle) >= len(struck) * 3 / 4


def test_killed_before_anything_was_applied_nothing_is_half_done(factory):
    """Before the first chunk there is nothing to repair; an operation that was only staged is just not confirmed."""
    site, file = factory.site, factory.file("reset")
    before = site.sql("SELECT * FROM records_courserecord ORDER BY id")
    process = site.start("reset", "--file", file, "--yes")
    process.kill()
    process.communicate()
    site.run("worker", "--once", check=0)
    states = {state for (state,) in site.sql("SELECT state FROM progress_operation")}
    assert states <= {"previewed", "done"}
    if "done" not in states:
        assert site.sql("SELECT * FROM records_courserecord ORDER BY id") == before
    site.run("doctor", check=0)
