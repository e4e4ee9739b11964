"""The same POST twice with one key: done once, answered twice alike."""

import datetime as dt

import pytest

from milepost.api import idempotency
from milepost.api.models import IdempotencyKey
from milepost.base import clock
from milepost.base.permissions import PROGRESS_MANAGE
from milepost.jobs.crew import Crew
from milepost.jobs.periodic import jobs_for
from milepost.people.models import Role, User
from milepost.progress.models import Operation
from milepost.records.models import PlayerSession
from tests.api.asking import Asker
from tests.api.test_operations import confirmed, reset_of
from tests.commands.acting import reset
from tests.support.world import actor, finished, group, learner, limited_staff

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("bystander"),
    pytest.mark.requirement("MP-05"),
]


@pytest.fixture
def grace(safety):
    finished(learner("learner 1"), safety)
    return Asker(actor("grace", "Administrator"))


def same(first, second):
    """The second answer is the first one again, and says so."""
    assert (first.status, first.body, first.headers["Content-Type"]) == (
        second.status,
        second.body,
        second.headers["Content-Type"],
    )
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")
    return True


def test_an_operation_is_staged_once(grace):
    first, second = (grace.post("/operations", reset_of("learner 1"), key="k1") for _ in range(2))
    assert first.status == 201
    assert same(first, second)
    assert Operation.objects.count() == 1


def test_confirming_is_answered_alike_even_when_it_was_undone_meanwhile(grace):
    staged = grace.post("/operations", reset_of("learner 1")).json
    path, body = f"/operations/{staged['operation']}", {"digest": staged["preview"]["digest"]}
    first = grace.post(f"{path}/confirm", body, key="k1")
    confirmed(grace, grace.post(f"{path}/undo", {}, key="k2").json)
    assert (first.json["state"], grace.get(path).json["state"]) == ("done", "undone")
    assert same(first, grace.post(f"{path}/confirm", body, key="k1"))


def test_every_post_has_it(grace):
    body = {"login_id": "newcomer"}
    first, second = (grace.post("/users", body, key="k1") for _ in range(2))
    assert (first.status, same(first, second)) == (201, True)
    assert grace.post("/users", body, key="k2").status == 409
    ada = Asker(User.objects.get(login_id="learner 1"))
    first, second = (ada.post("/me/launches", {"course": "safety"}, key="k1") for _ in range(2))
    assert (first.status, same(first, second)) == (201, True)
    assert PlayerSession.objects.filter(record__user__login_id="learner 1").count() == 2  # that of the builder


def test_another_request_with_the_same_key_is_refused(grace):
    grace.post("/operations", reset_of("learner 1"), key="k1")
    other = grace.post("/operations", reset_of("learner 1", reason="Other"), key="k1")
    elsewhere = grace.post("/users", reset_of("learner 1"), key="k1")
    for answer in (other, elsewhere):
        assert (answer.status, answer.json["type"]) == (422, "/api/v1/problems/key-reused")
    assert Operation.objects.count() == 1


def test_an_error_is_not_kept_and_the_key_serves_the_corrected_request(grace):
    assert grace.post("/operations", reset_of("learner 1", reason=7), key="k1").status == 422
    assert grace.post("/operations", reset_of("learner 1", due_at="2020-01-01"), key="k1").status == 422
    staged = grace.post("/operations", reset_of("learner 1"), key="k1").json
    path = f"/operations/{staged['operation']}/confirm"
    assert grace.post(path, {"digest": "0" * 64}, key="k2").status == 409
    assert grace.post(path, {"digest": staged["preview"]["digest"]}, key="k2").status == 200
    assert Operation.objects.count() == 1


def test_a_key_belongs_to_its_user(grace):
    mia = Asker(actor("mia", "User manager"))
    answers = [asker.post("/operations", reset_of("learner 1"), key="k1") for asker in (grace, mia)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].json["operation"] != answers[1].json["operation"]


def _without_scopes(grace, lena):
    return Asker(grace, scopes=())


def _with_fewer_scopes(grace, lena):
    return Asker(grace, scopes=[PROGRESS_MANAGE])


def _as_a_learner(grace, lena):
    User.objects.filter(pk=grace.pk).update(role=Role.objects.get(name="Learner"))
    return Asker(grace)


def _limited(grace, lena):
    User.objects.filter(pk=grace.pk).update(role=User.objects.get(pk=lena.user_id).role)
    return Asker(grace)


