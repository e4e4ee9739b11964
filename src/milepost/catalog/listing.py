"""Looking content up, for whoever may look at people and progress. Content has no reach: it concerns nobody."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.permissions import READING
from milepost.base.texts import is_storable
from milepost.catalog import lookup
from milepost.catalog.models import Activity, Course, Program, ProgramCourse


def find_course(actor: Actor, text: str) -> Course:
    """The course with this UUID or asset id. Raises `NotFound`, and `NotPermitted` for who may look at nothing."""
    actor.require_any(*READING)
    return lookup.find_course(text)


def find_program(actor: Actor, text: str) -> Program:
    """The program with this UUID or asset id. Raises like `find_course`."""
    actor.require_any(*READING)
    return lookup.find_program(text)


def find_activity(actor: Actor, course: Course, text: str) -> Activity:
    """The activity of a course with this UUID or asset id, in use or retired. Raises like `find_course`."""
    actor.require_any(*READING)
    found = lookup.named(course.activities.select_related("section"), text)
    if not found:
        raise NotFound(_("No activity has the UUID or asset id “%(value)s”.") % {"value": text.strip()})
    return found[0]


def courses(actor: Actor, *, search: str = "", is_archived: bool | None = None) -> QuerySet[Course]:
    """All courses, to be put in order and cut by who asks. `search` is a part of the title or of the asset id.

    Raises `NotPermitted` for who may look at nothing.
    """
    actor.require_any(*READING)
    return Course.objects.filter(_chosen(search, is_archived)).prefetch_related("prerequisites")


def programs(actor: Actor, *, search: str = "", is_archived: bool | None = None) -> QuerySet[Program]:
    """All programs, likewise."""
    actor.require_any(*READING)
    return Program.objects.filter(_chosen(search, is_archived))


def activities(actor: Actor, course: Course, *, with_retired: bool = False) -> QuerySet[Activity]:
    """The activities of a course; their order is `position`, then key. Raises `NotPermitted` likewise."""
    actor.require_any(*READING)
    found = course.activities.select_related("section").prefetch_related("prerequisites").order_by("position", "pk")
    return found if with_retired else found.filter(retired_at=None)


def courses_of(programs: list[Program]) -> dict[int, list[ProgramCourse]]:
    """The courses of each program in their order, with their places, by the program's key; one statement."""
    places: dict[int, list[ProgramCourse]] = {program.pk: [] for program in programs}
    found = ProgramCourse.objects.filter(program__in=programs).select_related("course")
    for place in found.order_by("position", "pk"):
        places[place.program_id].append(place)
    return places


def _chosen(search: str, is_archived: bool | None) -> Q:
    if not is_storable(search):
        return Q(pk=None)
    part = search.strip()
    chosen = Q(title__icontains=part) | Q(asset_id__icontains=part) if part else Q()
    return chosen if is_archived is None else chosen & Q(archived_at__isnull=not is_archived)
