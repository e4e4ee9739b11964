"""Operations over the API: staged, previewed, confirmed, looked at, taken back, cancelled."""

import datetime as dt

import pytest

from milepost.api.schemas_operations import ConfirmProblem
from milepost.base import clock
from milepost.jobs import background
from milepost.progress import api as heart
from milepost.records.models import CourseRecord, Enrolment
from tests.api.asking import Asker
from tests.support.world import (
    actor,
    enrol,
    finished,
    group,
    join,
    learner,
    limited_staff,
    many_learners,
    program,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def grace():
    return Asker(actor("grace"))


@pytest.fixture
def done(safety):
    """Three learners who have completed the course."""
    people = [learner(f"learner {number}") for number in (1, 2, 3)]
    for each in people:
        finished(each, safety)
    return people


def reset_of(*ids, **more):
    return {"kind": "reset", "learners": {"ids": list(ids)}, "content": [{"type": "course", "id": "safety"}], **more}


def confirmed(asker, staged):
    answer = asker.post(f"/operations/{staged['operation']}/confirm", {"digest": staged["preview"]["digest"]})
    assert answer.status == 200, answer.body
    return answer.json


@pytest.mark.requirement("SK-04")
def test_a_reset_is_previewed_then_confirmed_then_done(grace, done, safety):
    answer = grace.post("/operations", reset_of("learner 1", "learner 2@example.org", reason="New law"))
    staged = answer.json
    assert (answer.status, staged["state"], staged["kind"], staged["source"]) == (201, "previewed", "reset", "api")
    assert (staged["preview"]["learners"], staged["preview"]["records"], staged["items"]) == (2, 2, 2)
    assert CourseRecord.objects.filter(superseded_at=None, course=safety).count() == 4  # the bystander's too

    ended = confirmed(grace, staged)
    assert (ended["state"], ended["outcomes"], ended["progress"]) == ("done", {"done": 2}, {"done": 2, "of": 2})
    assert ended["reason"] == "New law"
    assert CourseRecord.objects.filter(superseded_at=None, course=safety).count() == 2
    assert grace.get(f"/operations/{staged['operation']}").json == ended


def test_what_is_wrong_with_rows_stands_in_the_refused_operation(grace, done):
    refused = grace.post("/operations", reset_of("learner 1", "nobody", "learner 1")).json
    assert (refused["state"], refused["faults"], refused["preview"]) == ("refused", 2, None)
    assert refused["shown_faults"] == [
        {"row": 2, "column": "learner", "code": "unknown_learner"},
        {"row": 3, "column": "row", "code": "duplicate_row"},
    ]
    not_done = grace.post(f"/operations/{refused['operation']}/confirm", {"digest": "0" * 64})
    assert (not_done.status, not_done.json["type"]) == (409, "/api/v1/problems/conflict")


def test_a_changed_effect_is_a_conflict_with_the_new_preview(grace, done, safety):
    staged = grace.post("/operations", reset_of("learner 1", "learner 2")).json
    confirmed(grace, grace.post("/operations", reset_of("learner 2")).json)
    changed = grace.post(f"/operations/{staged['operation']}/confirm", {"digest": staged["preview"]["digest"]})
    assert (changed.status, changed.json["type"]) == (409, "/api/v1/problems/effect-changed")
    assert ConfirmProblem.model_validate(changed.json).model_fields_set == set(changed.json)
    again = changed.json["operation"]
    assert (again["state"], again["preview"]["records"]) == ("previewed", 1)
    assert again["preview"]["digest"] != staged["preview"]["digest"]
    assert confirmed(grace, again)["outcomes"] == {"done": 1, "nothing_to_reset": 1}


def test_confirming_twice_does_nothing_twice(grace, done):
    staged = grace.post("/operations", reset_of("learner 1")).json
    assert confirmed(grace, staged) == confirmed(grace, staged)


def test_learners_by_rule_and_by_enrolment(grace, done):
    by_rule = reset_of() | {"learners": {"rule": "course safety completed"}}
    assert grace.post("/operations", by_rule).json["items"] == 4
    enrolled = reset_of() | {"learners": {"enrolled_in": {"type": "course", "id": "safety"}}}
    assert grace.post("/operations", enrolled).json["items"] == 4
    wrong = grace.post("/operations", reset_of() | {"learners": {"rule": "corse safety"}})
    assert (wrong.status, wrong.headers["Content-Type"]) == (422, "application/problem+json")


def test_everybody_of_a_course_needs_training_management(done):
    mia = Asker(actor("mia", "User manager"))
    enrolled = reset_of() | {"learners": {"enrolled_in": {"type": "course", "id": "safety"}}}
    assert mia.post("/operations", enrolled).status == 403
    assert mia.post("/operations", reset_of("learner 1")).status == 201


def test_content_that_is_not_there_is_named_where_it_stands(grace, done):
    body = reset_of() | {
        "learners": {"rule": "course safety completed"},
        "content": [{"type": "course", "id": "safety"}, {"type": "program", "id": "nothing"}],
    }
    wrong = grace.post("/operations", body)
    assert wrong.status == 422
    assert [(fault["pointer"], fault["code"]) for fault in wrong.json["errors"]] == [("/content/1", "not_found")]


def test_a_mark_with_date_enrols_who_is_not_enrolled(grace, safety):
    learner("newcomer")
    body = {
        "kind": "mark_complete",
        "learners": {"ids": ["newcomer"]},
        "content": [{"type": "course", "id": str(safety.uuid)}],
        "completed_at": "2026-03-01",
        "enrol_missing": True,
        "notify_by_email": True,
    }
    staged = grace.post("/operations", body).json
    assert confirmed(grace, staged)["outcomes"] == {"done": 1}
    made = CourseRecord.objects.get(user__login_id="newcomer")
    assert made.completed_at.date() == dt.date(2026, 3, 1)
    assert heart.find(staged["operation"]).notify_by_email


def test_activities_and_programs(grace, safety):
    ada = learner("ada")
    finished(ada, safety)
    first = program("first aid", safety)
    join(ada, first)
    content = [{"type": "activity", "id": "safety/page-1"}, {"type": "program", "id": "first aid"}]
    staged = grace.post("/operations", reset_of("ada") | {"content": content}).json
    assert staged["items"] == 3  # a program's item, and that of its course
    shown = grace.get(f"/operations/{staged['operation']}/items").json["items"]
    assert sorted(item["type"] for item in shown) == ["activity", "course", "program"]


@pytest.mark.requirement("LW-07")
@pytest.mark.requirement("LW-20")
@pytest.mark.parametrize(
    ("type_", "id_"), [("activity", "safety/page-1"), ("course", "safety"), ("program", "first aid")]
)
def test_activities_courses_and_programs_are_marked_and_reset(type_, id_, grace, safety):
    ada = learner("ada")
    join(ada, program("first aid", safety))
    body = {"learners": {"ids": ["ada"]}, "content": [{"type": type_, "id": id_}]}

    def shown():
        """How complete the named thing is, in per cent, as the API says."""
        tree = grace.get("/users/ada/progress").json
        [in_tree] = [course for each in tree["programs"] for course in each["courses"]]
        first, _exam = in_tree["activities"]
        return {"activity": first, "course": in_tree, "program": tree["programs"][0]}[type_]["progress"]

    assert shown() == 0
    marked = confirmed(grace, grace.post("/operations", {"kind": "mark_complete", **body}).json)
    assert (marked["outcomes"]["done"] > 0, shown()) == (True, 100)
    undone = confirmed(grace, grace.post("/operations", {"kind": "reset", **body}).json)
    assert (undone["outcomes"]["done"] > 0, shown()) == (True, 0)


def test_a_due_date_is_set_anew(grace, done, safety):
    Enrolment.objects.filter(user=done[0], course=safety).update(due_at=clock.now() - dt.timedelta(days=9))
    day = clock.today() + dt.timedelta(days=30)
    confirmed(grace, grace.post("/operations", reset_of("learner 1", due_at=day.isoformat())).json)
    assert Enrolment.objects.get(user=done[0], course=safety).due_at.date() == day


def test_erasing_needs_its_permission(grace, done):
    assert grace.post("/operations", reset_of("learner 1", policy="erase")).status == 403
    root = Asker(actor("root", "Administrator"))
    assert confirmed(root, root.post("/operations", reset_of("learner 1", policy="erase")).json)["state"] == "done"


def test_an_undo_is_an_operation_of_its_own(grace, done, safety):
    staged = grace.post("/operations", reset_of("learner 1", "learner 2")).json
    confirmed(grace, staged)
    undo = grace.post(f"/operations/{staged['operation']}/undo", {"learners": ["learner 2"], "reason": "Too many"})
    assert (undo.status, undo.json["kind"], undo.json["undo_of"]) == (201, "undo", staged["operation"])
    assert undo.json["items"] == 1
    confirmed(grace, undo.json)
    assert CourseRecord.objects.filter(superseded_at=None, course=safety).count() == 3
    rest = grace.post(f"/operations/{staged['operation']}/undo")
    assert (rest.status, rest.json["preview"]["records"]) == (201, 1)
    unknown = grace.post(f"/operations/{staged['operation']}/undo", {"learners": ["nobody"]})
    assert (unknown.status, unknown.json["errors"][0]["pointer"]) == (422, "/learners")
    never = grace.post(f"/operations/{grace.post('/operations', reset_of('learner 3')).json['operation']}/undo", {})
    assert never.status == 409


def test_what_waits_for_a_yes_is_cancelled_at_once_and_twice_alike(grace, done):
    staged = grace.post("/operations", reset_of("learner 1")).json
    cancelled = grace.post(f"/operations/{staged['operation']}/cancel")
    assert (cancelled.status, cancelled.json["state"]) == (200, "cancelled")
    assert grace.post(f"/operations/{staged['operation']}/cancel").json == cancelled.json
    ended = confirmed(grace, grace.post("/operations", reset_of("learner 2")).json)
    assert grace.post(f"/operations/{ended['operation']}/cancel").status == 409


def test_a_large_one_goes_on_in_the_background(grace, safety):
    people = many_learners(background.INLINE_ITEMS + 1)
    Enrolment.objects.bulk_create(Enrolment(user=each, course=safety) for each in people)
    staged = grace.post("/operations", reset_of(*(each.login_id for each in people))).json
    path = f"/operations/{staged['operation']}"
    answer = grace.post(f"{path}/confirm", {"digest": staged["preview"]["digest"]})
    assert (answer.status, answer.json["state"]) == (202, "running")
    assert answer.json["progress"] == {"done": 0, "of": len(people)}
    heart.run(heart.find(staged["operation"]))
    assert grace.get(path).json["outcomes"] == {"nothing_to_reset": len(people)}
    assert len(grace.every(f"{path}/items", limit=200)) == len(people)


# --- lists ---------------------------------------------------------------------------------------
def test_operations_are_listed_newest_first_by_kind_and_state(grace, done):
    made = [grace.post("/operations", reset_of(each.login_id)).json["operation"] for each in done]
    grace.post(f"/operations/{made[0]}/cancel")
    assert [each["operation"] for each in grace.every("/operations", limit=2)] == made[::-1]
    assert [each["operation"] for each in grace.every("/operations", state="cancelled")] == made[:1]
    assert grace.every("/operations", kind="undo") == []


def test_items_are_listed_page_by_page_and_by_outcome(grace, done, safety):
    enrol(learner("idle"), safety)
    staged = grace.post("/operations", reset_of("idle", *(each.login_id for each in done))).json
    path = f"/operations/{staged['operation']}/items"
    before = grace.every(path, limit=1)
    assert [item["learner"] for item in before] == [*(each.login_id for each in done), "idle"]
    assert {(item["outcome"], item["foreseen"]) for item in before} == {(None, "done"), (None, "nothing_to_reset")}
    confirmed(grace, staged)
    [skipped] = grace.every(path, outcome="nothing_to_reset")
    assert (skipped["learner"], skipped["row"], skipped["outcome"]) == ("idle", 1, "nothing_to_reset")


@pytest.mark.parametrize("limited", [False, True])
def test_a_list_costs_the_same_number_of_statements_whatever_its_length(limited, done, safety, statements):
    who = limited_staff("lena", "Training manager", [group("site", *done)]) if limited else actor("grace")
    asker = Asker(who)
    counts = []
    for _ in range(2):
        for each in done:
            asker.post("/operations", reset_of(each.login_id))
        with statements() as made:
            assert asker.get("/operations").status == 200
        counts.append(made)
    assert counts[0].count == counts[1].count, counts


# --- reach ---------------------------------------------------------------------------------------
def test_people_beyond_reach_are_in_no_operation(done, safety):
    lena = Asker(limited_staff("lena", "User manager", [group("site", done[0])]))
    grace = Asker(actor("grace"))
    on_others = grace.post("/operations", reset_of("learner 2")).json
    on_both = grace.post("/operations", reset_of("learner 1", "learner 3")).json
    assert lena.get(f"/operations/{on_others['operation']}").status == 404
    seen = lena.get(f"/operations/{on_both['operation']}").json
    assert (seen["items"], seen["preview"], seen["progress"]["of"]) == (1, None, 1)
    assert [each["operation"] for each in lena.every("/operations")] == [on_both["operation"]]
    assert [item["learner"] for item in lena.every(f"/operations/{on_both['operation']}/items")] == ["learner 1"]
    for call, body in (("confirm", {"digest": on_both["preview"]["digest"]}), ("cancel", None)):
        assert lena.post(f"/operations/{on_both['operation']}/{call}", body).status == 403
        assert lena.post(f"/operations/{on_others['operation']}/{call}", body).status == 404
    refused = lena.post("/operations", reset_of("learner 1", "learner 2")).json
    assert refused["shown_faults"] == [{"row": 2, "column": "learner", "code": "unknown_learner"}]


def test_who_may_do_nothing_learns_nothing(done):
    ada = Asker(learner("ada"))
    for method, path, body in (
        ("POST", "/operations", reset_of("learner 1") | {"learners": {"rule": "corse"}}),
        ("GET", "/operations", None),
        ("GET", "/operations/01a20390-0000-7000-8000-000000000000", None),
    ):
        assert ada.ask(method, path, body).status == 403


def test_a_token_without_scopes_opens_only_what_is_ones_own(done):
    mine = Asker(actor("grace"), scopes=())
    assert mine.get("/operations").status == 403
    assert mine.get("/me").json["permissions"] == []
