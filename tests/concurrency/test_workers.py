"""Several workers, killed, stopped and not woken: every item is applied once, and none is forgotten."""

import json
import random
import signal
from uuid import UUID

import psutil
import pytest

from milepost.jobs import background
from tests.concurrency.under_way import CHUNK, Factory, until
from tests.support.world import actor

pytestmark = [pytest.mark.proof, pytest.mark.requirement("MP-04")]

LEARNERS = 5_000
HALF = LEARNERS // 2
KILLS = 10


@pytest.fixture
def factory(site):
    return Factory(site, LEARNERS)


def start_worker(site, *options):
    process = site.start("worker", "--json", *options)
    assert any("Stop it with Ctrl+C" in line for line in process.stderr)
    return process


def hand_over(factory, *arguments):
    """Leave a command to a worker, and see what the program says."""
    operation, program = factory.begin(*arguments, "--background")
    out, err = program.communicate(timeout=60)
    report = json.loads(out)
    assert (program.returncode, report["state"], report["outcomes"], err) == (0, "running", {}, "")
    return operation


def delete_queue(site):
    files = list((site.folder / "data").glob("queue.sqlite3*"))
    assert files
    for file in files:
        file.unlink()


def test_two_workers_apply_each_item_once(factory):
    """Both are woken for the same four operations, and both find them in the tables besides."""
    site = factory.site
    kinds = [("reset", slice(HALF)), ("complete", slice(HALF, LEARNERS))]
    operations = [hand_over(factory, kind, "--file", factory.file(kind, part)) for kind, part in kinds]
    assert [factory.one("lease_owner", operation) for operation in operations] == ["", ""]
    workers = [start_worker(site, "--concurrency", "2") for _ in range(2)]
    for operation, (kind, _part) in zip(operations, kinds, strict=True):
        factory.until_ended(operation)
        factory.check_done(operation, HALF)
        assert factory.changed(kind, operation) == HALF
    undos = [hand_over(factory, "undo", str(factory.one("uuid", operation))) for operation in operations]
    for undo, operation, (kind, _part) in zip(undos, operations, kinds, strict=True):
        factory.until_ended(undo)
        factory.check_done(undo, HALF)
        assert (factory.state(operation), factory.changed(kind, operation)) == ("undone", 0)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        assert worker.communicate(timeout=60) == ('{"stopped": true}\n', "")
    factory.check_sound()


