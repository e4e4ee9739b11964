"""Small operations run at once, big ones are handed over."""

import pytest

from milepost.jobs import background
from milepost.jobs.crew import Crew
from milepost.jobs.queue import QUEUE
from milepost.jobs.sweep import sweep, sweep_once
from milepost.progress import api
from milepost.records.models import CourseRecord, Enrolment
from tests.support.world import actor, course, many_learners

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queue():
    background.queue.prepare()
    QUEUE.storage.flush_queue()


def confirmed(number):
    """A reset of so many learners, confirmed the way `dispatch` wants it, and who did it."""
    who, content = actor(), course("safety")
    enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, course=content) for user in many_learners(number))
    CourseRecord.objects.bulk_create(
        CourseRecord(enrolment=each, user_id=each.user_id, course=content, number=1, opened_by="launch")
        for each in enrolments
    )
    rows = [api.Row(line, each.user.login_id, "safety") for line, each in enumerate(enrolments, start=1)]
    operation = api.submit(who, api.Request(kind=api.Kind.RESET, source="api"), rows)
    return who, api.confirm(who, operation, operation.digest, reserve=background.runs_inline(operation))


def messages():
    return [QUEUE.deserialize_task(data).args for data in QUEUE.storage.enqueued_items()]


def test_up_to_a_thousand_items_run_at_once():
    _, operation = confirmed(background.INLINE_ITEMS)
    assert background.dispatch(operation).state == "done"
    assert messages() == []


def test_more_than_a_thousand_are_handed_over_to_whoever_comes_first():
    _, operation = confirmed(background.INLINE_ITEMS + 1)
    assert background.dispatch(operation).state == "running"
    found = api.find(operation.uuid)
    assert (found.state, found.lease_owner, found.applied_to) == ("running", "", 0)
    assert [list(args) for args in messages()] == [[operation.pk]]
    assert sweep_once() == 1
    assert api.find(operation.uuid).state == "done"


def test_one_that_somebody_else_runs_is_left_to_them():
    _, operation = confirmed(1)
    api.Operation.objects.filter(pk=operation.pk).update(lease_owner="elsewhere/1/0.00")
    assert background.dispatch(operation).state == "running"
    assert sweep_once() == 0


def test_one_that_nobody_runs_is_cancelled_at_once():
    who, operation = confirmed(background.INLINE_ITEMS + 1)
    assert background.cancel(who, operation.uuid).state == "cancelled"
    assert not CourseRecord.objects.exclude(superseded_at=None).exists()


def test_a_crew_takes_an_operation_once_however_often_it_is_woken():
    _, operation = confirmed(background.INLINE_ITEMS + 1)
    crew = Crew(2)
    try:
        answers = {crew.take(operation.pk) for _ in range(5)} | set(sweep(crew))
        assert sum(answer.result() for answer in answers) == 1
        assert crew.take(operation.pk).result() is False, "it is done already"
    finally:
        crew.close()
    assert api.find(operation.uuid).state == "done"
