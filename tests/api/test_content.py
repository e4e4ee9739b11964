"""Courses, activities, programs and enrolments over the API."""

import pytest

from milepost.catalog.models import Course
from milepost.records.models import Enrolment
from tests.api.asking import Asker
from tests.commands.acting import finish, launch
from tests.support.world import actor, course, enrol, group, learner, limited_staff, many_learners, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def tom():
    return Asker(actor("tom", "Training manager"))


# --- courses -------------------------------------------------------------------------------------
def test_a_course_is_made_filled_changed_and_archived(tom):
    made = tom.post(
        "/courses", {"title": "Fire safety", "asset_id": "FIRE", "compliance": True, "retention_years": 10}
    )
    assert (made.status, made.json["title"], made.json["archived_at"]) == (201, "Fire safety", None)
    for number, kind in enumerate(["page", "exam"], start=1):
        activity = tom.post("/courses/FIRE/activities", {"title": kind, "kind": kind, "asset_id": f"A{number}"})
        assert (activity.status, activity.json["position"]) == (201, number)
    assert tom.post("/courses/FIRE/activities", {"title": "Twice", "kind": "page", "asset_id": "A1"}).status == 409
    moved = tom.patch("/courses/FIRE/activities/A2", {"position": 1, "section": "First things"})
    assert (moved.json["position"], moved.json["section"]) == (1, "First things")
    assert [each["asset_id"] for each in tom.every("/courses/FIRE/activities", limit=1)] == ["A2", "A1"]

    assert tom.patch("/courses/FIRE/activities/A1", {"retired": True}).json["retired_at"] is not None
    assert tom.patch("/courses/FIRE/activities/A1", {"retired": False}).status == 422
    assert [each["asset_id"] for each in tom.every("/courses/FIRE/activities", limit=1)] == ["A2"]
    shown = tom.every("/courses/FIRE/activities", with_retired="true", limit=1)
    assert [each["asset_id"] for each in shown] == ["A2", "A1"]

    archived = tom.patch(f"/courses/{made.json['id']}", {"archived": True, "asset_id": None})
    assert (archived.json["asset_id"], archived.json["compliance"]) == (None, True)
    assert archived.json["archived_at"] is not None
    assert tom.get(f"/courses/{made.json['id']}").json == archived.json


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/title"),
        ({"title": "\u00a0 "}, "/title"),
        ({"title": "x", "asset_id": "a/b"}, "/asset_id"),
        ({"title": "x", "retention_years": 10**30}, "/retention_years"),
        ({"title": "x", "retention_years": "10"}, "/retention_years"),
        ({"title": "x", "compliance": 1}, "/compliance"),
        ({"title": "x", "record_policy": "delete"}, "/record_policy"),
        ({"title": "x", "description": "\0"}, "/description"),
    ],
)
def test_each_field_that_is_at_fault_is_named(tom, body, pointer):
    before = Course.objects.count()
    refused = tom.post("/courses", body)
    assert (refused.status, [error["pointer"] for error in refused.json["errors"]]) == (422, [pointer])
    assert Course.objects.count() == before


@pytest.mark.parametrize(
    ("rule", "pointer"),
    [
        ({"opens_on": "1899-12-31"}, "/opens_on"),
        ({"opens_on": "3000-01-01"}, "/opens_on"),
        ({"opens_on": "tomorrow"}, "/opens_on"),
        ({"opens_after_days": 0}, "/opens_after_days"),
        ({"opens_after_days": 3651}, "/opens_after_days"),
    ],
)
def test_an_access_rule_has_bounds(tom, rule, pointer):
    exam = course("fire").activities.get(kind="exam")
    refused = tom.patch(f"/courses/fire/activities/{exam.asset_id}", rule)
    assert refused.status == 422
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]
    exam.refresh_from_db()
    assert (exam.opens_on, exam.opens_after_days) == (None, None)


def test_an_activity_is_made_with_its_access_rule(tom):
    course("fire")
    rule = {"opens_on": "2031-05-06", "opens_after_days": 3}
    made = tom.post("/courses/fire/activities", {"title": "Later", "kind": "page"} | rule)
    assert (made.status, {name: made.json[name] for name in rule}) == (201, rule)


