"""What a chunk costs, as the database counts it: statements, whatever the number of items; rows, for each item."""

import re

import pytest

from milepost.progress import api, given
from milepost.progress import stage as stages
from milepost.records.models import CourseRecord, Enrolment
from tests.budgets.chunks import close, confirmed, run_one_chunk
from tests.commands.acting import STAFF, apply, outcomes, stage
from tests.support.world import course, many_learners

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = (1, 100, 5000)
ROWS_OF_THE_FRAME = 2  # the lease and the bookmark, both on the operation's own row


@pytest.fixture
def crowd():
    """5,000 learners in one course: every other one with a record under way."""
    content = course("safety", activities=["page", "exam", "form"])
    users = many_learners(max(SIZES))
    enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, course=content) for user in users)
    CourseRecord.objects.bulk_create(
        CourseRecord(enrolment=enrolment, user_id=enrolment.user_id, course=content, number=1, opened_by="launch")
        for enrolment in enrolments
        if enrolment.pk % 2
    )
    return [user.login_id for user in users]


def staged(kind, logins):
    """A confirmed operation of one chunk, ready to run."""
    if kind == "reset":
        apply(stage("mark_complete", [(login, "safety") for login in logins]))
        return confirmed(stage("reset", [(login, "safety") for login in logins]))
    if kind == "mark_complete":
        return confirmed(stage("mark_complete", [(login, "safety") for login in logins]))
    done = apply(stage(kind.removeprefix("undo_"), [(login, "safety") for login in logins]))
    return confirmed(api.undo(STAFF, done.uuid, source="cli"))


@pytest.mark.parametrize(
    ("kind", "rows_an_item"), [("reset", 2), ("mark_complete", 2), ("undo_reset", 2), ("undo_mark_complete", 2)]
)
def test_the_statements_of_a_chunk_do_not_depend_on_its_size_and_rows_are_few(
    crowd, kind, rows_an_item, statements, rows_written
):
    counts = {}
    for size in SIZES:
        # Each size works on learners of its own, so that each has the same to do.
        logins = crowd[:size] if size == max(SIZES) else crowd[-size:]
        if kind == "undo_reset":
            apply(stage("mark_complete", [(login, "safety") for login in logins]))
        operation = staged(kind, logins)
        with rows_written() as written, statements() as made:
            run_one_chunk(operation)
        assert outcomes(close(operation)) == {"done": size}
        counts[size] = made.count
        assert written.count <= rows_an_item * size + ROWS_OF_THE_FRAME, (kind, size, written.count)
        print(f"{kind}: {size} items, {made.count} statements, {written.count} rows")
        apply(stage("reset", [(login, "safety") for login in logins]))
    assert len(set(counts.values())) == 1, counts


def test_staging_and_previewing_do_not_depend_on_the_size(crowd, statements):
    """A few rows come as a parameter, many in tables, which are made, filled and counted first."""
    counts = {}
    for size in (1, 100, given.FEW, given.FEW + 1, 5_000):
        rows = [(login, "safety") for login in crowd[:size]]
        with statements() as made:
            stage("reset", rows)
        # SQLite counts each row of the prepared INSERTs that fill the staging tables.
        loads = re.compile("INSERT INTO staged_(row|learner_name) ")
        counts[size] = len([text for text in made.statements if not loads.search(text)])
        counts[size] -= int(size >= stages.MANY)  # the planner is told of many items
    few = {count for size, count in counts.items() if size <= given.FEW}
    many = {count for size, count in counts.items() if size > given.FEW}
    assert (len(few), len(many)) == (1, 1), counts
    assert few.pop() < many.pop() <= 25, counts
