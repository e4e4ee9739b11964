"""Users: listed, made, changed; how far they are, and every record of theirs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from milepost.api.auth import actor
from milepost.api.fields import Named, PathId, Search, YesNo, chosen, sent
from milepost.api.paging import PAGE, Cursor, Limit, Page, Rows, page
from milepost.api.problems import BadField, conflicts
from milepost.api.schemas_progress import RecordOut, TreeOut
from milepost.api.schemas_users import GroupName, UserChange, UserIn, UserOut
from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.catalog import listing as content
from milepost.people import accounts, directory
from milepost.people.lookup import find_groups
from milepost.people.models import User
from milepost.progress import api as heart
from milepost.records import reading
from milepost.records.models import CourseRecord, ProgramRecord

router = Router(tags=["Users"])


@router.get("", response=Page[UserOut], summary="List users")
def index(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = PAGE,
    search: Annotated[Search, Field(description="A part of login id, name or e-mail address.")] = "",
    group: Annotated[GroupName | None, Field(description="The name of a group.")] = None,
    is_active: YesNo | None = None,
) -> Page[UserOut]:
    """The users within reach. Needs `progress.manage`, `training.manage` or `reports.view`."""
    who = actor(request)
    found = directory.listing(who, search=search, group=group or "", is_active=chosen(is_active))
    rows = page(found, cursor=cursor, limit=limit)
    groups = directory.groups_of(who, rows.items)
    return rows.shown(lambda user: UserOut.of(user, groups[user.pk]))


@router.post("", response={201: UserOut}, summary="Make a user")
def create(request: HttpRequest, body: UserIn) -> Status[UserOut]:
    """Somebody limited to groups makes users in these alone. Needs `progress.manage`, a role `settings.manage`."""
    who = actor(request)
    with _names(who, body), conflicts():
        made = accounts.create(who, sent(body))
    return Status(201, _shown(who, made))


@router.get("/{user}", response=UserOut, summary="Look at a user")
def show(request: HttpRequest, user: PathId) -> UserOut:
    """By UUID, login id or e-mail address. Needs `progress.manage`, `training.manage` or `reports.view`."""
    who = actor(request)
    return _shown(who, directory.find(who, user))


@router.patch("/{user}", response=UserOut, summary="Change a user")
def change(request: HttpRequest, user: PathId, body: UserChange) -> UserOut:
    """What is not sent stays. Needs `progress.manage`, a role `settings.manage`.

    Login id, e-mail address and activity of somebody who may do more than you are out of bounds.
    """
    who = actor(request)
    found = directory.find(who, user)
    with _names(who, body), conflicts():
        return _shown(who, accounts.change(who, found, sent(body)))


@router.get("/{user}/progress", response=TreeOut, summary="How far a user is")
def progress(request: HttpRequest, user: PathId) -> TreeOut:
    """In every program, course and activity. Needs `progress.manage`, `training.manage` or `reports.view`."""
    who = actor(request)
    return TreeOut.of(reading.progress(who, directory.find(who, user)))


@router.get("/{user}/records", response=Page[RecordOut], summary="List the learning records of a user")
def records(
    request: HttpRequest,
    user: PathId,
    cursor: Cursor = None,
    limit: Limit = PAGE,
    type: Annotated[Literal["course", "program"], Field(description="Records of which kind.")] = "course",  # noqa: A002
    id: Annotated[Named | None, Field(description="Of this course or program alone.")] = None,  # noqa: A002
) -> Page[RecordOut]:
    """Every record, the oldest first: those that a reset superseded too, and the tombstones of those erased.

    What an undo has voided is not shown. Needs `progress.manage`, `training.manage` or `reports.view`.
    """
    who = actor(request)
    found = directory.find(who, user)
    rows: Rows[CourseRecord] | Rows[ProgramRecord]
    if type == "course":
        course = content.find_course(who, id) if id else None
        rows = page(reading.course_records(who, found, course), cursor=cursor, limit=limit)
    else:
        program = content.find_program(who, id) if id else None
        rows = page(reading.program_records(who, found, program), cursor=cursor, limit=limit)
    named = _operations(rows.items)
    return rows.shown(lambda record: RecordOut.of(record, named))


@contextmanager
def _names(who: Actor, body: UserIn | UserChange) -> Iterator[None]:
    """In this block a time zone, group or role that is not found is the body's; which one is asked only then."""
    try:
        yield
    except NotFound as error:
        raise BadField(_unknown(who, body), str(error), "not_found") from error


def _unknown(who: Actor, body: UserIn | UserChange) -> str:
    """The first of the fields, in the order of `accounts`, that names what there is not."""
    fields = sent(body)
    if fields.get("time_zone") and fields["time_zone"] not in available_timezones():
        return "/time_zone"
    try:
        find_groups([name.strip() for name in fields.get("groups", ())], who)
    except NotFound:
        return "/groups"
    return "/role"


def _shown(who: Actor, user: User) -> UserOut:
    return UserOut.of(user, directory.groups_of(who, [user])[user.pk])


def _operations(records: Iterable[CourseRecord | ProgramRecord]) -> dict[int, UUID]:
    """The UUIDs of the operations that some records name. They exist for whoever may see the record (decision 14)."""
    keys = {key for each in records for key in (each.superseded_by_operation, each.erased_by_operation) if key}
    return heart.uuids(keys)
