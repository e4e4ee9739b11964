"""Users over the API: listed, made, changed, looked at, as far as the reach goes."""

import pytest

from milepost.people.models import User
from tests.api.asking import Asker
from tests.commands.acting import finish, reset
from tests.support.world import actor, course, enrol, group, join, learner, limited_staff, many_learners, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def root():
    return Asker(actor("root", "Administrator"))


@pytest.fixture
def mia():
    return Asker(actor("mia", "User manager"))


def test_a_user_is_made_and_found_by_every_name(root):
    group("Berlin")
    made = root.post(
        "/users",
        {
            "login_id": "00000005",
            "email": "Ada@example.org",
            "display_name": "Ada",
            "role": "Learner",
            "groups": ["Berlin"],
        },
    )
    assert made.status == 201
    assert made.json == {
        "id": made.json["id"],
        "login_id": "00000005",
        "email": "Ada@example.org",
        "display_name": "Ada",
        "role": "Learner",
        "groups": ["Berlin"],
        "language": "",
        "time_zone": "",
        "is_active": True,
        "created_at": made.json["created_at"],
    }
    for name in (made.json["id"], "00000005", "ada@example.ORG"):
        assert root.get(f"/users/{name}").json == made.json


def test_a_login_id_that_is_taken_is_a_conflict(mia):
    learner("ada")
    taken = mia.post("/users", {"login_id": "ada"})
    assert (taken.status, taken.headers["Content-Type"]) == (409, "application/problem+json")
    assert "ada" in taken.json["detail"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/login_id"),
        ({"login_id": " "}, "/login_id"),
        ({"login_id": "a\0"}, "/login_id"),
        ({"login_id": "a" * 151}, "/login_id"),
        ({"login_id": 5}, "/login_id"),
        ({"login_id": "a", "email": "nobody"}, "/email"),
        ({"login_id": "a", "language": "tlh"}, "/language"),
        ({"login_id": "a", "time_zone": "\0"}, "/time_zone"),
        ({"login_id": "a", "groups": "Berlin"}, "/groups"),
        ({"login_id": "a", "password": "secret"}, "/password"),
    ],
)
def test_each_field_that_is_at_fault_is_named(mia, body, pointer):
    refused = mia.post("/users", body)
    assert refused.status == 422
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"groups": ["nowhere"]}, "/groups"),
        ({"role": "nothing"}, "/role"),
        ({"time_zone": "Mars/Phobos"}, "/time_zone"),
        ({"groups": [" Berlin "], "role": "nothing"}, "/role"),
        ({"groups": ["Berlin", "nowhere"], "role": "nothing"}, "/groups"),
    ],
)
def test_what_a_user_names_and_is_not_there_is_pointed_at(root, body, pointer):
    group("Berlin")
    [fault] = root.post("/users", {"login_id": "ada", **body}).json["errors"]
    assert (fault["pointer"], fault["code"]) == (pointer, "not_found")
    assert next(word for word in ("nowhere", "nothing", "Mars/Phobos") if word in str(body)) in fault["detail"]
    assert not User.objects.filter(login_id="ada").exists()
    refused = root.patch("/users/root", {"display_name": "x", **body})
    assert (refused.status, refused.json["errors"]) == (422, [fault])
    assert User.objects.get(login_id="root").display_name != "x"


def test_what_is_not_sent_stays(mia):
    learner("ada", language="de")
    before = mia.get("/users/ada").json
    assert mia.patch("/users/ada", {"display_name": "Countess"}).json == before | {"display_name": "Countess"}
    assert mia.patch("/users/ada", {}).json == before | {"display_name": "Countess"}
    assert mia.patch("/users/ada", {"is_active": False}).json["is_active"] is False
    assert mia.patch("/users/ada", {"login_id": None}).status == 422


def test_the_last_administrator_cannot_be_deactivated(root):
    assert root.patch("/users/root", {"is_active": False}).status == 409
    assert User.objects.get(login_id="root").is_active


def test_lists_come_page_by_page_and_are_narrowed(mia):
    group("Berlin", learner("ada"), learner("bob", is_active=False))
    everybody = [user["login_id"] for user in mia.every("/users", limit=2)]
    assert everybody == list(User.objects.order_by("pk").values_list("login_id", flat=True))
    assert [user["login_id"] for user in mia.every("/users", group="Berlin")] == ["ada", "bob"]
    assert [user["login_id"] for user in mia.every("/users", group="Berlin", is_active="false")] == ["bob"]
    assert [user["login_id"] for user in mia.every("/users", search="ADA@")] == ["ada"]
    assert mia.get("/users", is_active="maybe").status == 422
    assert mia.get("/users", cursor="!").status == 422


