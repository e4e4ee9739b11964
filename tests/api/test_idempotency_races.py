"""The same POST at the same instant, and across a crash: real servers, real HTTP, on both databases."""

import contextlib
import sqlite3
import threading

import psycopg
import pytest

from tests.api.serving import Server, at_once, token_of
from tests.support.world import course, event, finished, learner, staff

pytestmark = pytest.mark.requirement("MP-05")

AT_ONCE = 8


@pytest.fixture
def served(site):
    """A site with twenty learners who have completed a course; `site.server` serves it with two processes."""
    with site.inside():
        site.bystander = learner()
        safety = course("safety")
        site.people = [learner(f"learner-{number:02}") for number in range(20)]
        for each in (site.bystander, *site.people):
            event("course.completed", finished(each, safety))
        staff("grace", "Administrator")
        site.token = token_of(site, "grace")
    # Chunks of one item: so there is an instant to be killed at.
    site.server = Server(site, MILEPOST_CHUNK_SIZE="1")
    return site


def stage(site, *, count=20, **how):
    body = {
        "kind": "reset",
        "learners": {"ids": [each.login_id for each in site.people[:count]]},
        "content": [{"type": "course", "id": "safety"}],
    }
    return site.server.ask(site.token, "POST", "/operations", body, **how)


def confirm(site, staged, **how):
    path = f"/operations/{staged['operation']}/confirm"
    return site.server.ask(site.token, "POST", path, {"digest": staged["preview"]["digest"]}, **how)


def one(answers):
    """The one answer that all of them are."""
    assert len({(answer.status, answer.body) for answer in answers}) == 1, [answer.body for answer in answers]
    replayed = ["Idempotency-Replayed" in answer.headers for answer in answers]
    assert replayed.count(False) == 1
    return answers[0]


def applied_once(site, times=1):
    """Each of the twenty records was superseded once, with one event each time; nobody else's was."""
    assert site.sql("SELECT count(*) FROM records_courserecord WHERE superseded_at IS NOT NULL") == [(20,)]
    assert site.sql("SELECT count(*) FROM ledger_event WHERE kind = 'progress.reset'") == [(20 * times,)]
    assert site.sql("SELECT count(*) FROM records_courserecord WHERE superseded_at IS NULL") == [(1,)]
    site.run("doctor", check=0)
    return True


def test_at_the_same_instant_one_operation_and_one_answer(served):
    made = one(at_once([lambda: stage(served, key="stage")] * AT_ONCE))
    assert (made.status, made.json["state"]) == (201, "previewed")
    assert served.sql("SELECT count(*) FROM progress_operation") == [(1,)]


def test_at_the_same_instant_without_a_key_as_many_as_were_asked_for(served):
    answers = at_once([lambda: stage(served)] * AT_ONCE)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["operation"] for answer in answers}) == AT_ONCE


def test_a_user_made_at_the_same_instant_is_made_once(served):
    body = {"login_id": "newcomer"}
    made = one(at_once([lambda: served.server.ask(served.token, "POST", "/users", body, key="user")] * AT_ONCE))
    assert made.status == 201
    # Without a key all but one are told that the login id is taken.
    body = {"login_id": "another"}
    answers = at_once([lambda: served.server.ask(served.token, "POST", "/users", body)] * AT_ONCE)
    assert sorted(answer.status for answer in answers) == [201] + [409] * (AT_ONCE - 1)


def test_confirmed_at_the_same_instant_it_is_applied_once(served):
    staged = stage(served).json
    answers = at_once([lambda: confirm(served, staged, key="confirm")] * AT_ONCE)
    assert {answer.status for answer in answers} == {200}
    assert {answer.body for answer in answers} == {answers[0].body}
    assert answers[0].json["outcomes"] == {"done": 20}
    assert applied_once(served)


def test_confirmed_at_the_same_instant_without_a_key_everybody_sees_the_end(served):
    staged = stage(served).json
    answers = at_once([lambda: confirm(served, staged)] * AT_ONCE)
    assert {(answer.status, answer.json["state"]) for answer in answers} == {(200, "done")}
    assert applied_once(served)


@pytest.mark.proof
def test_killed_while_staging_there_is_one_operation_or_none_and_then_one(served, proof_count):
    """Key, effect and answer are one transaction."""
    struck = 0
    for number in range(proof_count(20)):
        key, before = f"stage-{number}", served.sql("SELECT count(*) FROM progress_operation")[0][0]
        asking = threading.Thread(target=lambda key=key: stage(served, key=key))
        asking.start()
        until_writing(served, asking)
        served.server.kill()
        asking.join()
        left = served.sql("SELECT count(*) FROM progress_operation")[0][0] - before
        struck += left == 0
        served.server.start()
        first, second = stage(served, key=key), stage(served, key=key)
        assert (first.status, first.body) == (second.status, second.body)
        assert ("Idempotency-Replayed" in first.headers) == (left == 1)
        assert served.sql("SELECT count(*) FROM progress_operation")[0][0] == before + 1
    assert struck, "no kill came before the end of the transaction"


@pytest.mark.proof
def test_killed_while_confirming_it_is_carried_on_and_answered_alike(served, proof_count):
    """Killed in the middle, where nothing has happened yet, or at the end, where only the answer is missing."""
    for number in range(proof_count(20)):
        staged, key = stage(served, key=f"stage-{number}").json, f"confirm-{number}"
        asking = threading.Thread(target=lambda staged=staged, key=key: confirm(served, staged, key=key))
        asking.start()
        if number % 2:
            until_writing(served, asking)
        else:
            until_applied(served, staged["operation"])
        served.server.kill()
        asking.join()
        served.server.start()
        first, second = confirm(served, staged, key=key), confirm(served, staged, key=key)
        assert (first.status, first.body) == (second.status, second.body)
        assert (first.status, first.json["outcomes"]) == (200, {"done": 20})
        assert applied_once(served, times=number + 1)
        undo = served.server.ask(served.token, "POST", f"/operations/{staged['operation']}/undo", {}).json
        assert confirm(served, undo).json["outcomes"] == {"done": 20}


def until_applied(site, operation):
    """Wait until an operation is applied."""
    name = operation.replace("-", "") if site.vendor == "sqlite" else operation
    while site.sql("SELECT applied_to FROM progress_operation WHERE uuid = %s", [name]) == [(0,)]:
        pass


def until_writing(site, asking):
    """Wait until the server is in a transaction that writes, or, where it was too fast to be seen, has answered."""
    if site.vendor == "sqlite":
        connected = contextlib.closing(sqlite3.connect(site.database, timeout=0, isolation_level=None))
        with connected as direct, contextlib.suppress(sqlite3.OperationalError):
            while asking.is_alive():
                direct.execute("BEGIN IMMEDIATE")
                direct.execute("ROLLBACK")
        return
    with psycopg.connect(site.url, autocommit=True) as direct:
        writing = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_xid IS NOT NULL"
        )
        while asking.is_alive() and direct.execute(writing).fetchone() == (0,):
            pass
