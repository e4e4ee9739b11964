"""Programs and their courses: listed, made, changed."""

from typing import Annotated

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from milepost.api.auth import actor
from milepost.api.fields import PathId, Search, YesNo, chosen, sent
from milepost.api.paging import PAGE, Cursor, Limit, Page, page
from milepost.api.problems import conflicts, in_body
from milepost.api.schemas_programs import PlaceChange, PlaceIn, ProgramChange, ProgramIn, ProgramOut
from milepost.base.actor import Actor
from milepost.catalog import editing, listing
from milepost.catalog.models import Course, Program
from milepost.catalog.rules import Opening
from milepost.records import composition

router = Router(tags=["Programs"])


@router.get("", response=Page[ProgramOut], summary="List programs")
def index(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = PAGE,
    search: Annotated[Search, Field(description="A part of title or asset id.")] = "",
    is_archived: YesNo | None = None,
) -> Page[ProgramOut]:
    """All programs. Needs `progress.manage`, `training.manage` or `reports.view`."""
    found = listing.programs(actor(request), search=search, is_archived=chosen(is_archived))
    rows = page(found, cursor=cursor, limit=limit)
    places = listing.courses_of(rows.items)
    return rows.shown(lambda program: ProgramOut.of(program, places[program.pk]))


@router.post("", response={201: ProgramOut}, summary="Make a program")
def create(request: HttpRequest, body: ProgramIn) -> Status[ProgramOut]:
    """Needs `training.manage`, and a role that is not limited to groups: content concerns everybody."""
    who = actor(request)
    editing.require_editor(who)  # before anything is said of courses
    courses = [_named(who, text, f"/courses/{place}") for place, text in enumerate(body.courses)]
    fields = sent(body)
    fields.pop("courses", None)
    with in_body("/courses"):
        return Status(201, _shown(editing.create_program(who, fields, courses)))


@router.get("/{program}", response=ProgramOut, summary="Look at a program")
def show(request: HttpRequest, program: PathId) -> ProgramOut:
    """By UUID or asset id. Needs `progress.manage`, `training.manage` or `reports.view`."""
    return _shown(listing.find_program(actor(request), program))


@router.patch("/{program}", response=ProgramOut, summary="Change a program")
def change(request: HttpRequest, program: PathId, body: ProgramChange) -> ProgramOut:
    """What is not sent stays. Needs `training.manage`, and a role that is not limited to groups."""
    who = actor(request)
    found = listing.find_program(who, program)
    with conflicts():
        return _shown(editing.change_program(who, found, sent(body)))


@router.post("/{program}/courses", response={201: ProgramOut}, summary="Add a course to a program")
def add_course(request: HttpRequest, program: PathId, body: PlaceIn) -> Status[ProgramOut]:
    """Whoever is in the program is enrolled in the course; of those who are complete by then it is not asked.

    Needs what changing the program needs.
    """
    who, found = _to_edit(request, program)
    course = _named(who, body.course, "/course")
    with conflicts():
        composition.add_course(who, found, course, body.position, _opening(body))
    return Status(201, _shown(found))


@router.patch("/{program}/courses/{course}", response=ProgramOut, summary="Change the place of a course in a program")
def move_course(request: HttpRequest, program: PathId, course: PathId, body: PlaceChange) -> ProgramOut:
    """Its position, and when it opens there; what is not sent stays. Needs what changing the program needs."""
    who, found = _to_edit(request, program)
    moved = listing.find_course(who, course)
    with conflicts(), transaction.atomic():
        composition.open_course(who, found, moved, _opening(body))
        if "position" in body.model_fields_set:
            composition.move_course(who, found, moved, body.position)
    return _shown(found)


@router.delete("/{program}/courses/{course}", response=ProgramOut, summary="Take a course out of a program")
def take_out_course(request: HttpRequest, program: PathId, course: PathId) -> ProgramOut:
    """As long as nobody has begun the program; enrolments in the course stay.

    Needs what changing the program needs.
    """
    who, found = _to_edit(request, program)
    taken = listing.find_course(who, course)
    with conflicts():
        composition.take_out_course(who, found, taken)
    return _shown(found)


def _to_edit(request: HttpRequest, program: str) -> tuple[Actor, Program]:
    """Who asks, and for which program; refused before anything is said of courses."""
    who = actor(request)
    editing.require_editor(who)
    return who, listing.find_program(who, program)


def _opening(body: PlaceIn | PlaceChange) -> Opening:
    """When it opens, as far as the body says."""
    opening: Opening = {}
    if "opens_on" in body.model_fields_set:
        opening["opens_on"] = body.opens_on
    if "opens_after_days" in body.model_fields_set:
        opening["opens_after_days"] = body.opens_after_days
    return opening


def _named(who: Actor, text: str, pointer: str) -> Course:
    """The course that a body names there."""
    with in_body(pointer):
        return listing.find_course(who, text)


def _shown(program: Program) -> ProgramOut:
    return ProgramOut.of(program, listing.courses_of([program])[program.pk])
