"""The headings of a course, and the order of what stands under them.

An activity stands where its position says, and under the heading that it names. Pages keep the activities of a heading
together: what moves past the first or the last of them comes under the next heading.
"""

from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base import texts
from milepost.base.actor import Actor
from milepost.base.errors import Conflict
from milepost.catalog import activities
from milepost.catalog.editing import TITLE, require_editor, require_way
from milepost.catalog.models import Activity, Course, Section
from milepost.organisation import adminlog


def end_of(course: Course, title: str | None) -> int | None:
    """The position behind the last activity under a heading; None where there is none: at the end of the course."""
    last = course.activities.filter(section__title=title, retired_at=None).order_by("position").last()
    return None if last is None else last.position + 1


@transaction.atomic
def step(actor: Actor, activity: Activity, *, up: bool) -> None:
    """Let an activity and its neighbour change places; at the edge of its heading it comes under the next one.

    At the beginning or the end of the course nothing changes. Raises like `activities.change`.
    """
    require_editor(actor)
    order = list(activity.course.activities.filter(retired_at=None).select_related("section").order_by("position"))
    at = order.index(activity)
    beside = order[at - 1] if up and at else order[at + 1] if not up and at + 1 < len(order) else None
    if beside is not None and beside.section_id == activity.section_id:
        activities.change(actor, activity, {"position": beside.position})
    elif beside is not None:
        activities.change(actor, activity, {"section": beside.section.title if beside.section else None})
    elif up and activity.section_id is not None:
        activities.change(actor, activity, {"section": None})


@transaction.atomic
def rename(actor: Actor, section: Section, title: str) -> None:
    """Give a heading another title.

    Raises `NotPermitted` without `training.manage`, and for a limited role; `Conflict` for one that the course has.
    """
    require_editor(actor)
    title = texts.line(title, _("Section"), TITLE)
    course = Course.objects.select_for_update(no_key=True).get(pk=section.course_id)
    if course.sections.filter(title=title).exclude(pk=section.pk).exists():
        raise Conflict(_("The course has a section “%(title)s” already.") % {"title": title})
    before = section.title
    if before != title:
        section.title = title
        section.save(update_fields=["title"])
        subject = course.asset_id or str(course.uuid)
        adminlog.record(actor, "section.renamed", subject, before=before, after=title)


@transaction.atomic
def move(actor: Actor, section: Section, *, up: bool) -> None:
    """Let a heading with all that stands under it change places with the one before or after it.

    At the beginning or the end nothing changes. Raises `NotPermitted` likewise, and `Refused` where something would
    never open.
    """
    require_editor(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=section.course_id)
    order = course.activities.order_by("position", "pk")
    runs = [list(run) for _key, run in groupby(order, key=lambda each: each.section_id)]
    at = next((place for place, run in enumerate(runs) if run[0].section_id == section.pk), None)
    other = None if at is None else at - 1 if up else at + 1
    if at is None or other is None or not 0 <= other < len(runs):
        return
    runs[at], runs[other] = runs[other], runs[at]
    moved = [each for run in runs for each in run]
    for position, each in enumerate(moved, start=1):
        each.position = position
    Activity.objects.bulk_update(moved, ["position"])
    require_way(course)
    adminlog.record(actor, "section.moved", course.asset_id or str(course.uuid), section=section.title, up=up)
