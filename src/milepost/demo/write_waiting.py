"""What waits for staff at Nordwerk: work handed in and not graded, checklists begun, and what is said in discussions.

It belongs to those whose history has stopped at such an activity; nobody's learning record is touched.
"""

import random
from typing import Any

from django.db.models import QuerySet

from milepost.catalog.contents.shapes import Content, Practical
from milepost.catalog.models import ActivityKind
from milepost.demo.contents import doing
from milepost.demo.contents.handed import TEXTS
from milepost.demo.seed import chance, uuid_at
from milepost.demo.write_catalog import Catalogue
from milepost.player import answering
from milepost.player.models import Assessment, Post, Submission
from milepost.records.models import ActivityRecord, Status

# The share of those at a practical assessment whom somebody has watched already.
_BEGUN = 0.6


def write(catalogue: Catalogue) -> None:
    """Write it for whoever is at such an activity of a course that goes on."""
    lessons = {activity.pk: lesson for lesson, activity in catalogue.activities.items()}
    rng = chance("what waits")

    def text(work: ActivityRecord) -> str:
        return rng.choice(TEXTS[lessons[work.activity_id]])

    Submission.objects.bulk_create(
        Submission(**_place(work), text=text(work), submitted_at=work.changed_at)
        for work in _at(ActivityKind.ASSIGNMENT)
    )
    Post.objects.bulk_create(_post(rng, work, text(work)) for work in _at(ActivityKind.DISCUSSION))
    Assessment.objects.bulk_create(
        _checklist(rng, work, doing.CONTENTS[lessons[work.activity_id]])
        for work in _at(ActivityKind.PRACTICAL)
        if rng.random() < _BEGUN
    )


def _at(kind: ActivityKind) -> "QuerySet[ActivityRecord]":
    """The work of a kind that is under way, the oldest first."""
    current = {"superseded_at": None, "record__superseded_at": None, "record__enrolment__ended_at": None}
    found = ActivityRecord.objects.filter(activity__kind=kind, status=Status.ACTIVE, **current)
    goes_on = found.filter(activity__course__archived_at=None, activity__retired_at=None)
    return goes_on.select_related("record", "activity").order_by("changed_at", "record__user__login_id")


def _place(work: ActivityRecord) -> dict[str, Any]:
    return {"record": work.record, "activity": work.activity, "number": work.number}


def _post(rng: random.Random, work: ActivityRecord, text: str) -> Post:
    """What somebody says; nobody grades it."""
    uuid = uuid_at(work.changed_at, rng)
    return Post(**_place(work), uuid=uuid, user_id=work.record.user_id, text=text, posted_at=work.changed_at)


def _checklist(rng: random.Random, work: ActivityRecord, content: Content) -> Assessment:
    """The first tasks are done."""
    assert isinstance(content, Practical)
    done = content.tasks[: rng.randrange(1, len(content.tasks))]
    return Assessment(
        **_place(work),
        tasks=answering.dumped([task.model_dump() for task in content.tasks]),
        ticks=answering.dumped([task.id for task in done]),
        changed_at=work.changed_at,
    )
