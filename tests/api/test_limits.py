"""How often a token may ask."""

import multiprocessing
import threading

import pytest

from milepost.api.limits import Counter
from tests.api.asking import Asker
from tests.support.world import actor

NOW = 1_800_000_000.0


@pytest.fixture
def counter(tmp_path):
    return Counter(tmp_path / "data" / "rate")


def taken(counter, secret, rate, now, tries):
    return sum(counter.wait(secret, rate, now) == 0 for _ in range(tries))


def test_in_one_burst_or_evenly(counter):
    assert taken(counter, "a", 60, NOW, 100) == 60
    assert taken(counter, "a", 60, NOW + 10, 100) == 10
    assert taken(counter, "a", 60, NOW + 10_000, 100) == 60


def test_it_says_how_long_to_wait(counter):
    taken(counter, "a", 60, NOW, 60)
    assert counter.wait("a", 60, NOW) == pytest.approx(1)
    assert counter.wait("a", 60, NOW + 0.25) == pytest.approx(0.75)
    assert counter.wait("a", 60, NOW + 1.0001) == 0


def test_a_token_is_not_refused_for_another_one(counter):
    taken(counter, "a", 60, NOW, 60)
    assert taken(counter, "b", 60, NOW, 100) == 60


def test_a_clock_that_is_set_back_locks_nobody_out(counter):
    taken(counter, "a", 60, NOW + 86_400, 100)
    assert taken(counter, "a", 60, NOW, 100) == 60


def _take(path, results):
    results.put(taken(Counter(path), "a", 1_000, NOW, 400))


def test_all_threads_and_processes_count_together(tmp_path):
    path, context = tmp_path / "rate", multiprocessing.get_context("fork")
    results = context.Queue()
    processes = [context.Process(target=_take, args=(path, results)) for _ in range(3)]
    for process in processes:
        process.start()
    counter, mine = Counter(path), []
    threads = [threading.Thread(target=lambda: mine.append(taken(counter, "a", 1_000, NOW, 100))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for each in (*threads, *processes):
        each.join()
    assert sum(mine) + sum(results.get(timeout=60) for _ in processes) == 1_000


@pytest.mark.django_db
def test_too_many_requests_are_a_problem_that_says_when(settings):
    asker, settings.API_RATE = Asker(actor("grace")), 3
    assert [asker.get("/me").status for _ in range(4)] == [200, 200, 200, 429]
    answer = asker.get("/me")
    assert answer.json["type"] == "/api/v1/problems/too-many-requests"
    assert 1 <= int(answer.headers["Retry-After"]) <= 20
    assert Asker(actor("mia")).get("/me").status == 200


@pytest.mark.django_db
def test_zero_means_any_number(settings):
    asker, settings.API_RATE = Asker(actor("grace")), 0
    assert {asker.get("/me").status for _ in range(20)} == {200}


@pytest.mark.django_db
def test_counting_costs_no_statement(settings, statements):
    asker = Asker(actor("grace"))
    made = []
    for settings.API_RATE in (0, 6_000):
        with statements() as counted:
            asker.get("/me")
        made.append(counted)
    assert made[0].count == made[1].count
