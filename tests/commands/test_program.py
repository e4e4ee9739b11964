"""Programs: mark, reset, undo, and how they follow their courses (R15, R24; LW-15)."""

import json

import pytest

from milepost.base import clock
from milepost.catalog.models import ProgramCourse
from milepost.ledger.models import Event
from milepost.progress import api
from milepost.records.models import ProgramRecord
from tests.commands.acting import (
    apply,
    current,
    current_program,
    finish,
    launch,
    mark,
    outcomes,
    program_records,
    relaunch,
    reset,
    stage,
    undo,
)
from tests.support.world import course, enrol, join, learner, program

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("bystander"),
    pytest.mark.requirement("LW-15"),
    pytest.mark.requirement("LW-20"),
]


@pytest.fixture
def fire(bystander):
    made = course("fire", activities=["page"])
    bystander.joins(made)
    return made


@pytest.fixture
def induction(safety, fire):
    return program("induction", safety, fire)


@pytest.fixture
def joined(ada, induction):
    join(ada, induction)
    return ada


def standing(user, of):
    """Number, status, progress and origin of the current program record."""
    found = current_program(user, of)
    return found and (found.number, found.status, found.progress, found.opened_by, found.completed_by)


def kinds(operation):
    return sorted(Event.objects.filter(operation_id=operation.pk).values_list("kind", flat=True))


def state(user):
    """The records that count; what an undo voided is passed over."""
    return list(ProgramRecord.objects.filter(user=user, voided_at=None).order_by("pk").values())


# --- the learner's path --------------------------------------------------------------------------
def test_it_opens_with_the_first_launch_and_follows_its_courses(joined, induction, safety, fire):
    launch(joined, safety)
    assert standing(joined, induction) == (1, "started", 0.0, "launch", "")
    finish(joined, safety, score=80)
    assert standing(joined, induction) == (1, "active", 50.0, "launch", "")
    finish(joined, fire)
    assert standing(joined, induction) == (1, "completed", 100.0, "launch", "rule")
    assert current_program(joined, induction).score == 80.0
    assert Event.objects.filter(kind="program.completed", user_id=joined.pk).count() == 1


def test_who_is_not_in_the_program_has_no_record_of_it(ada, induction, safety):
    finish(ada, safety)
    assert program_records(ada, induction) == []


# --- mark ----------------------------------------------------------------------------------------
def test_a_mark_marks_every_course_and_enrols_into_them(ada, induction, safety, fire):
    join(ada, induction, courses=False)
    operation = mark(("ada", induction))
    assert outcomes(operation) == {"done": 3}
    assert standing(ada, induction) == (1, "completed", 100.0, "mark", "staff")
    assert [current(ada, each).completed_by for each in (safety, fire)] == ["staff", "staff"]
    assert kinds(operation) == ["course.completed", "course.completed", "program.completed"]
    assert outcomes(undo(operation)) == {"done": 3}
    assert (standing(ada, induction), current(ada, safety), current(ada, fire)) == (None, None, None)
    assert ada.enrolments.get(course=fire).ended_at is not None, "it had been enrolled by the mark"
    assert ada.enrolments.get(course=safety).ended_at is None


def test_a_second_mark_finds_the_enrolments_that_the_first_has_made(ada, induction):
    join(ada, induction, courses=False)
    first, second = (stage("mark_complete", [("ada", induction)]) for _ in range(2))
    assert outcomes(apply(first)) == {"done": 3}
    with pytest.raises(api.EffectChanged) as changed:
        apply(second)
    renewed = changed.value.operation
    assert json.loads(renewed.preview)["skipped"] == {"already_complete": 3}
    assert outcomes(apply(renewed)) == {"already_complete": 3}


def test_who_is_not_in_the_program_is_skipped_unless_it_enrols(ada, induction, safety, fire):
    assert outcomes(mark(("ada", induction))) == {"not_enrolled": 1}
    assert current(ada, safety) is None, "the program's courses are of no concern then"
    operation = mark(("ada", induction), enrol_missing=True)
    assert outcomes(operation) == {"done": 3}
    undo(operation)
    assert ada.program_enrolments.get().ended_at is not None


