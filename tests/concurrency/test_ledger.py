"""Many write into the ledger while it is read, sealed and erased: nothing is missed, nothing is seen twice."""

import itertools
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from milepost.ledger import sealing
from milepost.ledger.models import Event
from milepost.ledger.reading import START, Cursor, read
from milepost.ledger.verifying import verify
from tests.support.ledger import ERASE, erase, write_event
from tests.support.world import LONG_AGO

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof, pytest.mark.requirement("MP-11")]

# SQLite has one writer at a time: less to prove, and each commit waits for the disk.
WRITERS, EVENTS = {"postgresql": (12, 100_000), "sqlite": (4, 20_000)}[connection.vendor]
ROUNDS = 100
SAFETY = 3


def at_once(*actions: Callable[[], object]) -> list:
    """Run the actions in threads with connections of their own, started together; their results."""
    start = threading.Barrier(len(actions))

    def act(action: Callable[[], object]) -> object:
        try:
            start.wait()
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))


def writing(seed: int, total: int) -> Callable[[], None]:
    """What one writer does until `total` events of its own stand.

    Its transactions are of very different lengths: the short ones commit while the long ones of others still write.
    One in ten thinks better of it.
    """

    def write() -> None:
        draw, written = random.Random(seed), 0
        while written < total:
            size = min(total - written, draw.choice((1, 2, 5, 50, 400)))
            with transaction.atomic():
                for number in range(size):
                    write_event("note", user_id=seed, record_id=number)
                if draw.random() < 0.1:
                    transaction.set_rollback(True)
                else:
                    written += size

    return write


class Relay:
    """Reads from the beginning, until it is told that nothing more comes and has seen everything that there is."""

    def __init__(self) -> None:
        self.seen: list[Cursor] = []
        self.is_over = threading.Event()

    def follow(self) -> None:
        place = START
        while True:
            was_over = self.is_over.is_set()
            events = read(place, 500)
            self.seen += map(Cursor.of, events)
            if events:
                place = self.seen[-1]
            elif was_over and len(self.seen) >= Event.objects.count():
                return


def test_a_relay_misses_nothing_and_sees_nothing_twice(proof_count, capsys):
    relay, total = Relay(), proof_count(EVENTS)
    writers = [writing(seed, -(-total // WRITERS)) for seed in range(WRITERS)]

    def write_all() -> None:
        try:
            at_once(*writers)
        finally:
            relay.is_over.set()

    def seal() -> None:
        while not relay.is_over.is_set():
            sealing.seal_pending()

    at_once(write_all, relay.follow, seal, seal)
    ids = [place.id for place in relay.seen]
    assert len(ids) >= total
    assert len(set(ids)) == len(ids), "seen twice"
    assert set(ids) == set(Event.objects.values_list("pk", flat=True)), "missed"
    assert relay.seen == sorted(relay.seen)
    late = sum(one > next_one for one, next_one in itertools.pairwise(ids))
    with capsys.disabled():
        print(f"\n{connection.vendor}: {WRITERS} writers, {len(ids)} events, {late} times an older id came later")
    assert (late > 0) == (connection.vendor == "postgresql"), "with PostgreSQL ids are not enough to go by"
    sealing.seal_pending()
    verdict = verify()
    assert (verdict.counts, verdict.head.events) == ({}, len(ids))


def test_of_several_sealers_one_seals_each_stretch(proof_count, monkeypatch):
    monkeypatch.setattr(sealing, "STRETCH", 7)
    for written in range(1, proof_count(ROUNDS) + 1):
        for _ in range(20):
            write_event("note")
        sealed = at_once(*[sealing.seal_pending] * 3)
        assert sum(sealed) + sealing.seal_pending() == 20
        assert verify().head.events == written * 20
    assert verify().is_content


def test_an_erase_while_the_same_events_are_sealed(proof_count):
    rounds = proof_count(ROUNDS)
    for user in range(1, rounds + 1):
        for _ in range(20):
            write_event("note", user_id=user, course_id=SAFETY, data='{"score": 87.5}')
        at_once(sealing.seal_pending, lambda user=user: erase(user, SAFETY, operation=user))
    sealing.seal_pending()
    verdict = verify()
    assert (verdict.counts, verdict.head.events) == ({}, rounds * 21)
    assert not Event.objects.filter(data__contains="87.5").exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there an erase and a sealer never run together")
def test_a_sealer_does_not_wait_for_an_erase():
    for _ in range(3):
        write_event("note", user_id=1, course_id=SAFETY)
    with transaction.atomic():
        ERASE.execute("redact", user=1, course=SAFETY, operation=1, now=LONG_AGO)
        assert at_once(sealing.seal_pending) == [0]
    assert sealing.seal_pending() == 3