# --- rules ---------------------------------------------------------------------------------------
def test_a_course_is_made_with_rules_and_they_are_changed(tom):
    fire, water = course("fire"), course("water")
    made = tom.post("/courses", {"title": "Cranes", "asset_id": "CR", "sequential": True, "prerequisites": ["fire"]})
    assert (made.status, made.json["sequential"], made.json["prerequisites"]) == (201, True, [str(fire.uuid)])
    changed = tom.patch("/courses/CR", {"sequential": False, "prerequisites": ["water", str(fire.uuid)]})
    assert (changed.json["sequential"], changed.json["prerequisites"]) == (False, [str(fire.uuid), str(water.uuid)])
    assert tom.patch("/courses/CR", {"title": "Cranes!"}).json == changed.json | {"title": "Cranes!"}
    assert tom.get("/courses/CR").json in tom.every("/courses")
    around = tom.patch("/courses/fire", {"prerequisites": ["CR"]})
    assert (
        around.status,
        "“Cranes!”, “Fire”" in around.json["detail"] or "“Fire”, “Cranes!”" in around.json["detail"],
    ) == (
        409,
        True,
    )
    assert pointed_at(tom.patch("/courses/CR", {"prerequisites": ["water", "nowhere"]})) == "/prerequisites/1"
    assert pointed_at(tom.post("/courses", {"title": "x", "prerequisites": ["nowhere"]})) == "/prerequisites/0"
    assert tom.patch("/courses/CR", {"prerequisites": []}).json["prerequisites"] == []


def test_an_activity_is_made_with_rules_and_they_are_changed(tom):
    page, exam = course("fire").activities.all()
    rule = {"completes": "played", "played_per_cent": 75, "min_seconds": 120}
    made = tom.post(
        "/courses/fire/activities",
        {"title": "Film", "kind": "video", "asset_id": "F", "prerequisites": ["page-1"], **rule},
    )
    assert made.status == 201, made.body
    assert {name: made.json[name] for name in rule} == rule
    assert made.json["prerequisites"] == [str(page.uuid)]
    assert made.json in tom.every("/courses/fire/activities")
    changed = tom.patch("/courses/fire/activities/F", {"prerequisites": ["exam-2"], "min_seconds": None})
    assert (changed.json["prerequisites"], changed.json["min_seconds"]) == ([str(exam.uuid)], None)
    assert (changed.json["completes"], changed.json["played_per_cent"]) == ("played", 75)
    assert tom.patch("/courses/fire/activities/exam-2", {"prerequisites": ["F"]}).status == 409


@pytest.mark.parametrize(
    ("rule", "pointer"),
    [
        ({"completes": "played"}, "/completes"),
        ({"completes": "read"}, "/completes"),
        ({"played_per_cent": 50}, "/played_per_cent"),
        ({"played_per_cent": 0}, "/played_per_cent"),
        ({"min_seconds": 0}, "/min_seconds"),
        ({"min_seconds": 360_001}, "/min_seconds"),
        ({"prerequisites": ["nowhere"]}, "/prerequisites/0"),
        ({"prerequisites": ["page-1"] * 51}, "/prerequisites"),
        ({"prerequisites": None}, "/prerequisites"),
    ],
)
def test_a_rule_that_is_none_is_pointed_at(tom, rule, pointer):
    course("fire")
    assert pointed_at(tom.patch("/courses/fire/activities/exam-2", rule)) == pointer
    assert pointed_at(tom.post("/courses/fire/activities", {"title": "x", "kind": "exam"} | rule)) == pointer


def test_lists_of_rules_cost_the_same_whatever_there_is(tom, statements):
    counts = []
    for number in (2, 20):
        of = course(f"c{number}", activities=["page"] * number)
        first, *others = [str(each.uuid) for each in of.activities.all()]
        for each in others:
            assert tom.patch(f"/courses/c{number}/activities/{each}", {"prerequisites": [first]}).status == 200
        with statements() as made:
            assert len(tom.get(f"/courses/c{number}/activities", limit=100).json["items"]) == number
        counts.append(made)
    assert counts[0].count == counts[1].count, counts


def test_a_program_has_an_order_and_its_courses_days(tom):
    for name in ("fire", "water"):
        course(name)
    made = tom.post("/programs", {"title": "x", "asset_id": "IND", "courses": ["fire"], "sequential": True})
    assert (made.status, made.json["sequential"]) == (201, True)
    added = tom.post("/programs/IND/courses", {"course": "water", "opens_on": "2031-05-06"})
    assert [each["opens_on"] for each in added.json["courses"]] == [None, "2031-05-06"]
    moved = tom.patch("/programs/IND/courses/water", {"position": 1, "opens_on": None, "opens_after_days": 3})
    [water, fire] = moved.json["courses"]
    assert (water["asset_id"], water["opens_on"], water["opens_after_days"]) == ("water", None, 3)
    assert (fire["asset_id"], fire["opens_after_days"]) == ("fire", None)
    assert tom.patch("/programs/IND/courses/water", {}).json == moved.json
    assert tom.patch("/courses/water", {"prerequisites": ["fire"]}).status == 409, "it stands before it"
    assert tom.patch("/programs/IND", {"sequential": False}).json["sequential"] is False
    assert tom.patch("/courses/water", {"prerequisites": ["fire"]}).status == 200
    assert tom.patch("/programs/IND", {"sequential": True}).status == 409
    assert pointed_at(tom.patch("/programs/IND/courses/water", {"opens_after_days": 0})) == "/opens_after_days"


