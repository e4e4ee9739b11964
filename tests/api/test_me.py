"""A script plays a learner: launch, commit, be reset, acknowledge, go on."""

import pytest

from milepost.people.models import User
from milepost.records.models import ActivityRecord, LateCommit, PlayerSession
from tests.api.asking import Asker
from tests.commands.acting import mark, reset
from tests.support.world import actor, course, enrol, fill, learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def ada_asks(ada):
    return Asker(ada)


def commit(asker, activity, **done):
    answer = asker.post(f"/me/activities/{activity.uuid}/commit", done)
    assert answer.status == 200, answer.body
    return answer.json


def test_a_course_is_launched_worked_through_and_completed(ada_asks, safety):
    launched = ada_asks.post("/me/launches", {"course": "safety", "activity": "page-1"})
    page, exam = safety.activities.all()
    assert launched.status == 201
    assert launched.json == {
        "id": launched.json["session"],
        "state": "open",
        "course": str(safety.uuid),
        "activity": str(page.uuid),
        "session": launched.json["session"],
        "record": 1,
        "restarted": False,
        "notice": None,
    }
    assert commit(ada_asks, page, status="completed", seconds=60) == {
        "session": launched.json["session"],
        "is_open": True,
    }
    assert ada_asks.post(f"/me/activities/{exam.uuid}/commit").json["is_open"]
    commit(ada_asks, exam, status="active", state="page 3", seconds=30.0)  # in JSON as whole as 30
    commit(ada_asks, exam, status="passed", score=80.5, seconds=30)
    [seen] = ada_asks.get("/me/progress").json["courses"]
    assert (seen["status"], seen["progress"], seen["time_spent"]) == ("passed", 100.0, 120)
    assert ActivityRecord.objects.get(activity=exam, record__user__login_id="ada").state == "page 3"


@pytest.mark.requirement("SK-04")
@pytest.mark.requirement("SK-07")
@pytest.mark.requirement("MP-10")
def test_after_a_reset_the_notice_comes_first(ada, ada_asks, safety):
    page = safety.activities.first()
    before = ada_asks.post("/me/launches", {"course": "safety"}).json
    commit(ada_asks, page, status="completed")
    operation = reset(("ada", "safety"), reason="New syllabus").uuid

    assert commit(ada_asks, page, status="completed") == {"session": before["session"], "is_open": False}
    assert LateCommit.objects.count() == 1
    told = ada_asks.post("/me/launches", {"course": "safety"}).json
    assert (told["state"], told["session"], told["record"]) == ("notice", None, None)
    assert (told["notice"]["operation"], told["notice"]["reason"]) == (str(operation), "New syllabus")
    assert "Safety" in told["notice"]["text"]

    opened = ada_asks.post(f"/me/launches/{told['id']}/acknowledge")
    assert (opened.status, opened.json["state"], opened.json["record"]) == (200, "open", 2)
    assert opened.json["restarted"] is True
    again = ada_asks.post("/me/launches", {"course": "safety"}).json
    assert (again["state"], again["record"]) == ("open", 2)


def test_a_notice_that_another_reset_has_overtaken_is_not_the_one_acknowledged(ada_asks, safety):
    page = safety.activities.first()
    ada_asks.post("/me/launches", {"course": "safety"})
    commit(ada_asks, page)
    reset(("ada", "safety"))
    old = ada_asks.post("/me/launches", {"course": "safety"}).json
    ada_asks.post(f"/me/launches/{old['id']}/acknowledge")
    commit(ada_asks, page)
    newer = reset(("ada", "safety"), reason="Once more").uuid
    answer = ada_asks.post(f"/me/launches/{old['id']}/acknowledge").json
    assert (answer["state"], answer["notice"]["operation"]) == ("notice", str(newer))
    assert ada_asks.post(f"/me/launches/{answer['id']}/acknowledge").json["state"] == "open"


def test_a_notice_of_an_operation_that_there_is_not_opens_nothing(ada_asks, safety):
    made_up = f"{safety.uuid}.01a20390-0000-7000-8000-000000000000"
    assert ada_asks.post(f"/me/launches/{made_up}/acknowledge").status == 404
    assert not PlayerSession.objects.filter(record__user__login_id="ada").exists()


def test_an_unknown_notice_is_not_found(ada_asks, safety):
    session = ada_asks.post("/me/launches", {"course": "safety"}).json["id"]
    nothing = "01a20390-0000-7000-8000-000000000000"
    for name in (session, f"{nothing}.{nothing}"):
        assert ada_asks.post(f"/me/launches/{name}/acknowledge").status == 404
    assert ada_asks.post("/me/launches/nonsense/acknowledge").status == 422


def test_what_is_not_ones_own_does_not_open(ada_asks, bystander):
    course("other")
    assert ada_asks.post("/me/launches", {"course": "other"}).status == 409
    assert ada_asks.post("/me/launches", {"course": "nothing"}).status == 422
    page = bystander.course.activities.first()
    assert ada_asks.post(f"/me/activities/{page.uuid}/commit", {}).status == 409
    session = PlayerSession.objects.get(record__user=bystander.user, record__course=bystander.course)
    assert ada_asks.post(f"/me/activities/{page.uuid}/commit", {"session": str(session.uuid)}).status == 409
    assert ada_asks.post("/me/activities/nothing/commit", {}).status == 404


