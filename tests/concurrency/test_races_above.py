"""Two at the same instant: workers, cancel, activities and what stands above courses."""

import pytest

from milepost.checks.doctor import examine
from milepost.ledger.models import Event
from milepost.progress import api
from milepost.progress.models import State
from milepost.records import launching
from milepost.records.models import ActivityRecord, CourseRecord, Enrolment, LateCommit, ProgramRecord
from tests.commands.acting import STAFF, apply, finish, launch, reset, stage, work
from tests.concurrency.test_races import ROUNDS, at_once, current, done
from tests.support.world import course, join, learner, many_learners, program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]


@pytest.fixture
def rounds(proof_count):
    """One learner after the other in one program of two courses, so that each round begins anew."""
    safety, fire = course("safety", activities=["page", "exam"]), course("fire", activities=["page"])
    whole = program("induction", safety, fire)

    def draw():
        for number in range(proof_count(ROUNDS)):
            user = learner(f"learner{number}")
            join(user, whole)
            yield user, safety, fire
        assert examine() == []

    return draw


@pytest.fixture
def crowds(proof_count, settings):
    """Operations of a few chunks, one a round, confirmed and run by nobody yet."""
    settings.CHUNK_SIZE = 2
    safety = course("safety", activities=["page"])
    users = many_learners(6)
    enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, course=safety) for user in users)
    CourseRecord.objects.bulk_create(
        CourseRecord(enrolment=each, user_id=each.user_id, course=safety, number=1, opened_by="launch")
        for each in enrolments
    )

    def draw():
        for number in range(proof_count(ROUNDS)):
            kind = ("mark_complete", "reset")[number % 2]
            staged = stage(kind, [(user.login_id, "safety") for user in users])
            yield api.confirm(STAFF, staged, staged.digest, reserve=False), len(users)
        assert examine() == []

    return draw


def of(operation):
    """The operation anew, as a process of its own would find it."""
    return api.find(operation.uuid)


def programs(user):
    return ProgramRecord.objects.filter(user=user, superseded_at=None, voided_at=None)


def test_two_workers_on_one_operation(crowds):
    for operation, number in crowds():
        first, second = of(operation), of(operation)
        at_once(lambda op=first: api.run(op), lambda op=second: api.run(op))
        api.run(of(operation))  # if both of them stepped back in the middle
        ended = of(operation)
        assert (ended.state, done(ended)) == (State.DONE, number)
        assert Event.objects.filter(operation_id=ended.pk).count() == number


def test_cancel_and_apply(crowds):
    for operation, number in crowds():
        fresh = of(operation)
        _ran, asked = at_once(lambda op=fresh: api.run(op), lambda op=operation: api.cancel(STAFF, op.uuid))
        ended = of(operation)
        applied = Event.objects.filter(operation_id=ended.pk).count()
        assert done(ended) == applied
        if ended.state == State.CANCELLED:
            assert applied < number
            assert api.report(ended)["outcomes"]["cancelled"] == number - applied
        else:
            assert (ended.state, applied) == (State.DONE, number), asked
        if applied:
            undo = api.undo(STAFF, ended.uuid, source="cli")
            assert done(apply(undo)) == applied


def test_two_courses_of_a_program_are_completed_at_once(rounds):
    for user, safety, fire in rounds():
        first, second = launch(user, safety), launch(user, fire)
        page, exam = safety.activities.all()
        other = fire.activities.get()
        work(first, page, status="completed")
        at_once(
            lambda opened=first, exam=exam: work(opened, exam, status="passed", score=80),
            lambda opened=second, page=other: work(opened, page, status="completed"),
        )
        [record] = programs(user)
        assert (record.status, record.progress, record.number) == ("completed", 100.0, 1)
        assert Event.objects.filter(user_id=user.pk, kind="program.completed").count() == 1


def test_one_course_is_marked_while_the_other_is_reset(rounds):
    for user, safety, fire in rounds():
        finish(user, safety)
        to_mark, to_reset = stage("mark_complete", [(user.login_id, fire)]), stage("reset", [(user.login_id, safety)])
        results = at_once(lambda op=to_mark: apply(op), lambda op=to_reset: apply(op))
        assert [done(each) for each in results] == [1, 1] or any(
            isinstance(each, api.EffectChanged) for each in results
        ), results
        [record] = programs(user)
        complete = CourseRecord.objects.filter(
            user=user, superseded_at=None, voided_at=None, status__in=["completed", "passed"]
        ).count()
        assert (record.progress, record.status) == (50.0 * complete, "completed" if complete == 2 else "active")


def test_an_activity_is_reset_while_a_commit_is_under_way(rounds):
    for user, safety, _fire in rounds():
        opened = launch(user, safety)
        page = safety.activities.get(kind="page")
        work(opened, page, progress=20, seconds=1)
        staged = stage("reset", [(user.login_id, page)])
        operation, answer = at_once(
            lambda op=staged: apply(op),
            lambda opened=opened, page=page: work(opened, page, progress=60, seconds=10),
        )
        assert (done(operation), answer.is_open) == (1, True)
        seconds = list(
            ActivityRecord.objects.filter(record_id=opened.record_id, activity=page)
            .order_by("number")
            .values_list("seconds", flat=True)
        )
        assert seconds in ([11], [1, 10]), "in the old row or in the next one, never lost"


def test_two_activities_of_a_completed_course_are_reset_at_once(rounds):
    for user, safety, _fire in rounds():
        finish(user, safety)
        staged = [stage("reset", [(user.login_id, each)]) for each in safety.activities.all()]
        results = at_once(*(lambda op=op: apply(op) for op in staged))
        assert sum(map(done, results)) >= 1, results
        assert [record.number for record in current(user)] == [2]


def test_erase_and_a_commit(rounds):
    for user, safety, _fire in rounds():
        opened = finish(user, safety)
        page = safety.activities.get(kind="page")
        staged = stage("reset", [(user.login_id, "safety")], policy="erase")
        operation, _answer = at_once(
            lambda op=staged: apply(op),
            lambda opened=opened, page=page: work(opened, page, progress=60, seconds=10, state="secret"),
        )
        assert done(operation) == 1
        assert not ActivityRecord.objects.filter(record__user=user).exists()
        assert not LateCommit.objects.filter(session__record__user=user).exists()


def test_a_program_is_reset_while_its_course_is_launched(rounds):
    for user, safety, fire in rounds():
        finish(user, safety)
        staged = stage("reset", [(user.login_id, program_of(fire))])
        operation, opened = at_once(
            lambda op=staged: apply(op),
            lambda user=user, fire=fire: launch(user, fire),
        )
        assert isinstance(opened, launching.Launch)
        assert done(operation) >= 2 or isinstance(operation, api.EffectChanged)
        assert programs(user).count() <= 1


def program_of(of_course):
    return of_course.programs.get()


def test_a_reset_taken_back_while_another_course_is_reset(rounds):
    for user, safety, fire in rounds():
        for each in (safety, fire):
            finish(user, each)
        first = reset((user.login_id, "safety"))
        undo, second = api.undo(STAFF, first.uuid, source="cli"), stage("reset", [(user.login_id, "fire")])
        results = at_once(lambda op=undo: apply(op), lambda op=second: apply(op))
        assert done(results[0]) == 1
        [record] = programs(user)
        if isinstance(results[1], api.EffectChanged):  # it would reopen the program, which the preview did not say
            assert (record.number, record.status) == (1, "completed")
        else:
            assert (done(results[1]), record.status, record.progress) == (1, "active", 50.0)