def test_the_score_is_the_mean_of_its_courses(joined, induction, safety):
    finish(joined, safety, score=60)
    mark(("ada", induction))
    assert current_program(joined, induction).score == 60.0


def test_courses_done_before_are_skipped_and_stay(joined, induction, safety):
    finish(joined, safety)
    before = current(joined, safety)
    operation = mark(("ada", induction))
    assert outcomes(operation) == {"already_complete": 1, "done": 2}
    undo(operation)
    assert current(joined, safety).completed_at == before.completed_at
    assert standing(joined, induction) == (1, "active", 50.0, "launch", "")


def test_a_mark_of_the_last_course_completes_the_program_by_rule(joined, induction, safety, fire):
    finish(joined, safety)
    operation = mark(("ada", "fire"))
    assert standing(joined, induction) == (1, "completed", 100.0, "launch", "rule")
    assert kinds(operation) == ["course.completed", "program.completed"]
    taken_back = undo(operation)
    assert standing(joined, induction) == (1, "active", 50.0, "launch", "")
    assert kinds(taken_back) == ["completion.withdrawn", "completion.withdrawn"]


def test_a_mark_of_one_course_opens_the_program_and_its_undo_voids_it(joined, induction):
    operation = mark(("ada", "fire"))
    assert standing(joined, induction) == (1, "active", 50.0, "mark", "")
    undo(operation)
    assert standing(joined, induction) is None
    assert [record.voided_at is None for record in program_records(joined, induction)] == [False]


# --- reset ---------------------------------------------------------------------------------------
def test_a_reset_resets_the_courses_and_supersedes_the_record(joined, induction, safety, fire):
    for each in (safety, fire):
        finish(joined, each)
    before = state(joined)
    operation = reset(("ada", induction))
    assert outcomes(operation) == {"done": 3}
    assert (standing(joined, induction), current(joined, safety)) == (None, None)
    assert kinds(operation) == ["program.reset", "progress.reset", "progress.reset"]
    undo(operation)
    assert state(joined) == before
    reset(("ada", induction))
    relaunch(joined, fire)
    assert standing(joined, induction) == (2, "started", 0.0, "reset", "")


def test_never_started(joined, induction):
    assert outcomes(reset(("ada", induction))) == {"nothing_to_reset": 3}


def test_a_completed_program_with_a_reset_course_is_no_longer_completed(joined, induction, safety, fire):
    for each in (safety, fire):
        finish(joined, each)
    before = state(joined)
    staged = stage("reset", [("ada", "fire")])
    assert json.loads(staged.preview)["reopens"] == [{"title": "Induction", "learners": 1}]
    operation = reset(("ada", "fire"))
    assert standing(joined, induction) == (2, "active", 50.0, "reset", "")
    assert program_records(joined, induction)[0].status == "completed", "the completion stays in its record"
    assert kinds(operation) == ["program.reopened", "progress.reset"]
    undo(operation)
    assert state(joined) == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_resets_taken_back_in_any_order_lead_back(joined, induction, safety, fire, order):
    for each in (safety, fire):
        finish(joined, each)
    before = state(joined)
    operations = [reset(("ada", "safety")), reset(("ada", "fire"))]
    for place in order:
        assert outcomes(undo(operations[place])) == {"done": 1}
    assert state(joined) == before


def test_records_that_the_reset_itself_opened_do_not_bring_the_old_completion_back(joined, induction, safety, fire):
    mark(("ada", induction))
    reset(("ada", safety.activities.get(kind="exam")))
    again = mark(("ada", induction))
    safety.archived_at = clock.now()
    safety.save()
    assert outcomes(undo(again)) == {"archived": 1, "done": 1}
    assert standing(joined, induction) == (2, "completed", 100.0, "reset", "rule")


