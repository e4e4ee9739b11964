"""From what people write to the course, program or activity that is meant.

A UUID goes before an asset id that is spelt like one, as in uploaded files.
"""

from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.base.errors import NotFound, Refused
from milepost.base.ids import parse_uuid
from milepost.base.texts import is_storable
from milepost.catalog.models import Activity, Course, Program

_Thing = TypeVar("_Thing", Course, Program, Activity)


def find_course(text: str) -> Course:
    """The course with this UUID or asset id. Raises `NotFound`."""
    for course in named(Course.objects.all(), text):
        return course
    raise NotFound(_("No course has the UUID or asset id “%(value)s”.") % {"value": text.strip()})


def find_program(text: str) -> Program:
    """The program with this UUID or asset id. Raises `NotFound`."""
    for program in named(Program.objects.all(), text):
        return program
    raise NotFound(_("No program has the UUID or asset id “%(value)s”.") % {"value": text.strip()})


def find_activity(text: str) -> Activity:
    """The activity with this UUID or asset id, which may be written COURSE/ACTIVITY; no retired one.

    Raises `NotFound`, and `Refused` for an asset id that several courses have an activity of.
    """
    activities = Activity.objects.filter(retired_at=None)
    course, slash, name = text.partition("/")
    if slash:
        activities = activities.filter(course=find_course(course))
    found = named(activities, name if slash else text)
    if len(found) > 1:
        raise Refused(
            _("“%(text)s” fits more than one activity. Write COURSE/ACTIVITY or the UUID.") % {"text": text.strip()}
        )
    for activity in found:
        return activity
    raise NotFound(_("No activity has the UUID or asset id “%(value)s”.") % {"value": text.strip()})


def named(things: "QuerySet[_Thing]", text: str) -> list[_Thing]:
    """Those that a text names: none, one, or two, which stand for several."""
    text = text.strip()
    if not is_storable(text):
        return []
    identifier = parse_uuid(text)
    by_uuid = list(things.filter(uuid=identifier)) if identifier else []
    return by_uuid or list(things.filter(asset_id=text)[:2])
