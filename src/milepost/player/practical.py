"""Practical assessments: an assessor ticks off tasks while the learner does them, and confirms at the end."""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Conflict, Refused
from milepost.catalog.contents.shapes import Practical, Task
from milepost.catalog.models import ActivityKind
from milepost.player import answering, judging, places
from milepost.player.models import Assessment
from milepost.records import committing
from milepost.records.committing import Place, Work
from milepost.records.models import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """An assessment: its tasks, which of them are done, and how it came out (`passed` is None until confirmed)."""

    assessment: int
    tasks: Sequence[Task]
    ticks: frozenset[str]
    note: str
    changed_at: dt.datetime
    confirmed_at: dt.datetime | None
    passed: bool | None


@places.in_one_transaction("an assessment")
def fill_in(actor: Actor, user_id: int, activity_id: int, ticks: Collection[str], note: str = "") -> Checklist:
    """Keep what is ticked so far: `ticks` are the ids of all tasks that are done.

    A learner who has not launched the course gets a record. Raises `NotPermitted`, `NotFound`; `Refused` for a task
    that is none, and for who is not enrolled; `Conflict` once it was passed.
    """
    place, assessment = _open(actor, user_id, activity_id)
    _fill_in(actor, place, assessment, ticks, note)
    committing.write(place, Work(), decides=False)
    return _shown(assessment)


@places.in_one_transaction("an assessment")
def confirm(actor: Actor, user_id: int, activity_id: int, ticks: Collection[str], note: str = "") -> Checklist:
    """Keep what is ticked and end the assessment: passed if every required task is done, else failed.

    After a failed one the next begins. Raises like `fill_in`.
    """
    place, assessment = _open(actor, user_id, activity_id)
    tasks = _fill_in(actor, place, assessment, ticks, note)
    assessment.passed = all(task.id in ticks for task in tasks if task.required)
    assessment.confirmed_at = place.now
    assessment.save(update_fields=["passed", "confirmed_at"])
    committing.write(place, Work(status=Status.PASSED if assessment.passed else Status.FAILED))
    return _shown(assessment)


@places.in_one_transaction("an assessment")
def look(actor: Actor, user_id: int, activity_id: int) -> list[Checklist]:
    """The assessments within the learner's current work, oldest first.

    Raises `NotPermitted`, `NotFound`, `Conflict` where there is no current record.
    """
    judging.learner(actor, user_id)
    place = places.judged(user_id, places.find(activity_id, ActivityKind.PRACTICAL), opens=False)
    return [_shown(each) for each in Assessment.objects.filter(places.here(place)).order_by("pk")]


@places.in_one_transaction("an assessment")
def own(user_id: int, session: UUID, activity_id: int) -> list[Checklist]:
    """A learner's own assessments within the current work, oldest first."""
    place = places.open_seat(user_id, session, activity_id, ActivityKind.PRACTICAL)
    return [_shown(each) for each in Assessment.objects.filter(places.here(place)).order_by("pk")]


def _open(actor: Actor, user_id: int, activity_id: int) -> tuple[Place, Assessment]:
    """The assessment that is under way, or a new one, which is not kept yet."""
    judging.learner(actor, user_id)
    place = places.judged(user_id, places.find(activity_id, ActivityKind.PRACTICAL), opens=True)
    content: Practical = places.content_of(place.activity)
    newest = Assessment.objects.filter(places.here(place)).order_by("pk").last()
    if newest is not None and newest.passed:
        raise Conflict(_("“%(activity)s” was passed already.") % {"activity": place.activity.title})
    if newest is not None and newest.confirmed_at is None:
        return place, newest
    tasks = answering.dumped([task.model_dump() for task in content.tasks])
    return place, Assessment(**places.at(place), tasks=tasks)


def _fill_in(actor: Actor, place: Place, assessment: Assessment, ticks: Collection[str], note: str) -> Sequence[Task]:
    tasks = _tasks(assessment)
    if unknown := sorted(set(ticks) - {task.id for task in tasks}):
        raise Refused(_("There is no task “%(id)s”.") % {"id": unknown[0][:80]})
    assessment.ticks = answering.dumped(sorted(set(ticks)))
    assessment.note = places.words(note, _("Note"))
    assessment.assessor_id, assessment.changed_at = actor.user_id, place.now
    assessment.save()
    return tasks


def _tasks(assessment: Assessment) -> list[Task]:
    return [Task.model_validate(task) for task in json.loads(assessment.tasks)]


def _shown(assessment: Assessment) -> Checklist:
    return Checklist(
        assessment=assessment.pk,
        tasks=_tasks(assessment),
        ticks=frozenset(json.loads(assessment.ticks)),
        note=assessment.note,
        changed_at=assessment.changed_at,
        confirmed_at=assessment.confirmed_at,
        passed=assessment.passed,
    )
