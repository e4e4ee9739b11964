"""Short words for what tests of commands do again and again."""

import json
from collections.abc import Sequence

from django.db import connection

from milepost.base.actor import Actor
from milepost.people import actors
from milepost.people.models import User
from milepost.progress import api
from milepost.progress.models import Operation
from milepost.records import launching
from milepost.records.committing import Answer, Work, commit
from milepost.records.models import ActivityRecord, CourseRecord, ProgramRecord

STAFF = actors.system("test")


def row(line: int, learner: str, content: object, wanted: str = "TRUE") -> api.Row:
    """A row; the content is a course's asset id, or a course, an activity or a program itself."""
    kind = type(content).__name__.lower()
    if kind == "str":
        return api.Row(line, learner, content, wanted)
    return api.Row(line, learner, str(content.uuid), wanted, kind=kind)


def stage(kind: str, pairs: Sequence[tuple], actor: Actor = STAFF, **request) -> Operation:
    """An operation over (learner, content[, wanted]) rows."""
    rows = [row(line, *pair) for line, pair in enumerate(pairs, start=2)]
    return api.submit(actor, api.Request(kind=api.Kind(kind), source="file", **request), rows)


def apply(operation: Operation) -> Operation:
    """Confirm what was previewed, and run it."""
    return api.run(api.confirm(STAFF, operation, operation.digest))


def apply_at_once(operation: Operation) -> Operation:
    """The same in one transaction, as for small operations."""
    return api.confirm(STAFF, operation, operation.digest, at_once=1_000)


def reset(*pairs: tuple, **request) -> Operation:
    return apply(stage("reset", pairs, **request))


def mark(*pairs: tuple, **request) -> Operation:
    return apply(stage("mark_complete", pairs, **request))


def undo(operation: Operation, learners: Sequence[User] | None = None) -> Operation:
    keys = None if learners is None else [learner.pk for learner in learners]
    return apply(api.undo(STAFF, operation.uuid, keys, source="cli"))


def outcomes(operation: Operation) -> dict[str, int]:
    return json.loads(operation.outcomes)


def launch(user, course) -> launching.Launch:
    return launching.launch(user.pk, course.pk)


def relaunch(user, course) -> launching.Launch:
    """Read the notice of a reset, then open the course."""
    notice = launch(user, course).notice
    assert notice is not None
    return launching.acknowledge(user.pk, course.pk, notice.operation_id)


def work(opened: launching.Launch, activity, **done) -> Answer:
    return commit(opened.session, activity.pk, Work(**done))


def finish(user, course, score: float = 80.0) -> launching.Launch:
    """The learner does every activity of a course."""
    opened = launch(user, course)
    for activity in course.activities.all():
        scored = activity.kind in ("exam", "form")
        work(opened, activity, status="passed" if scored else "completed", score=score if scored else None, seconds=60)
    return opened


def records(user, course) -> list[CourseRecord]:
    return list(CourseRecord.objects.filter(user=user, course=course).order_by("number"))


def current(user, course) -> CourseRecord | None:
    return CourseRecord.objects.filter(user=user, course=course, superseded_at=None, voided_at=None).first()


def shown(user, course) -> dict[str, tuple]:
    """Kind of activity → (status, score, seconds, manually) in the current record, as the view derives them."""
    found = current(user, course)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.kind, s.status, s.score, s.seconds, s.manually FROM activity_state s"
            " JOIN catalog_activity a ON a.id = s.activity_id WHERE s.record_id = %s ORDER BY a.position",
            [found.pk if found else None],
        )
        return {kind: tuple(rest) for kind, *rest in cursor.fetchall()}


def activity_records(user, activity) -> list[ActivityRecord]:
    found = ActivityRecord.objects.filter(record__user=user, activity=activity)
    return list(found.order_by("record__number", "number"))


def program_records(user, program) -> list[ProgramRecord]:
    return list(ProgramRecord.objects.filter(user=user, program=program).order_by("number"))


def current_program(user, program) -> ProgramRecord | None:
    return ProgramRecord.objects.filter(user=user, program=program, superseded_at=None, voided_at=None).first()
