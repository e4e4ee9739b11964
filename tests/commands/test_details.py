"""Marks whose rows say more each: day, score, time spent elsewhere, reason (R21, R28, R44)."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.ledger.models import Event
from milepost.progress import api
from milepost.progress.models import ItemDetail
from tests.commands.acting import (
    STAFF,
    activity_records,
    apply,
    current,
    current_program,
    finish,
    launch,
    outcomes,
    program_records,
    records,
    reset,
    row,
    shown,
    undo,
    work,
)
from tests.support.world import course, enrol, join, learner, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander"), pytest.mark.requirement("MP-08")]

DAY = "2025-05-03"
MOMENT = dt.datetime(2025, 5, 3, tzinfo=dt.UTC)


def detailed(learner_, content, wanted="TRUE", **details):
    return replace(row(1, learner_, content, wanted), **details)


def stage(*rows, kind="mark_complete", **request):
    """The rows, numbered as in a file, as an operation."""
    numbered = [replace(each, line=line) for line, each in enumerate(rows, start=2)]
    asked = api.Request(kind=api.Kind(kind), source="file", has_details=True, **request)
    return api.submit(STAFF, asked, numbered)


def mark(*rows, **request):
    return apply(stage(*rows, **request))


def fault_codes(operation):
    return [f"{fault.line} {fault.column}.{fault.code}" for fault in api.faults(operation)]


def test_each_row_has_its_own_day_and_score(ada, safety):
    bob = learner("bob")
    enrol(bob, safety)
    mark(detailed("ada", safety, completed_on=DAY, score="62.5"), detailed("bob", safety), completed_on=None)
    mine, his = current(ada, safety), current(bob, safety)
    assert (mine.completed_at, mine.score, mine.completed_by) == (MOMENT, 62.5, "staff")
    assert (his.score, his.completed_by) == (100.0, "staff")
    assert his.completed_at == his.waived_at
    assert [event.occurred_at for event in Event.objects.filter(user_id=ada.pk)] == [MOMENT]
    assert mine.waived_at > MOMENT


def test_a_row_goes_before_the_operation(ada, safety):
    other = course("other", activities=["page"])
    enrol(ada, other)
    mark(detailed("ada", safety, completed_on=DAY), detailed("ada", other), completed_on=dt.date(2025, 6, 1))
    days = [current(ada, each).completed_at.date() for each in (safety, other)]
    assert days == [dt.date(2025, 5, 3), dt.date(2025, 6, 1)]


def test_what_has_a_time_is_imported_and_not_manually(ada, safety):
    mark(detailed("ada", safety, seconds="5400"))
    record = current(ada, safety)
    assert (record.completed_by, record.imported_seconds) == ("import", 5400)
    assert not any(manually for *_rest, manually in shown(ada, safety).values())
    [event] = Event.objects.filter(user_id=ada.pk)
    assert json.loads(event.data) == {"manually": False, "imported": True, "activities": safety.activities.count()}


def test_without_a_time_it_is_manually(ada, safety):
    mark(detailed("ada", safety, score="80"))
    assert all(manually for *_rest, manually in shown(ada, safety).values())
    assert json.loads(Event.objects.get(user_id=ada.pk).data)["manually"] is True


def test_a_single_activity_and_what_the_learner_had_done_in_it(ada, safety):
    exam = safety.activities.get(kind="exam")
    work(launch(ada, safety), exam, status="failed", score=20, seconds=60)
    mark(detailed("ada", exam, completed_on=DAY, score="70", seconds="600"))
    [marked] = activity_records(ada, exam)
    assert (marked.completed_at, marked.score, marked.imported_seconds, marked.seconds) == (MOMENT, 70.0, 600, 60)
    assert (marked.completed_by, marked.real_score) == ("import", 20.0)


def test_undo_leads_back(ada, safety):
    exam = safety.activities.get(kind="exam")
    work(launch(ada, safety), exam, status="failed", score=20, seconds=60)
    other = course("other", activities=["page"])
    enrol(ada, other)
    before = [*map(vars, records(ada, safety)), *map(vars, activity_records(ada, exam))]
    rows = [detailed("ada", each, completed_on=DAY, score="70", seconds="600") for each in (exam, other)]
    assert outcomes(undo(mark(*rows))) == {"done": 2}
    after = [*map(vars, records(ada, safety)), *map(vars, activity_records(ada, exam))]
    assert [{**each, "_state": None} for each in after] == [{**each, "_state": None} for each in before]
    assert current(ada, other) is None


def test_a_program_hands_its_day_down_to_its_courses(ada, safety):
    other = course("other", activities=["page"])
    enrol(ada, other)
    both = program("both", safety, other)
    join(ada, both)
    mark(detailed("ada", both, completed_on=DAY, reason="Paper"))
    assert [current(ada, each).completed_at for each in (safety, other)] == [MOMENT, MOMENT]
    assert current_program(ada, both).completed_at == MOMENT


def test_who_was_complete_is_skipped_with_all_that_the_row_says(ada, safety):
    finish(ada, safety)
    [before] = records(ada, safety)
    assert outcomes(mark(detailed("ada", safety, score="1", seconds="600"))) == {"already_complete": 1}
    [after] = records(ada, safety)
    assert (after.score, after.imported_seconds) == (before.score, None)


def test_faults_in_column_order(ada, safety):
    both = program("both", safety)
    join(ada, both)
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    bad = detailed("nobody", safety, "perhaps", completed_on="3.5.", score="101", seconds="-1", reason="x" * 2001)
    operation = stage(
        bad,
        detailed("ada", safety, completed_on=tomorrow),
        detailed("ada", both, score="50", seconds="60"),
        detailed("ada", safety, "FALSE", completed_on="nonsense"),
    )
    assert operation.state == "refused"
    assert fault_codes(operation) == [
        "2 learner.unknown_learner",
        "2 wanted.bad_value",
        "2 completed_on.bad_value",
        "2 score.bad_value",
        "2 seconds.bad_value",
        "2 reason.bad_value",
        "3 completed_on.bad_value",
        "4 score.bad_value",
        "4 seconds.bad_value",
    ]


def test_nobody_completed_a_course_before_it_existed(ada, safety):
    safety.created_at = dt.datetime(2025, 5, 4, 12, tzinfo=dt.UTC)
    safety.save()
    exam = safety.activities.get(kind="exam")
    for content in (safety, exam, program("only", safety)):
        assert fault_codes(stage(detailed("ada", content, completed_on=DAY))) == ["2 completed_on.bad_value"]
    assert stage(detailed("ada", safety, completed_on="2025-05-04")).state == "previewed"


@pytest.mark.parametrize("score", ["0", "100", "99.125"])
def test_scores_are_per_cent(ada, safety, score):
    mark(detailed("ada", safety, score=score))
    assert current(ada, safety).score == float(score)


@pytest.mark.parametrize("score", ["-1", "100.1", "1e2", "nan", "٥", "1000"])
def test_what_is_no_score(ada, safety, score):
    assert fault_codes(stage(detailed("ada", safety, score=score))) == ["2 score.bad_value"]


def test_a_compliance_course_takes_the_reason_of_the_row(ada, safety):
    safety.compliance = True
    safety.save()
    with pytest.raises(Refused):
        stage(detailed("ada", safety, score="80"))
    assert outcomes(mark(detailed("ada", safety, reason="Certificate 4711"))) == {"done": 1}


def test_they_go_with_what_is_erased(ada, safety):
    other = course("other", activities=["page"])
    enrol(ada, other)
    only = program("only", safety)
    join(ada, only)
    particulars = {"completed_on": DAY, "reason": "Certificate 4711"}
    marked = mark(detailed("ada", only, **particulars), detailed("ada", other, **particulars, seconds="60"))
    assert ItemDetail.objects.filter(operation=marked).count() == 2
    reset(("ada", "safety"), policy="erase")
    assert [detail.line for detail in ItemDetail.objects.filter(operation=marked)] == [3]
    reset(("ada", "other"), policy="erase")
    assert not ItemDetail.objects.exists()
    [tombstone] = records(ada, other)
    assert (tombstone.status, tombstone.imported_seconds) == ("erased", None)
    assert [each.completed_at for each in program_records(ada, only)] == [None]


def test_a_reset_of_one_activity_carries_how_the_others_came(ada, safety):
    mark(detailed("ada", safety, seconds="5400"))
    reset(("ada", safety.activities.get(kind="exam")))
    carried = current(ada, safety).activity_records.all()
    assert {each.completed_by for each in carried} == {"import"}
    assert not any(manually for *_rest, manually in shown(ada, safety).values())


def test_they_go_with_a_mark_only(ada, safety):
    with pytest.raises(Refused):
        stage(detailed("ada", safety), kind="reset")