@pytest.mark.parametrize("changed", [_without_scopes, _with_fewer_scopes, _as_a_learner, _limited])
def test_an_answer_is_not_given_to_who_may_do_less_by_now(changed, safety):
    """Nor more: what may be asked for is part of the request."""
    finished(learner("learner 1"), safety)
    grace, lena = (
        User.objects.get(pk=actor("grace").user_id),
        limited_staff("lena", "Training manager", [group("Berlin")]),
    )
    first = Asker(grace).post("/operations", reset_of("learner 1"), key="k1")
    assert first.status == 201
    again = changed(grace, lena).post("/operations", reset_of("learner 1"), key="k1")
    assert (again.status, again.json["type"]) == (422, "/api/v1/problems/key-reused")
    assert first.json["operation"] not in again.body.decode()


def test_another_token_that_may_the_same_is_answered_alike(grace):
    first = grace.post("/operations", reset_of("learner 1"), key="k1")
    other = Asker(User.objects.get(login_id="grace"))
    assert same(first, other.post("/operations", reset_of("learner 1"), key="k1"))


def test_a_key_is_kept_for_seven_days(grace):
    grace.post("/operations", reset_of("learner 1"), key="k1")
    with clock.fixed(clock.now() + idempotency.KEPT - dt.timedelta(minutes=1)):
        grace.post("/operations", reset_of("learner 1"), key="k1")
    assert Operation.objects.count() == 1
    with clock.fixed(clock.now() + idempotency.KEPT + dt.timedelta(minutes=1)):
        grace.post("/operations", reset_of("learner 1", reason="Again"), key="k1")
    assert Operation.objects.count() == 2


def keys():
    return set(IdempotencyKey.objects.values_list("key", flat=True))


def test_no_key_is_there_for_longer_than_seven_days_and_an_hour(grace):
    """However few there are: their answers hold names and addresses."""
    begun = clock.now()
    asked = {"old": dt.timedelta(), "next-day": dt.timedelta(days=1), "late": idempotency.KEPT}
    for key, later in asked.items():
        with clock.fixed(begun + later):
            grace.post("/operations", reset_of("learner 1"), key=key)
    assert keys() == {"old", "next-day", "late"}
    with clock.fixed(begun + idempotency.KEPT + idempotency.CLEARED_EVERY):
        assert grace.post("/operations", reset_of("learner 1", reason=7), key="any").status == 422
    assert keys() == {"next-day", "late"}


def test_clearing_is_one_statement_an_hour(grace, statements):
    begun, counts = clock.now() + dt.timedelta(days=2), []
    for minutes in (0, 59, 60):
        with clock.fixed(begun + dt.timedelta(minutes=minutes)), statements() as made:
            assert grace.post("/operations", reset_of("learner 1"), key=f"k{minutes}").status == 201
        counts.append(made.count)
    assert counts == [counts[1] + 1, counts[1], counts[1] + 1]


def test_workers_clear_where_nobody_sends_a_key(grace):
    grace.post("/operations", reset_of("learner 1"), key="old")
    [job] = [job for job in jobs_for(Crew(1)) if job.name == "answers"]
    job.run()
    assert keys() == {"old"}
    with clock.fixed(clock.now() + idempotency.KEPT + dt.timedelta(minutes=1)):
        job.run()
    assert keys() == set()


@pytest.mark.parametrize("key", ["two words", "\x7f", "ü", "k" * 201])
def test_a_key_that_is_none_is_said_to_be(key, grace):
    answer = grace.post("/operations", reset_of("learner 1"), key=key)
    assert (answer.status, Operation.objects.count()) == (400, 0)


def test_what_an_erase_concerns_is_not_answered_again(grace):
    first = grace.post("/operations", reset_of("learner 1", reason="Planted"), key="k1")
    assert "Planted" in IdempotencyKey.objects.get().body
    reset(("learner 1", "safety"), policy="erase")
    again = grace.post("/operations", reset_of("learner 1", reason="Planted"), key="k1")
    assert (first.status, again.status) == (201, 409)
    assert again.json["type"] == "/api/v1/problems/answer-erased"
    assert "Planted" not in str(list(IdempotencyKey.objects.values()))


def test_no_body_of_a_request_is_kept(grace):
    grace.post("/users", {"login_id": "newcomer", "email": "planted@example.org"}, key="k1")
    kept = IdempotencyKey.objects.get()
    assert len(kept.fingerprint) == 64
    assert kept.status == 201
