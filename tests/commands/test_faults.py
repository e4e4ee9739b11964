"""Faults of rows (R44): all of them, in column order; any of them stops the whole."""

import pytest

from milepost.people.models import User
from milepost.progress import api
from tests.commands.acting import STAFF, launch, outcomes, reset, stage
from tests.support.world import course, enrol, learner, snapshot

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
