"""Courses and their activities: listed, made, changed; and how far the people of a course are."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from milepost.api.auth import actor
from milepost.api.fields import Body, PathId, Search, YesNo, chosen, sent
from milepost.api.paging import PAGE, Cursor, Limit, Page, cut, page, place
from milepost.api.problems import conflicts, in_body
from milepost.api.schemas_content import (
    ActivityChange,
    ActivityIn,
    ActivityOut,
    CourseChange,
    CourseIn,
    CourseOut,
)
from milepost.api.schemas_progress import MemberOut
from milepost.base.actor import Actor
from milepost.catalog import activities, editing, listing, rules
from milepost.catalog.models import Activity, Course
from milepost.records import reading

router = Router(tags=["Courses"])


@router.get("", response=Page[CourseOut], summary="List courses")
def index(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = PAGE,
    search: Annotated[Search, Field(description="A part of title or asset id.")] = "",
    is_archived: YesNo | None = None,
) -> Page[CourseOut]:
    """All courses. Needs `progress.manage`, `training.manage` or `reports.view`."""
    found = listing.courses(actor(request), search=search, is_archived=chosen(is_archived))
    return page(found, cursor=cursor, limit=limit).shown(CourseOut.of)


@router.post("", response={201: CourseOut}, summary="Make a course")
def create(request: HttpRequest, body: CourseIn) -> Status[CourseOut]:
    """Needs `training.manage`, and a role that is not limited to groups: content concerns everybody."""
    who = actor(request)
    fields = _fields(who, body, lambda name: listing.find_course(who, name))
    with conflicts():
        made = editing.create_course(who, fields)
    return Status(201, CourseOut.of(made))


@router.get("/{course}", response=CourseOut, summary="Look at a course")
def show(request: HttpRequest, course: PathId) -> CourseOut:
    """By UUID or asset id. Needs `progress.manage`, `training.manage` or `reports.view`."""
    return CourseOut.of(listing.find_course(actor(request), course))


@router.patch("/{course}", response=CourseOut, summary="Change a course")
def change(request: HttpRequest, course: PathId, body: CourseChange) -> CourseOut:
    """What is not sent stays. Needs `training.manage`, and a role that is not limited to groups."""
    who = actor(request)
    found = listing.find_course(who, course)
    fields = _fields(who, body, lambda name: listing.find_course(who, name))
    with conflicts():
        return CourseOut.of(editing.change_course(who, found, fields))


@router.get("/{course}/activities", response=Page[ActivityOut], summary="List the activities of a course")
def activities_of(
    request: HttpRequest, course: PathId, cursor: Cursor = None, limit: Limit = PAGE, with_retired: YesNo = "false"
) -> Page[ActivityOut]:
    """In their order; those that were retired only if asked for. Needs what looking at the course needs."""
    who = actor(request)
    found = listing.find_course(who, course)
    shown = listing.activities(who, found, with_retired=chosen(with_retired) is True)
    return page(shown, cursor=cursor, limit=limit, key=("position", "pk")).shown(ActivityOut.of)


@router.post("/{course}/activities", response={201: ActivityOut}, summary="Make an activity")
def create_activity(request: HttpRequest, course: PathId, body: ActivityIn) -> Status[ActivityOut]:
    """It is not asked of those who are complete by then. Needs what changing the course needs."""
    who = actor(request)
    found = listing.find_course(who, course)
    fields = _fields(who, body, lambda name: listing.find_activity(who, found, name), body.kind)
    with conflicts():
        made = activities.create(who, found, fields)
    return Status(201, ActivityOut.of(made))


@router.patch("/{course}/activities/{activity}", response=ActivityOut, summary="Change or retire an activity")
def change_activity(request: HttpRequest, course: PathId, activity: PathId, body: ActivityChange) -> ActivityOut:
    """What is not sent stays. Needs what changing the course needs."""
    who = actor(request)
    of = listing.find_course(who, course)
    found = listing.find_activity(who, of, activity)
    fields = _fields(who, body, lambda name: listing.find_activity(who, of, name), found.kind)
    with conflicts():
        return ActivityOut.of(activities.change(who, found, fields))


@router.get("/{course}/progress", response=Page[MemberOut], summary="How far the people of a course are")
def progress(request: HttpRequest, course: PathId, cursor: Cursor = None, limit: Limit = PAGE) -> Page[MemberOut]:
    """Those within reach who are enrolled. Needs `progress.manage`, `training.manage` or `reports.view`."""
    who = actor(request)
    [after] = place(cursor) or (0,)
    found = reading.members(who, listing.find_course(who, course), after=after, limit=limit + 1)
    return cut(found, limit, lambda member: (member.enrolment_id,)).shown(MemberOut.of)


def _fields(who: Actor, body: Body, find: Callable[[str], Course | Activity], kind: str | None = None) -> Any:
    """What was sent, with what is needed by UUIDs; what is not there, or nothing for that kind, is pointed at."""
    editing.require_editor(who)  # before anything is said of courses
    fields = sent(body)
    if "prerequisites" in fields:
        fields["prerequisites"] = [
            str(_named(find, name, place)) for place, name in enumerate(fields["prerequisites"])
        ]
    for name in rules.Completion.__annotations__ if kind else ():
        if name in fields:
            with in_body(f"/{name}"):
                rules.completion(kind or "", {name: fields[name]})
    return fields


def _named(find: Callable[[str], Course | Activity], name: str, place: int) -> UUID:
    with in_body(f"/prerequisites/{place}"):
        return find(name).uuid
