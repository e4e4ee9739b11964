"""What a reset and a launch through the API cost."""

import pytest

from tests.api.asking import Asker
from tests.api.test_operations import reset_of
from tests.support.world import actor, course, enrol, finished, learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

# Staged, previewed, confirmed and done, in two calls.
OF_A_RESET = 15
OF_A_KEY = 2
# With its course and activity looked up, who asks, and all access rules in one statement.
OF_A_LAUNCH = 19


@pytest.fixture
def grace(safety):
    for number in (1, 2):
        finished(learner(f"learner {number}"), safety)
    return Asker(actor("grace"))


def reset_by_the_api(asker, login_id, *, key=""):
    staged = asker.post("/operations", reset_of(login_id), key=key and f"{key}-1").json
    path = f"/operations/{staged['operation']}/confirm"
    done = asker.post(path, {"digest": staged["preview"]["digest"]}, key=key and f"{key}-2")
    assert done.json["outcomes"] == {"done": 1}


def test_a_reset_costs_fifteen_statements(grace, statements):
    with statements() as made:
        reset_by_the_api(grace, "learner 1")
    assert made.count <= OF_A_RESET, made


def test_a_key_costs_two_statements_a_request(grace, statements):
    assert grace.post("/users", {}, key="k").status == 422  # from here on old keys are not cleared for an hour
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


def test_a_launch_asks_all_rules_in_one_statement(safety, statements):
    counts = []
    for number in (1, 30):
        user, of = learner(), course(activities=["page"] * number, sequential=True)
        enrol(user, of)
        asker, body = Asker(user), {"course": of.asset_id, "activity": str(of.activities.first().uuid)}
        with statements() as made:
            assert asker.post("/me/launches", body).status == 201
        counts.append(made)
    assert counts[0].count == counts[1].count <= OF_A_LAUNCH, counts
    assert len([text for text in counts[0].statements if "catalog_courseprerequisite" in text]) == 1