def test_an_asset_id_that_is_taken_is_a_conflict(tom):
    course("fire")
    course("water")
    assert tom.post("/courses", {"title": "x", "asset_id": "fire"}).status == 409
    assert tom.patch("/courses/water", {"asset_id": "fire"}).status == 409


def test_courses_are_listed_and_searched(tom):
    course("fire", title="Fire safety")
    course("water", archived_at="2025-01-01T00:00:00Z")
    assert [each["asset_id"] for each in tom.every("/courses", limit=1)] == ["elsewhere", "fire", "water"]
    assert [each["asset_id"] for each in tom.every("/courses", search="SAFETY")] == ["fire"]
    assert [each["asset_id"] for each in tom.every("/courses", is_archived="true")] == ["water"]


def test_the_people_of_a_course(tom, statements):
    fire = course("fire")
    ada = learner("ada")
    for user in [ada, *many_learners(4)]:
        enrol(user, fire)
    finish(ada, fire)
    first, *rest = tom.every("/courses/fire/progress", limit=2)
    assert (first["user"]["login_id"], first["status"], first["score"], first["time_spent"]) == (
        "ada",
        "passed",
        80.0,
        120,
    )
    assert [each["status"] for each in rest] == ["not_started"] * 4
    counts = []
    for more in (0, 30):
        for user in many_learners(more):
            enrol(user, fire)
        with statements() as made:
            tom.get("/courses/fire/progress", limit=100)
        counts.append(made.count)
    assert counts[0] == counts[1]


# --- programs ------------------------------------------------------------------------------------
def test_a_program_is_made_changed_and_put_in_order(tom):
    for name in ("fire", "water", "first-aid"):
        course(name)
    made = tom.post("/programs", {"title": "Induction", "asset_id": "IND", "courses": ["water", "fire"]})
    assert made.status == 201

    def order(answer):
        assert answer.status in (200, 201), answer.body
        return [each["asset_id"] for each in answer.json["courses"]]

    assert order(made) == ["water", "fire"]
    assert order(tom.post("/programs/IND/courses", {"course": "first-aid", "position": 1})) == [
        "first-aid",
        "water",
        "fire",
    ]
    assert tom.post("/programs/IND/courses", {"course": "fire"}).status == 409
    assert order(tom.patch("/programs/IND/courses/fire", {"position": 1})) == ["fire", "first-aid", "water"]
    assert order(tom.delete("/programs/IND/courses/water")) == ["fire", "first-aid"]
    assert tom.delete("/programs/IND/courses/water").status == 404
    assert tom.patch("/programs/IND", {"archived": True}).json["archived_at"] is not None
    assert [each["asset_id"] for each in tom.every("/programs", is_archived="true")] == ["IND"]
    assert order(tom.get("/programs/IND")) == ["fire", "first-aid"]
    assert pointed_at(tom.post("/programs", {"title": "x", "courses": ["fire", "nowhere"]})) == "/courses/1"
    assert pointed_at(tom.post("/programs", {"title": "x", "courses": ["fire", "fire"]})) == "/courses"
    assert pointed_at(tom.post("/programs/IND/courses", {"course": "nowhere"})) == "/course"
    assert tom.post("/programs", {"title": "x", "asset_id": "IND"}).status == 409
    assert tom.post("/programs/nowhere/courses", {"course": "fire"}).status == 404


def pointed_at(refused):
    """The one place in the body that is at fault."""
    assert refused.status == 422, refused.body
    [fault] = refused.json["errors"]
    return fault["pointer"]


# --- enrolments ----------------------------------------------------------------------------------
def test_somebody_is_enrolled_changed_and_ended(tom):
    ada, fire = learner("ada"), course("fire")
    made = tom.post(
        "/enrolments", {"user": "ada", "content": {"type": "course", "id": "fire"}, "due_on": "2031-05-06"}
    )
    assert made.status == 201
    assert (made.json["user"]["login_id"], made.json["content"]["asset_id"]) == ("ada", "fire")
    assert (made.json["due_at"], made.json["restart"]) == ("2031-05-06T23:59:59Z", "keep")
    launch(ada, fire)

    address = f"/enrolments/{made.json['id']}"
    assert tom.get(address).json == made.json
    assert tom.post("/enrolments", {"user": "ada", "content": {"type": "course", "id": "fire"}}).status == 409
    assert tom.patch(address, {"restart": "after_completion"}).json == made.json | {"restart": "after_completion"}
    ended = tom.delete(address)
    assert (ended.status, ended.json["ended_at"] is not None) == (200, True)
    assert tom.delete(address).json == ended.json
    assert tom.get(address).status == 404
    assert ended.json in tom.every("/enrolments", user="ada")
    assert tom.patch(address, {"due_on": None}).status == 409
    assert [each["number"] for each in tom.every("/users/ada/records")] == [1]
    again = tom.post("/enrolments", {"user": "ada", "content": {"type": "course", "id": "fire"}})
    assert (again.status, again.json["id"], again.json["due_at"]) == (201, made.json["id"], None)


