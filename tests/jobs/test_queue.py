"""The queue: what may stand in its address, and in its messages."""

import json
import pickle
import sqlite3

import pytest
from huey import PostgresHuey, SqliteHuey

from milepost.jobs.queue import queue_at


@pytest.fixture
def queue(tmp_path):
    made = queue_at(f"sqlite:///{tmp_path}/queue.sqlite3")
    made.storage.initialize_schema()
    yield made
    made.storage.close()


@pytest.mark.parametrize(
    ("url", "kind"), [("sqlite:////somewhere/queue", SqliteHuey), ("postgresql://nobody@nowhere/queue", PostgresHuey)]
)
def test_the_address_says_what_kind_it_is_and_nothing_is_connected_to_yet(url, kind):
    assert isinstance(queue_at(url), kind)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [("amqp://host/queue", "sqlite, postgresql or redis, not amqp"), ("redis://host/0", "Run: pip install redis")],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_remedy(site, url, remedy):
    site.env["MILEPOST_QUEUE_URL"] = url
    assert remedy in site.run("operations", check=2).err


def test_a_message_comes_out_as_it_went_in(queue):
    received = []

    @queue.task()
    def carry_on(key):
        received.append(key)

    carry_on(7)
    queue.execute(queue.dequeue())
    assert received == [7]
    assert queue.dequeue() is None


def test_a_message_is_json(queue, tmp_path):
    @queue.task()
    def carry_on(key):
        pass

    carry_on(7)
    with sqlite3.connect(tmp_path / "queue.sqlite3") as direct:
        [(data,)] = direct.execute("SELECT data FROM task")
    direct.close()
    assert [7] in json.loads(data)


def test_a_message_cannot_bring_code(queue):
    queue.storage.enqueue(pickle.dumps(print))
    with pytest.raises((UnicodeDecodeError, json.JSONDecodeError)):
        queue.dequeue()
    assert queue.dequeue() is None, "it does not come again"
