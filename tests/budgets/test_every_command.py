"""What a chunk costs, in statements: the same for one item and for 5,000, for every command and kind of content."""

import itertools

import pytest
from django.db import connection

from milepost.base.ids import new_uuid
from milepost.catalog.models import Activity
from milepost.player.models import Attempt, Post, Submission
from milepost.progress import api
from milepost.records.models import ActivityRecord, CourseRecord, Enrolment, ProgramEnrolment, ProgramRecord
from tests.budgets.chunks import close, confirmed, run_one_chunk
from tests.commands.acting import STAFF, stage
from tests.support.world import course, many_learners, program

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = (1, 100, 5000)


@pytest.fixture
def school():
    """Learners under way in both courses of a program; those of each size are others."""
    courses = [course(name, activities=["page", "exam"]) for name in ("safety", "fire")]
    whole = program("induction", *courses)
    users = many_learners(sum(SIZES))
    joined = ProgramEnrolment.objects.bulk_create(ProgramEnrolment(user=user, program=whole) for user in users)
    ProgramRecord.objects.bulk_create(
        ProgramRecord(
            enrolment=each, user_id=each.user_id, program=whole, number=1, opened_by="launch", status="active"
        )
        for each in joined
    )
    for each in courses:
        _begin(users, each)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum would have by the time that a school has so many learners
    places = [sum(SIZES[:place]) for place in range(len(SIZES) + 1)]
    return [users[begin:end] for begin, end in itertools.pairwise(places)], courses, whole


def _begin(users, of):
    page = of.activities.get(kind="page")
    enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, course=of) for user in users)
    records = CourseRecord.objects.bulk_create(
        CourseRecord(
            enrolment=each,
            user_id=each.user_id,
            course=of,
            number=1,
            opened_by="launch",
            status="active",
            progress=50.0,
        )
        for each in enrolments
    )
    ActivityRecord.objects.bulk_create(
        ActivityRecord(
            record=record, activity=page, status="completed", progress=100.0, completed_by="rule", completed_at=now
        )
        for record in records
        for now in [record.opened_at or page.created_at]
    )
    places = [{"record": record, "activity": page, "number": 1} for record in records]
    Attempt.objects.bulk_create(Attempt(**place, paper="{}") for place in places)
    Submission.objects.bulk_create(Submission(**place, text="Mine", file=new_uuid()) for place in places)
    Post.objects.bulk_create(
        Post(**place, user_id=place["record"].user_id, text="Mine", counts=True, posted_at=page.created_at)
        for place in places
    )


def contents(name, courses, whole):
    return {"course": courses[0], "program": whole, "activity": Activity.objects.get(course=courses[0], kind="page")}[
        name
    ]


# Each command is undone before the next one; an erase, which cannot be, comes last.
COMMANDS = {
    "reset": {"policy": "retain"},
    "mark_complete": {},
    "erase": {"policy": "erase"},
}


@pytest.mark.parametrize("content", ["course", "program", "activity"])
def test_the_statements_of_a_chunk_do_not_depend_on_its_size(school, content, statements):
    groups, courses, whole = school
    counts, erased = {}, courses if content == "program" else courses[:1]
    for users in groups:
        for command, request in COMMANDS.items():
            named = contents(content, courses, whole)
            if command == "mark_complete" and content == "activity":
                named = courses[0].activities.get(kind="exam")
            kind = "reset" if command == "erase" else command
            operation = confirmed(stage(kind, [(user.login_id, named) for user in users], **request))
            with statements() as made:
                run_one_chunk(operation)
            close(operation)
            done = api.report(operation)["outcomes"]["done"]
            assert done == len(users) * (3 if content == "program" else 1)
            counts.setdefault(command, []).append(made.count)
            if command == "erase":
                continue
            undo = confirmed(api.undo(STAFF, operation.uuid, source="cli"))
            with statements() as unmade:
                run_one_chunk(undo)
            close(undo)
            assert api.report(undo)["outcomes"] == {"done": done}
            counts.setdefault(f"undo of {command}", []).append(unmade.count)
    left = [model.objects.filter(record__course__in=erased).count() for model in (Attempt, Submission, Post)]
    assert left == [0, 0, 0]
    print(content, counts)
    assert all(len(set(each)) == 1 for each in counts.values()), counts