def test_whom_and_what_an_enrolment_names_and_is_not_there_is_pointed_at(tom):
    learner("ada")
    program("induction", course("fire"))
    for kind, there in (("course", "fire"), ("program", "induction")):
        wanted = {"type": kind, "id": there}
        assert pointed_at(tom.post("/enrolments", {"user": "nobody", "content": wanted})) == "/user"
        unknown = {"type": kind, "id": "nothing"}
        assert pointed_at(tom.post("/enrolments", {"user": "ada", "content": unknown})) == "/content/id"
    assert not Enrolment.objects.filter(user__login_id="ada").exists()


def test_enrolments_are_listed_by_learner_and_content(tom):
    fire, water = course("fire"), course("water")
    whole = program("induction", fire, water)
    for name in ("ada", "bob"):
        learner(name)
    tom.post("/enrolments", {"user": "ada", "content": {"type": "program", "id": str(whole.uuid)}})
    tom.post("/enrolments", {"user": "bob", "content": {"type": "course", "id": "fire"}})

    def pairs(**query):
        return [(each["user"]["login_id"], each["content"]["asset_id"]) for each in tom.every("/enrolments", **query)]

    assert pairs(course="fire", limit=1) == [("ada", "fire"), ("bob", "fire")]
    assert pairs(user="ada") == [("ada", "fire"), ("ada", "water")]
    assert pairs(user="ada", course="water") == [("ada", "water")]
    assert pairs(type="program") == [("ada", "induction")]
    assert pairs(type="program", program="induction", user="bob") == []
    assert pairs(program="induction") == [("ada", "induction")]
    [found] = tom.every("/enrolments", type="program")
    assert tom.delete(f"/enrolments/{found['id']}").json["ended_at"] is not None
    assert pairs(user="ada", course="fire") == [("ada", "fire")]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"type": "program", "course": "fire"}, "course"),
        ({"type": "course", "program": "induction"}, "program"),
        ({"course": "fire", "program": "induction"}, "course"),
    ],
)
def test_a_filter_that_would_not_be_applied_is_refused(tom, query, pointer):
    program("induction", course("fire"))
    refused = tom.get("/enrolments", **query)
    assert (refused.status, [error["pointer"] for error in refused.json["errors"]]) == (422, [pointer])


@pytest.mark.parametrize("address", ["course-0", "course-999999999999999999", "program-1"])
def test_an_enrolment_that_is_not_there_is_not_found(tom, address):
    for method in ("GET", "PATCH", "DELETE"):
        assert tom.ask(method, f"/enrolments/{address}", {} if method == "PATCH" else None).status == 404


@pytest.mark.parametrize("address", ["1", "course-", "course-1x", "course-9999999999999999999", "lesson-1"])
def test_an_address_that_is_none_is_at_fault(tom, address):
    assert tom.get(f"/enrolments/{address}").status == 422


def test_what_a_limited_role_does_with_people_and_content(bystander):
    ada, fire = learner("ada"), course("fire")
    bystander.joins(fire)
    lena = Asker(limited_staff("lena", "Training manager", [group("Berlin", ada)]))
    theirs = Enrolment.objects.get(user=bystander.user, course=fire)
    assert lena.every("/courses/fire/progress") == []
    assert lena.every("/enrolments") == lena.every("/enrolments", course="fire") == []
    assert lena.get("/enrolments", user="bystander").status == 404
    assert (
        pointed_at(lena.post("/enrolments", {"user": "bystander", "content": {"type": "course", "id": "fire"}}))
        == "/user"
    )
    for method in ("GET", "PATCH", "DELETE"):
        assert lena.ask(method, f"/enrolments/course-{theirs.pk}", {} if method == "PATCH" else None).status == 404
    assert lena.post("/enrolments", {"user": "ada", "content": {"type": "course", "id": "fire"}}).status == 201
    assert [each["user"]["login_id"] for each in lena.every("/courses/fire/progress")] == ["ada"]
    assert lena.get("/courses/fire").status == 200
    assert lena.patch("/courses/fire", {"title": "x"}).status == 403
    assert lena.post("/programs", {"title": "x", "courses": ["nowhere"]}).status == 403
