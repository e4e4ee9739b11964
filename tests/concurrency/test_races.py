"""Two at the same instant: one outcome a pair, nothing lost, the doctor content."""

import json
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from milepost.base.errors import MilepostError
from milepost.checks.doctor import examine
from milepost.ledger.models import Event
from milepost.records import launching
from milepost.records.models import ActivityRecord, CourseRecord, LateCommit
from tests.commands.acting import STAFF, apply, apply_at_once, finish, launch, mark, reset, stage, work
from tests.support.world import course, enrol, learner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]

ROUNDS = 200


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run the actions in threads of their own, started together; their results, or what they raised."""
    start, results = threading.Barrier(len(actions)), [None] * len(actions)

    def act(place: int, action: Callable[[], object]) -> None:
        try:
            start.wait()
            results[place] = action()
        except MilepostError as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def rounds(proof_count):
    """One learner after the other in one course, so that each round begins anew."""
    safety = course("safety", activities=["page", "exam"])

    def draw():
        for number in range(proof_count(ROUNDS)):
            user = learner(f"learner{number}")
            enrol(user, safety)
            yield user, safety
        assert examine() == []

    return draw


@pytest.fixture(params=[apply, apply_at_once])
def done_by(request):
    """How an operation is confirmed and run: chunk by chunk, or in one transaction."""
    return request.param


def current(user):
    return list(CourseRecord.objects.filter(user=user, superseded_at=None, voided_at=None))


def done(operation):
    return json.loads(operation.outcomes).get("done", 0) if not isinstance(operation, Exception) else 0


def test_two_resets(rounds, done_by):
    for user, _safety in rounds():
        finish(user, _safety)
        staged = [stage("reset", [(user.login_id, "safety")]) for _ in range(2)]
        first, second = at_once(*(lambda op=op: done_by(op) for op in staged))
        assert done(first) + done(second) == 1, (first, second)
        assert current(user) == []
        assert Event.objects.filter(user_id=user.pk, kind="progress.reset").count() == 1


def test_reset_and_mark(rounds, done_by):
    for user, safety in rounds():
        launch(user, safety)
        to_reset, to_mark = (stage(kind, [(user.login_id, "safety")]) for kind in ("reset", "mark_complete"))
        results = at_once(lambda op=to_reset: done_by(op), lambda op=to_mark: done_by(op))
        assert sum(map(done, results)) >= 1
        events = set(Event.objects.filter(user_id=user.pk).values_list("kind", flat=True))
        assert ("progress.reset" in events) == bool(done(results[0]))
        assert ("course.completed" in events) == bool(done(results[1]))
        assert len(current(user)) <= 1


@pytest.mark.requirement("MP-10")
def test_reset_and_a_commit_that_is_under_way(rounds, done_by):
    for user, safety in rounds():
        opened = launch(user, safety)
        page = safety.activities.first()
        staged = stage("reset", [(user.login_id, "safety")])
        operation, answer = at_once(
            lambda op=staged: done_by(op),
            lambda opened=opened, page=page: work(opened, page, status="completed", seconds=9),
        )
        assert done(operation) == 1
        stored = ActivityRecord.objects.filter(record_id=opened.record_id).count()
        kept = LateCommit.objects.filter(session__uuid=opened.session).count()
        assert (stored, kept) == ((1, 0) if answer.is_open else (0, 1)), "written in time or kept aside, never lost"


def test_undo_and_relaunch(rounds, done_by):
    from milepost.progress import api

    for user, safety in rounds():
        finish(user, safety)
        operation = reset((user.login_id, "safety"))
        staged = api.undo(STAFF, operation.uuid, source="cli")
        undone, opened = at_once(
            lambda op=staged: done_by(op),
            lambda user=user, safety=safety, op=operation: launching.acknowledge(user.pk, safety.pk, op.pk),
        )
        assert isinstance(opened, launching.Launch)
        [record] = current(user)
        assert (record.number, opened.number) == ((1, 1) if done(undone) else (2, 2)), (undone, opened)


def test_two_first_launches(rounds):
    for user, safety in rounds():
        results = at_once(*(lambda user=user, safety=safety: launch(user, safety) for _ in range(2)))
        assert [found.number for found in results] == [1, 1]
        assert len(current(user)) == 1
        assert Event.objects.filter(user_id=user.pk, kind="record.opened").count() == 1


def test_a_first_launch_and_a_mark(rounds, done_by):
    for user, safety in rounds():
        staged = stage("mark_complete", [(user.login_id, "safety")])
        operation, opened = at_once(
            lambda op=staged: done_by(op),
            lambda user=user, safety=safety: launch(user, safety),
        )
        [record] = current(user)
        assert opened.number == record.number == 1
        if done(operation):
            assert (record.status, record.completed_by) == ("completed", "staff")
            assert Event.objects.filter(user_id=user.pk, kind="course.completed").count() == 1
        else:
            assert record.status == "started"


def test_two_acknowledgements(rounds):
    for user, safety in rounds():
        mark((user.login_id, "safety"))
        operation = reset((user.login_id, "safety"))
        results = at_once(
            *(
                lambda user=user, safety=safety, op=operation: launching.acknowledge(user.pk, safety.pk, op.pk)
                for _ in range(2)
            )
        )
        assert sorted(found.restarted for found in results) == [False, True]
        assert [record.number for record in current(user)] == [2]
