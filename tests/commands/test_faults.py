"""Faults of rows (R44): all of them, in column order; any of them stops the whole."""

import pytest
from django.db import connection

from milepost.people.models import User
from milepost.progress import api
from tests.commands.acting import STAFF, launch, outcomes, reset, stage
from tests.support.world import course, enrol, group, learner, limited_staff, many_learners, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def safety(bystander):
    made = course("safety", activities=["page"])
    bystander.joins(made)
    return made


@pytest.fixture
def ada(safety):
    user = learner("ada", email="Ada@nordwerk.example")
    enrol(user, safety)
    launch(user, safety)
    return user


def faults(*rows):
    return [(fault.line, fault.column, fault.code) for fault in api.faults(stage("reset", rows))]


def test_every_fault_of_a_row_in_column_order(ada, safety):
    assert faults(("", "", "")) == [
        (2, "learner", "missing_value"),
        (2, "content", "missing_value"),
        (2, "wanted", "missing_value"),
    ]
    assert faults(("nobody", "nothing", "MAYBE")) == [
        (2, "learner", "unknown_learner"),
        (2, "content", "unknown_content"),
        (2, "wanted", "bad_value"),
    ]


def test_the_second_of_the_same_learner_and_content_is_a_duplicate_however_they_are_written(ada, safety):
    rows = [
        ("ada", "safety"),
        (str(ada.uuid), "safety"),
        ("ADA@nordwerk.example", str(safety.uuid)),
        ("ada", "safety", "no"),
    ]
    assert faults(*rows) == [(3, "row", "duplicate_row"), (4, "row", "duplicate_row")]


def test_of_many_rows_those_with_faults_are_kept(ada, safety):
    many = [(each.login_id, "safety") for each in many_learners(1_000)]
    rows = [*many, ("nobody", "safety"), ("ada", "safety", "no"), ("ADA@nordwerk.example", "safety"), many[0]]
    operation = stage("reset", rows)
    assert (operation.state, operation.items_total, operation.faults) == ("refused", 1_004, 2)
    assert [(fault.line, fault.code) for fault in api.faults(operation)] == [
        (1_002, "unknown_learner"),
        (1_005, "duplicate_row"),
    ]
    assert [item["line"] for item in api.items(operation)] == [1_002, 1_005]


def test_whoever_has_a_limited_reach_keeps_all_rows_and_sees_less_when_somebody_leaves_it(ada, safety):
    berlin = group("Berlin", ada, *(many := many_learners(1_000)))
    lena = limited_staff("lena", "User manager", [berlin])
    rows = [*((each.login_id, "safety") for each in many), ("nobody", "safety"), ("ada", "safety")]
    operation = stage("reset", rows, actor=lena)
    assert (operation.state, operation.items_total, len(api.items(operation))) == ("refused", 1_002, 1_002)
    assert api.seen(lena, operation.uuid).is_whole
    berlin.users.remove(ada)
    assert not api.seen(lena, operation.uuid).is_whole
    others = api.seen(lena, stage("reset", [*rows, rows[0]]).uuid)
    assert (others.is_whole, others.items, others.faults) == (False, 1, 1)


def test_addresses_are_looked_up_in_their_index(ada, safety):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by what there is")
    plans = []

    def explain(execute, sql, params, many, context):
        if "INSERT INTO staged_found" in sql and not sql.startswith("EXPLAIN"):
            with connection.cursor() as cursor:
                plans.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        stage("reset", [("ada@nordwerk.example", "safety")] * 1_001)
    assert any("INDEX user_email" in step for step in plans), plans


def test_a_text_that_fits_two_learners_is_ambiguous(ada, safety):
    User.objects.create_user(str(ada.uuid))
    assert faults((str(ada.uuid), "safety")) == [(2, "learner", "ambiguous_learner")]


def test_rows_with_false_are_not_looked_at_further(ada, safety):
    operation = stage("reset", [("nobody", "nothing", "FALSE"), ("", "", "no"), ("ada", "safety", "TRUE")])
    assert (operation.state, operation.faults) == ("previewed", 0)
    assert api.report(operation)["preview"]["skipped"] == {"excluded": 2}


@pytest.mark.parametrize("word", ["TRUE", "true", "True", "WAHR", "wahr", "1", "yes", "YES", " true "])
def test_words_for_true(ada, safety, word):
    assert outcomes(reset(("ada", "safety", word))) == {"done": 1}


@pytest.mark.parametrize("word", ["FALSE", "false", "FALSCH", "falsch", "0", "no", "No"])
def test_words_for_false(ada, safety, word):
    assert outcomes(reset(("ada", "safety", word))) == {"excluded": 1}


def test_ids_that_look_like_numbers_stay_text(safety):
    enrol(learner("00000005"), safety)
    enrol(learner("5"), safety)
    assert faults(("00000005", "safety"), ("5", "safety")) == []
    assert faults(("0005", "safety")) == [(2, "learner", "unknown_learner")]


def test_hostile_texts_find_nobody_and_break_nothing(ada, safety):
    texts = ["ada'; DROP TABLE people_user; --", "%(now)s", "${tx}", "\x00ada", "ada\x00", "☃" * 5000, "{}", "\\", "%"]
    found = faults(*[(text, "safety") for text in texts])
    assert [code for _line, _column, code in found] == ["unknown_learner"] * len(texts)


def test_any_fault_stops_everything(ada, safety):
    before = snapshot(ada)
    operation = stage("reset", [("ada", "safety"), ("nobody", "safety")])
    assert (operation.state, operation.faults) == ("refused", 1)
    assert snapshot(ada) == before


def test_faults_are_one_for_each_row_in_the_count_whatever_their_number(ada, safety):
    operation = api.submit(
        STAFF,
        api.Request(kind=api.Kind.RESET, source="file"),
        [api.Row(line, "nobody", "nothing", "MAYBE") for line in range(2, 12)],
    )
    assert operation.faults == 10
    assert len(list(api.faults(operation))) == 30
