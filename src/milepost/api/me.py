"""The learner's own path: launch, acknowledge, commit. With it a script can play a learner; it needs no scope."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import BeforeValidator, Field, StringConstraints

from milepost.api.auth import actor, user_id
from milepost.api.fields import Body, Named, PathId, PerCent, Text
from milepost.api.idempotency import about
from milepost.api.problems import conflicts, in_body
from milepost.api.schemas_progress import TreeOut
from milepost.base.errors import Conflict, NotFound, Refused
from milepost.base.shapes import as_whole
from milepost.catalog.lookup import find_activity, find_course
from milepost.catalog.models import Activity, Course
from milepost.people.models import User
from milepost.progress import api
from milepost.records import committing, launching, reading
from milepost.records.models import PlayerSession

router = Router(tags=["Me"])

Seconds = Annotated[int, Field(strict=True, ge=0, le=86_400), BeforeValidator(as_whole)]

# The id of a launch that waits for a notice says which one: the course, and the operation that reset it. So nobody
# acknowledges a later reset without having been told of it.
_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LaunchId = Annotated[str, StringConstraints(pattern=rf"^{_UUID}(\.{_UUID})?$")]


class MeOut(Schema):
    """Whoever the token belongs to."""

    id: UUID
    login_id: str
    display_name: str
    permissions: list[str] = Field(description="What this token may do.")


class LaunchIn(Body):
    """What is opened."""

    course: Named = Field(description="UUID or asset id.")
    activity: Named | None = Field(None, description="UUID or asset id, of that course.")


class NoticeOut(Schema):
    """What a learner is told before a course opens that was reset (R13)."""

    operation: UUID
    reset_at: dt.datetime | None
    reason: str
    text: str


class LaunchOut(Schema):
    """`open`: the course is open, and `session` takes commits. `notice`: it opens once `id` is acknowledged."""

    id: str
    state: Literal["open", "notice"]
    course: UUID
    activity: UUID | None
    session: UUID | None
    record: int | None = Field(description="Which of the learner's records in this course it is.")
    restarted: bool = Field(description="Whether this launch opened the record that follows a reset.")
    notice: NoticeOut | None


class CommitIn(Body):
    """What was done in one activity since the last commit."""

    status: Literal["started", "active", "completed", "passed", "failed"] = "active"
    progress: PerCent = Field(0.0, description="Per cent.")
    score: PerCent | None = Field(None, description="Per cent.")
    seconds: Seconds = Field(0, description="Active time since the last commit.")
    state: Annotated[Text, StringConstraints(max_length=64_000)] | None = Field(
        None, description="The player's bookmark, kept as it is."
    )
    session: UUID | None = Field(None, description="Of a launch; the learner's newest in the course if not given.")


class CommitOut(Schema):
    """What became of a commit. What it says of progress is asked for with `GET /me/progress`."""

    session: UUID
    is_open: bool = Field(description="False: the record was closed meanwhile, and the work kept aside with it.")


# What is committed where nobody says anything: the learner has been there.
_SEEN = CommitIn.model_validate({})


@router.get("", response=MeOut, summary="Who am I")
def show(request: HttpRequest) -> MeOut:
    """Whose token this is, and what it may do."""
    user = User.objects.get(pk=user_id(request))
    return MeOut(
        id=user.uuid,
        login_id=user.login_id,
        display_name=user.display_name,
        permissions=sorted(actor(request).permissions),
    )


@router.get("/progress", response=TreeOut, summary="How far am I")
def progress(request: HttpRequest) -> TreeOut:
    """One's own programs, courses and activities, as `GET /users/{id}/progress` shows them."""
    return TreeOut.of(reading.own_progress(User.objects.get(pk=user_id(request))))


@router.post("/launches", response={201: LaunchOut}, summary="Launch a course")
def launch(request: HttpRequest, body: LaunchIn) -> Status[LaunchOut]:
    """Open a course, or learn that it was reset: then its notice has to be acknowledged first.

    An activity that is locked does not open, nor its course with it (409).
    """
    with in_body("/course"):
        course = find_course(body.course)
    activity = None
    if body.activity is not None:
        with in_body("/activity"):
            activity = find_activity(f"{course.uuid}/{body.activity}")
    with conflicts():
        launched = launching.launch(user_id(request), course.pk, activity)
    return Status(201, _answer(request, course, activity, launched))


@router.post("/launches/{launch}/acknowledge", response=LaunchOut, summary="Acknowledge a reset")
def acknowledge(request: HttpRequest, launch: LaunchId) -> LaunchOut:
    """The learner has seen the notice: the course opens, and the notice does not come back on any device.

    If the course was reset once more meanwhile, that is another notice, and the answer holds it.
    """
    course_uuid, _dot, operation = launch.partition(".")
    course = Course.objects.filter(uuid=course_uuid).first() if operation else None
    reset = api.Operation.objects.filter(uuid=operation).first() if operation else None
    if course is None or reset is None:
        raise NotFound(_("There is no notice of that name."))
    with conflicts():
        launched = launching.acknowledge(user_id(request), course.pk, reset.pk)
    return _answer(request, course, None, launched)


@router.post("/activities/{activity}/commit", response=CommitOut, summary="Commit work")
def commit(request: HttpRequest, activity: PathId, body: CommitIn = _SEEN) -> CommitOut:
    """Say what was done in an activity. The course must have been launched before, and the activity be open (409).

    An asset id that activities of several courses have is a conflict, too: write the UUID.
    """
    with conflicts():
        found = _activity(activity)
        session = _session(user_id(request), found, body.session)
        work = committing.Work(
            status=body.status, progress=body.progress, score=body.score, seconds=body.seconds, state=body.state
        )
        done = committing.commit(session, found.pk, work)
    return CommitOut(session=session, is_open=done.is_open)


def _activity(name: str) -> Activity:
    """The activity that a path names. No path can hold COURSE/ACTIVITY."""
    try:
        return find_activity(name)
    except NotFound:
        raise
    except Refused as error:
        raise Conflict(_("“%(text)s” fits more than one activity. Write the UUID.") % {"text": name}) from error


def _session(user: int, activity: Activity, named: UUID | None) -> UUID:
    """The player session that a commit belongs to, open or not: what comes too late goes to the old record."""
    own = PlayerSession.objects.filter(record__enrolment__user=user, record__enrolment__course=activity.course_id)
    found = (own.filter(uuid=named) if named else own.order_by("-pk")).values_list("uuid", flat=True).first()
    if found is None:
        raise Conflict(_("The course of this activity has not been launched. Launch it first."))
    return found


def _reset(notice: launching.Notice) -> api.Operation:
    return api.Operation.objects.get(pk=notice.operation_id)


def _answer(request: HttpRequest, course: Course, activity: Activity | None, launched: launching.Launch) -> LaunchOut:
    reset = _reset(launched.notice) if launched.notice else None
    if reset:
        about(request, reset.uuid)
    return LaunchOut(
        id=f"{course.uuid}.{reset.uuid}" if reset else str(launched.session),
        state="notice" if reset else "open",
        course=course.uuid,
        activity=activity.uuid if activity else None,
        session=launched.session,
        record=launched.number or None,
        restarted=launched.restarted,
        notice=_notice(course, reset) if reset else None,
    )


def _notice(course: Course, reset: api.Operation) -> NoticeOut:
    told = _("An administrator has reset “%(course)s”. It starts from the beginning.") % {"course": course.title}
    return NoticeOut(operation=reset.uuid, reset_at=reset.confirmed_at, reason=reset.reason, text=told)