def test_a_list_costs_the_same_whatever_its_length(mia, statements):
    users = many_learners(3)
    counts = []
    for more in (0, 40):
        group(f"group {more}", *users, *many_learners(more))
        with statements() as made:
            assert mia.get("/users", limit=200).status == 200
        counts.append(made.count)
    assert counts[0] == counts[1] <= 8, counts


# --- progress and records ------------------------------------------------------------------------
@pytest.fixture
def fire():
    made = course("fire")
    join(learner("ada"), program("induction", made))
    return made


def test_the_tree_of_a_learner(mia, fire):
    finish(User.objects.get(login_id="ada"), fire)
    tree = mia.get("/users/ada/progress").json
    [whole] = tree["programs"]
    [of] = whole["courses"]
    assert (whole["status"], whole["progress"], of["status"], of["score"], of["time_spent"]) == (
        "completed",
        100.0,
        "passed",
        80.0,
        120,
    )
    exam = of["activities"][1]
    assert exam == {
        "status": "passed",
        "progress": 100.0,
        "score": 80.0,
        "time_spent": 60,
        "time_spent_total": 60,
        "manually_completed": False,
        "imported": False,
        "locked": False,
        "completed_at": exam["completed_at"],
        "id": exam["id"],
        "asset_id": "exam-2",
        "title": "exam 2",
        "kind": "exam",
        "section": None,
        "opens_at": None,
        "lock_reasons": [],
    }
    assert tree["courses"] == []


@pytest.mark.requirement("LW-21")
def test_time_starts_again_after_a_reset_but_not_in_the_total(mia, fire):
    finish(User.objects.get(login_id="ada"), fire)
    reset(("ada", "fire"))
    [[of]] = [each["courses"] for each in mia.get("/users/ada/progress").json["programs"]]
    assert (of["status"], of["progress"], of["time_spent"], of["time_spent_total"]) == ("not_started", 0.0, 0, 120)


def test_the_records_of_a_learner_with_the_operations_that_closed_them(mia, fire):
    ada = User.objects.get(login_id="ada")
    finish(ada, fire)
    retained = reset(("ada", "fire"))
    [record] = mia.every("/users/ada/records")
    assert (record["number"], record["status"], record["is_current"]) == (1, "passed", False)
    assert record["superseded_by"] == str(retained.uuid)
    assert record["content"] == {"type": "course", "id": str(fire.uuid), "asset_id": "fire", "title": "Fire"}
    erased = reset(("ada", "fire"), policy="erase")
    [record] = mia.every("/users/ada/records", id="fire")
    assert (record["status"], record["score"], record["erased_by"]) == ("erased", None, str(erased.uuid))
    assert [each["number"] for each in mia.every("/users/ada/records", type="program", id="induction")] == [1]
    assert mia.get("/users/ada/records", id="nothing").status == 404


def test_records_cost_the_same_whatever_their_number(mia, statements):
    ada, counts = learner("ada"), []
    for number in (1, 8):
        for n in range(number):
            each = course(f"c{number}-{n}")
            enrol(ada, each)
            finish(ada, each)
            reset(("ada", each))
        with statements() as made:
            mia.get("/users/ada/records")
        counts.append(made.count)
    assert counts[0] == counts[1] <= 9, counts


# --- reach ---------------------------------------------------------------------------------------
def test_people_outside_the_reach_do_not_exist():
    lena = Asker(limited_staff("lena", "User manager", [group("Berlin", learner("ada"))]))
    assert [user["login_id"] for user in lena.every("/users")] == ["ada"]
    for method, path, body in (
        ("GET", "/users/bystander", None),
        ("GET", "/users/bystander@example.org", None),
        ("PATCH", "/users/bystander", {"display_name": "x"}),
        ("GET", "/users/bystander/progress", None),
        ("GET", "/users/bystander/records", None),
    ):
        answer = lena.ask(method, path, body)
        nobody = lena.ask(method, path.replace("bystander", "never-there"), body)
        assert answer.status == nobody.status == 404
        assert answer.body.replace(b"bystander", b"") == nobody.body.replace(b"never-there", b"")
    assert lena.post("/users", {"login_id": "new"}).json["groups"] == ["Berlin"]


def test_a_learner_may_look_at_nobody():
    ada = Asker(learner("ada"))
    for path in ("/users", "/users/ada", "/users/ada/progress", "/users/ada/records", "/users/never-there"):
        assert ada.get(path).status == 403
    assert ada.post("/users", {"login_id": "new"}).status == 403
    assert ada.patch("/users/ada", {"display_name": "x"}).status == 403
