"""Enrolments in courses and programs: made, changed, ended."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from milepost.api.auth import actor
from milepost.api.fields import Named, sent
from milepost.api.paging import PAGE, Cursor, Limit, Page, page
from milepost.api.problems import BadField, conflicts, in_body
from milepost.api.schemas_enrolments import EnrolmentChange, EnrolmentId, EnrolmentIn, EnrolmentOut
from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog import listing
from milepost.people import directory
from milepost.records import enrolling
from milepost.records.enrolling import AnyEnrolment

router = Router(tags=["Enrolments"])


@router.get("", response=Page[EnrolmentOut], summary="List enrolments")
def index(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = PAGE,
    type: Annotated[  # noqa: A002
        Literal["course", "program"] | None,
        Field(description="In courses or in programs; if not given, in programs where `program` is, else in courses."),
    ] = None,
    user: Annotated[Named | None, Field(description="Of this user: UUID, login id or e-mail address.")] = None,
    course: Annotated[Named | None, Field(description="In this course; for the type `course`.")] = None,
    program: Annotated[Named | None, Field(description="In this program; for the type `program`.")] = None,
) -> Page[EnrolmentOut]:
    """Those of people within reach, ended ones too. Needs `progress.manage`, `training.manage` or `reports.view`."""
    who = actor(request)
    wanted = type or ("program" if program else "course")
    _check_filter(wanted, course=course, program=program)
    person = directory.find(who, user) if user else None
    if wanted == "course":
        of = listing.find_course(who, course) if course else None
        in_courses = enrolling.in_courses(who, user=person, course=of)
        return page(in_courses, cursor=cursor, limit=limit).shown(EnrolmentOut.of)
    whole = listing.find_program(who, program) if program else None
    in_programs = enrolling.in_programs(who, user=person, program=whole)
    return page(in_programs, cursor=cursor, limit=limit).shown(EnrolmentOut.of)


@router.post("", response={201: EnrolmentOut}, summary="Enrol somebody")
def create(request: HttpRequest, body: EnrolmentIn) -> Status[EnrolmentOut]:
    """In a course, or in a program with its courses. One that had ended goes on where it was left.

    Needs `training.manage`.
    """
    who = actor(request)
    who.require(TRAINING_MANAGE)  # before anything is said of people and content
    with in_body("/user"):
        user = directory.find(who, body.user)
    terms = enrolling.Fields(due_on=body.due_on, restart=body.restart)
    made: AnyEnrolment
    if body.content.type == "course":
        with in_body("/content/id"):
            course = listing.find_course(who, body.content.id)
        with conflicts():
            made = enrolling.enrol_in_course(who, user, course, terms)
    else:
        with in_body("/content/id"):
            program = listing.find_program(who, body.content.id)
        with conflicts():
            made = enrolling.enrol_in_program(who, user, program, terms)
    return Status(201, EnrolmentOut.of(made))


@router.get("/{enrolment}", response=EnrolmentOut, summary="Look at an enrolment")
def show(request: HttpRequest, enrolment: EnrolmentId) -> EnrolmentOut:
    """One that has ended is not found here (404); it stands in the list.

    Needs `progress.manage`, `training.manage` or `reports.view`.
    """
    found = _find(actor(request), enrolment)
    if found.ended_at is not None:  # whoever deletes something expects not to find it there any more (RFC 9110, 9.3.5)
        detail = _(
            "The enrolment %(id)s has ended; it stands in the list. Enrol again, and it goes on where it was left."
        )
        raise NotFound(detail % {"id": enrolment})
    return EnrolmentOut.of(found)


@router.patch("/{enrolment}", response=EnrolmentOut, summary="Change an enrolment")
def change(request: HttpRequest, enrolment: EnrolmentId, body: EnrolmentChange) -> EnrolmentOut:
    """What is not sent stays; the courses of a program have terms of their own. Needs `training.manage`."""
    who = actor(request)
    found = _find(who, enrolment)
    with conflicts():
        enrolling.change(who, found, sent(body))
    return EnrolmentOut.of(found)


@router.delete("/{enrolment}", response=EnrolmentOut, summary="End an enrolment")
def end(request: HttpRequest, enrolment: EnrolmentId) -> EnrolmentOut:
    """Its records stay, and so do a program's courses; it is found in the list alone. A second time changes nothing.

    Needs `training.manage`.
    """
    who = actor(request)
    found = _find(who, enrolment)
    enrolling.end(who, found)
    return EnrolmentOut.of(found)


def _check_filter(wanted: str, **filters: str | None) -> None:
    """A filter that narrows enrolments of the other type would narrow nothing."""
    for name, value in filters.items():
        if value is not None and name != wanted:
            detail = _("“%(name)s” goes with the type %(name)s alone. Leave it out, or ask for that type.")
            raise BadField(name, detail % {"name": name}, "other_type")


def _find(who: Actor, address: str) -> AnyEnrolment:
    kind, _dash, number = address.partition("-")
    if kind == "course":
        return enrolling.find_in_course(who, int(number))
    return enrolling.find_in_program(who, int(number))
