"""What a reset through the API costs: the heart's statements, and a handful for the API itself."""

import pytest

from milepost.people.actors import by_login
from milepost.progress import api as heart
from tests.api.asking import Asker
from tests.api.test_operations import reset_of
from tests.support.world import actor, finished, learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

# For each of the two calls: the token with its user and role, the permissions of the role; and to find the operation.
OF_THE_API = 2 + 2 + 1
OF_A_KEY = 2


@pytest.fixture
def grace(safety):
    for number in (1, 2):
        finished(learner(f"learner {number}"), safety)
    return Asker(actor("grace"))


def reset_by_the_heart(login_id):
    request = heart.Request(kind=heart.Kind.RESET, source="test")
    who = by_login("grace")
    staged = heart.submit(who, request, [heart.Row(1, login_id, "safety")])
    return heart.run(heart.confirm(who, staged, staged.digest))


def reset_by_the_api(asker, login_id, *, key=""):
    staged = asker.post("/operations", reset_of(login_id), key=key and f"{key}-1").json
    path = f"/operations/{staged['operation']}/confirm"
    done = asker.post(path, {"digest": staged["preview"]["digest"]}, key=key and f"{key}-2")
    assert done.json["outcomes"] == {"done": 1}


def test_the_api_adds_a_handful_of_statements(grace, statements):
    with statements() as whole:
        reset_by_the_api(grace, "learner 1")
    with statements() as beneath:
        reset_by_the_heart("learner 2")
    asking_for_the_actor = 2
    assert whole.count <= beneath.count - asking_for_the_actor + OF_THE_API, (whole, beneath)


def test_a_key_costs_two_statements_a_request(grace, statements):
    with statements() as without:
        reset_by_the_api(grace, "learner 1")
    with statements() as marked:
        reset_by_the_api(grace, "learner 2", key="k")
    assert marked.count <= without.count + 2 * OF_A_KEY, (without, marked)


def test_many_learners_cost_as_many_statements_as_one(grace, safety, statements):
    people = [learner(f"more {number}") for number in range(30)]
    for each in people:
        finished(each, safety)
    counts = []
    for names in ([people[0].login_id], [each.login_id for each in people[1:]]):
        staged = grace.post("/operations", reset_of(*names))
        path, digest = f"/operations/{staged.json['operation']}/confirm", staged.json["preview"]["digest"]
        with statements() as made:
            grace.post(path, {"digest": digest})
        counts.append(made)
    assert counts[0].count == counts[1].count, counts