def test_an_asset_id_of_several_courses_is_a_conflict(ada_asks, safety):
    course("other")
    answer = ada_asks.post("/me/activities/page-1/commit", {})
    assert (answer.status, answer.json["detail"]) == (409, "“page-1” fits more than one activity. Write the UUID.")


@pytest.mark.parametrize("wrong", [{"score": 101}, {"seconds": 1.5}, {"status": "erased"}, {"seconds": 86_401}])
def test_numbers_out_of_range_are_refused(wrong, ada_asks, safety):
    page = safety.activities.first()
    answer = ada_asks.post(f"/me/activities/{page.uuid}/commit", wrong)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, f"/{next(iter(wrong))}")


def test_what_is_decided_elsewhere_takes_time_and_bookmark_alone(ada_asks, safety):
    exam = safety.activities.get(kind="exam")
    question = {"id": "one", "kind": "text", "text": "What?", "right": ["x"]}
    fill(exam, questions=[question])
    ada_asks.post("/me/launches", {"course": "safety"})
    for claim in ({"status": "passed"}, {"status": "failed"}, {"score": 80}, {"progress": 10}):
        refused = ada_asks.post(f"/me/activities/{exam.uuid}/commit", claim)
        assert (refused.status, "no result" in refused.json["detail"]) == (409, True)
    assert commit(ada_asks, exam, status="active", seconds=5, state="here")["is_open"]
    [seen] = ada_asks.get("/me/progress").json["courses"]
    assert [(each["status"], each["score"], each["time_spent"]) for each in seen["activities"]][1] == (
        "active",
        None,
        5,
    )


def test_who_am_i(ada, ada_asks):
    assert ada_asks.get("/me").json == {
        "id": str(ada.uuid),
        "login_id": "ada",
        "display_name": "Ada",
        "permissions": [],
    }
    assert "progress.manage" in Asker(actor("grace")).get("/me").json["permissions"]


def test_staff_learn_too_whomever_they_reach(safety):
    grace = actor("grace")
    user = learner("gus")
    enrol(user, safety)
    assert Asker(grace, scopes=()).get("/me/progress").json == {"programs": [], "courses": []}
    assert [each["title"] for each in Asker(user).get("/me/progress").json["courses"]] == ["Safety"]


@pytest.mark.requirement("LW-12")
def test_what_is_locked_does_not_open_marked_or_not(ada_asks, safety):
    tom = Asker(actor("tom", "Training manager"))
    page, exam = safety.activities.all()
    rule = tom.patch(f"/courses/safety/activities/{exam.uuid}", {"opens_on": "2931-05-06", "opens_after_days": 3})
    assert (rule.json["opens_on"], rule.json["opens_after_days"]) == ("2931-05-06", 3)
    mark(("ada", exam))
    [seen] = ada_asks.get("/me/progress").json["courses"]
    shown = [(each["status"], each["locked"], each["opens_at"]) for each in seen["activities"]]
    assert shown == [("not_started", False, None), ("completed", True, "2931-05-06T00:00:00Z")]
    assert (seen["locked"], seen["activities"][1]["manually_completed"]) == (False, True)

    refused = ada_asks.post("/me/launches", {"course": "safety", "activity": str(exam.uuid)})
    assert (refused.status, "2931" in refused.json["detail"]) == (409, True)
    assert ada_asks.post("/me/launches", {"course": "safety", "activity": str(page.uuid)}).status == 201
    assert ada_asks.post(f"/me/activities/{exam.uuid}/commit", {"score": 12}).status == 409
    commit(ada_asks, page, status="active")

    tom.patch(f"/courses/safety/activities/{exam.uuid}", {"opens_on": None})
    assert ada_asks.post("/me/launches", {"course": "safety", "activity": str(exam.uuid)}).status == 201
    assert commit(ada_asks, exam, seconds=5)["is_open"]


@pytest.mark.requirement("LW-12")
def test_a_locked_course_does_not_open_and_says_why(ada_asks, safety):
    tom, first = Asker(actor("tom", "Training manager")), course("first", activities=("page",), title="First things")
    tom.patch("/courses/safety", {"prerequisites": ["first"], "sequential": True})
    [seen] = ada_asks.get("/me/progress").json["courses"]
    needed = {"kind": "after_course", "opens_at": None, "id": str(first.uuid), "title": "First things"}
    assert (seen["locked"], seen["opens_at"]) == (True, None)
    assert seen["lock_reasons"] == [needed | {"text": "After “First things”"}]
    assert [[each["kind"] for each in of["lock_reasons"]] for of in seen["activities"]] == [
        ["after_course"],
        ["after_course", "after_activity"],
    ]
    refused = ada_asks.post("/me/launches", {"course": "safety"})
    assert (refused.status, refused.json["detail"]) == (409, "“Safety” is locked: After “First things”.")
    mark(("ada", "safety"))
    assert ada_asks.post("/me/launches", {"course": "safety"}).status == 409
    enrol(User.objects.get(login_id="ada"), first)
    mark(("ada", "first"))
    assert ada_asks.post("/me/launches", {"course": "safety"}).status == 201