def test_taken_again_it_is_complete_anew(joined, induction, safety, fire):
    for each in (safety, fire):
        finish(joined, each)
    first, second = reset(("ada", "safety")), reset(("ada", "fire"))
    relaunch(joined, safety)
    finish(joined, safety)
    undo(second)
    assert standing(joined, induction) == (2, "completed", 100.0, "reset", "rule")
    assert outcomes(undo(first)) == {"moved_on": 1}


def test_a_course_of_two_programs_changes_once_and_reopens_the_other(joined, induction, safety, fire):
    other = program("annual", fire)
    join(joined, other)
    for each in (safety, fire):
        finish(joined, each)
    assert standing(joined, other)[1] == "completed"
    operation = reset(("ada", induction), ("ada", other))
    assert outcomes(operation) == {"done": 4}
    undo(operation)
    staged = stage("reset", [("ada", induction)])
    assert json.loads(staged.preview)["reopens"] == [{"title": "Annual", "learners": 1}]
    reset(("ada", induction))
    assert standing(joined, other) is None, "nothing of it goes on"
    assert program_records(joined, other)[0].superseded_at is not None


def test_a_course_added_later_is_not_asked_of_who_was_complete(joined, induction, safety, fire, bystander):
    for each in (safety, fire):
        finish(joined, each)
    later = course("later", activities=["page"])
    enrol(joined, later)
    ProgramCourse.objects.create(program=induction, course=later, position=3, added_at=clock.now())
    launch(joined, later)
    assert standing(joined, induction)[1] == "completed"
    reset(("ada", "later"))
    assert standing(joined, induction) == (1, "completed", 100.0, "launch", "rule")


def test_archived(joined, induction, safety):
    finish(joined, safety)
    induction.archived_at = clock.now()
    induction.save()
    assert outcomes(reset(("ada", induction))) == {"archived": 1}
    assert current(joined, safety) is not None


def test_a_course_named_besides_its_program_is_one_item(joined, induction, safety):
    finish(joined, safety)
    assert outcomes(mark(("ada", induction), ("ada", "safety"), ("ada", "fire"))) == {"already_complete": 1, "done": 2}


def test_learners_do_not_touch_each_other(joined, induction, safety, fire):
    bob = learner("bob")
    join(bob, induction)
    for user in (joined, bob):
        for each in (safety, fire):
            finish(user, each)
    before = state(bob)
    reset(("ada", induction))
    assert state(bob) == before


def test_a_course_named_besides_its_program_is_enrolled_into_as_well(ada, induction, fire):
    join(ada, induction, courses=False)
    assert outcomes(mark(("ada", "fire"), ("ada", induction))) == {"done": 3}
    assert current(ada, fire).completed_by == "staff"


def test_who_is_skipped_is_not_enrolled_either(joined, induction, safety):
    finish(joined, safety)
    left = joined.enrolments.get(course=safety)
    left.ended_at = clock.now()
    left.save()
    assert outcomes(mark(("ada", induction))) == {"already_complete": 1, "done": 2}
    assert joined.enrolments.get(course=safety).ended_at is not None


def test_a_program_record_stays_while_a_reset_could_bring_back_what_began_it(ada):
    """Found by the model: it was voided, and the undo of the reset brought back a course without it."""
    first, second = course("first"), course("second")
    both = program("both", first, second)
    join(ada, both)
    mark(("ada", "first"))
    reset_first = reset(("ada", "first"))
    undo(mark(("ada", both)))
    [begun] = program_records(ada, both)
    assert (begun.number, begun.status, begun.voided_at) == (1, "started", None)
    undo(reset_first)
    assert current(ada, first).status == "completed"
    assert current_program(ada, both).status == "active"


def test_a_program_record_is_voided_with_everything_that_began_it(ada):
    first, second = course("first"), course("second")
    both = program("both", first, second)
    join(ada, both)
    begun = mark(("ada", "first"))
    undo(mark(("ada", both)))
    undo(begun)
    assert [record.voided_at is not None for record in program_records(ada, both)] == [True]