def test_another_worker_takes_over_from_one_that_is_killed(factory, proof_count, capsys):
    site, draw, struck = factory.site, random.Random(20261122), []
    workers = {process.pid: process for process in (start_worker(site), start_worker(site))}
    operation = 0
    for number in range(proof_count(KILLS)):
        # By turns, so that there is always something to do for every learner.
        command = (
            ("undo", str(factory.one("uuid", operation))) if number % 2 else ("reset", "--file", factory.file("reset"))
        )
        operation = factory.in_background(*command)
        victim = workers.pop(factory.until_applied(operation, draw.randrange(1, LEARNERS // 2)))
        victim.kill()
        victim.communicate()
        struck.append(factory.applied(operation))
        factory.until_ended(operation)
        factory.check_done(operation, LEARNERS)
        successor = start_worker(site)
        workers[successor.pid] = successor
    assert all(0 < at < LEARNERS for at in struck)
    factory.check_sound()
    with capsys.disabled():
        print(f"\n{site.vendor}: workers killed at {', '.join(map(str, struck))} of {LEARNERS}, another one finished")


def test_a_worker_that_is_told_to_stop_leaves_the_rest_to_the_next(factory):
    site = factory.site
    worker = start_worker(site)
    operation = factory.in_background("complete", "--file", factory.file("complete"))
    factory.until_applied(operation, CHUNK)
    worker.send_signal(signal.SIGTERM)
    assert worker.communicate(timeout=60) == ('{"stopped": true}\n', "")
    assert factory.state(operation) == "running"
    left_at = factory.applied(operation)
    assert 0 < left_at < LEARNERS
    assert left_at % CHUNK == 0
    assert factory.events(operation) == (left_at, left_at)
    assert site.run("worker", "--once", "--json", check=0).json == {"finished": 1}
    factory.check_done(operation, LEARNERS)
    factory.check_sound()


def test_a_running_operation_can_be_cancelled(factory):
    """The chunk that is being applied is the last one; what was done stays, counted, and can be undone."""
    site = factory.site
    site.env["MILEPOST_CHUNK_SIZE"] = "1"  # so that it is still running when it is to be cancelled
    start_worker(site)
    with site.inside():
        who = actor()
    operation = factory.in_background("reset", "--file", factory.file("reset"))
    uuid = str(factory.one("uuid", operation))
    factory.until_applied(operation, 1)
    with site.inside():
        background.cancel(who, UUID(uuid))
    at_most = factory.applied(operation) + 1
    factory.until_ended(operation)
    done = factory.applied(operation)
    assert 0 < done <= at_most < LEARNERS
    assert factory.state(operation) == "cancelled"
    assert factory.outcomes(operation) == {"cancelled": LEARNERS - done, "done": done}
    assert factory.events(operation) == (done, done)
    assert factory.changed("reset", operation) == done
    factory.check_sound()
    site.run("undo", uuid, "--yes", "--json", check=0)
    factory.check_done(factory.newest(), done)
    assert factory.changed("reset", operation) == 0
    factory.check_sound()


def test_an_operation_that_waits_for_a_worker_is_cancelled_at_once(factory):
    operation = hand_over(factory, "reset", "--file", factory.file("reset"))
    report = factory.site.run("cancel", str(factory.one("uuid", operation)), "--json", check=0).json
    assert (report["state"], report["outcomes"]) == ("cancelled", {"cancelled": LEARNERS})
    assert factory.site.run("worker", "--once", "--json", check=0).json == {"finished": 0}
    assert factory.events(operation) == (0, 0)
    factory.check_sound()


def test_a_lost_queue_loses_nothing(factory):
    """Lost while an operation waits in it, and lost under a worker that listens to it."""
    site = factory.site
    first = hand_over(factory, "reset", "--file", factory.file("reset", slice(HALF)))
    delete_queue(site)
    start_worker(site)
    factory.until_ended(first)
    delete_queue(site)
    second = hand_over(factory, "complete", "--file", factory.file("complete", slice(HALF, LEARNERS)))
    factory.until_ended(second)
    for operation in (first, second):
        factory.check_done(operation, HALF)
    factory.check_sound()


def test_a_queue_that_cannot_be_reached_loses_nothing(factory):
    site = factory.site
    site.env["MILEPOST_QUEUE_URL"] = f"postgresql://nobody@/nothing?host={site.folder}"
    given = site.run("reset", "--file", factory.file("reset"), "--background", "--yes", check=0)
    assert "the queue cannot be used" in given.err
    operation = factory.newest()
    worker = start_worker(site)
    factory.until_ended(operation)
    factory.check_done(operation, LEARNERS)
    worker.send_signal(signal.SIGTERM)
    out, _ = worker.communicate(timeout=60)
    assert (worker.returncode, json.loads(out)) == (0, {"stopped": True})


def test_it_is_said_how_far_an_operation_is(factory):
    site = factory.site
    operation = factory.in_background("reset", "--file", factory.file("reset"))
    uuid = str(factory.one("uuid", operation))
    waiting = site.run("operations", uuid, "--json", check=0).json
    assert (waiting["state"], waiting["progress"]) == (
        "running",
        {"applied_to": 0, "last_position": LEARNERS, "percent": 0},
    )
    assert "0 of 5,000, 0 %" in site.run("operations", uuid, check=0).out
    following = site.start("operations", uuid, "--follow", "--json")
    assert following.stderr.readline() == "0 of 5,000, 0 %\n"
    start_worker(site)
    out, _ = following.communicate(timeout=120)
    ended = json.loads(out)
    assert (ended["state"], ended["progress"]) == (
        "done",
        {"applied_to": LEARNERS, "last_position": LEARNERS, "percent": 100},
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_works_in_the_background_too(factory, number):
    """One of its processes is ended in the middle; whichever is there goes on."""
    site = factory.site
    server = site.start("serve", "--port", "0", "--workers", "2")
    assert "Milepost serves at" in server.stderr.readline()
    operation = factory.in_background("complete", "--file", factory.file("complete"))
    victim = psutil.Process(factory.until_applied(operation, CHUNK))
    assert victim.ppid() == server.pid
    victim.send_signal(number)
    factory.until_ended(operation)
    factory.check_done(operation, LEARNERS)
    until(lambda: not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE)
    factory.check_sound()


def test_a_queue_in_postgresql_wakes_workers_too(factory):
    """It may be the database itself; nothing of it is left over."""
    site = factory.site
    if site.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    site.env["MILEPOST_QUEUE_URL"] = site.url
    start_worker(site)
    operation = hand_over(factory, "reset", "--file", factory.file("reset"))
    factory.until_ended(operation)
    factory.check_done(operation, LEARNERS)
    until(lambda: site.sql("SELECT count(*) FROM huey_task") == [(0,)])
    assert not list((site.folder / "data").glob("queue*"))
    factory.check_sound()
