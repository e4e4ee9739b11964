"""A learner of the demo who has something of everything: for pictures (`tools/screenshots.py`)."""

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Final, TypeAlias
from uuid import UUID

from django.urls import reverse

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.catalog.models import Activity, ActivityKind, Course, Program
from milepost.people import actors
from milepost.people.models import User
from milepost.player import assignments, discussions, exams
from milepost.player.models import Submission
from milepost.progress import api
from milepost.records import enrolling, launching, reading

# Courses of the demo, by what they show.
COMPLETE: Final = "DP-050"
NOTICE: Final = "MH-110"
TO_BEGIN: Final = ("LT-230", "FA-140")
# Reset and begun anew; the second is the kind of activity up to which staff have marked it complete.
BEGUN: Final = (("YL-120", None), ("SR-330", None), ("HZ-310", None), ("FL-204", "exam"), ("WH-215", "certificate"))

Places: TypeAlias = dict[str, object]


def arrange(learner: str, staff: str, password: str) -> Places:
    """Bring the learner there; returns courses and addresses by the names that `tools.screenshots` knows."""
    actor, user = actors.system("pictures"), User.objects.get(login_id=learner)
    for login in (learner, staff):
        somebody = User.objects.get(login_id=login)
        somebody.set_password(password)
        somebody.language = somebody.theme = ""  # as the browser asks
        somebody.save()
    for weeks, asset_id in enumerate(TO_BEGIN):
        due = (clock.now() + dt.timedelta(weeks=weeks + 2)).date()
        enrolling.enrol_in_course(actor, user, _course(asset_id), {"due_on": due})
    _reset(actor, user, NOTICE, "The lifting aids in hall 3 have changed.")
    places: Places = {"video": _film(actor, user)}
    for asset_id, until in BEGUN:
        operation = _reset(actor, user, asset_id, "It is due again.")
        launched = launching.acknowledge(user.pk, _course(asset_id).pk, operation.pk)
        _mark_until(actor, user, asset_id, until)
        _visit(user, asset_id, launched.session, places)
    _mark_until(actor, user, "FA-140", "practical")
    _visit(user, "FA-140", launching.launch(user.pk, _course("FA-140").pk).session, places)
    named = {"course": "FL-204", "notice": NOTICE, "complete": COMPLETE}
    return places | _of_staff() | {name: _course(asset_id).uuid for name, asset_id in named.items()}


def _film(actor: Actor, user: User) -> str:
    """The one video of the demo that has a file. Its course, which others wait for, is marked complete."""
    activity = Activity.objects.get(kind=ActivityKind.VIDEO, retired_at=None, content__isnull=False)
    session = launching.launch(user.pk, activity.course_id).session
    request = api.Request(kind=api.Kind.MARK_COMPLETE, source="cli", reason="Done in the hall")
    _run(actor, request, [api.Row(2, user.login_id, str(activity.course.uuid), "TRUE")])
    return reverse("play", args=[session, activity.uuid])


def _of_staff() -> Places:
    """What staff's pages are about."""
    kinds = {"exam": "FL-204", "practical": "FL-204", "session": "HZ-310"}
    whole = {"session": ActivityKind.LIVE_SESSION}
    found: Places = {
        f"{name}_of_course": next(each.uuid for each in _activities(of) if each.kind == whole.get(name, name))
        for name, of in kinds.items()
    }
    waiting = Submission.objects.filter(graded_at=None).order_by("-pk").values_list("pk", flat=True)
    return found | {"submission": waiting[0], "program": Program.objects.order_by("pk").values_list("uuid")[0][0]}


def _visit(user: User, asset_id: str, session: UUID | None, places: Places) -> None:
    """Look at each activity of a course; the first of each kind is kept, and of exams one of each state."""
    assert session is not None
    locked = _locked(user, asset_id)
    for activity in _activities(asset_id):
        name = "locked" if activity.uuid in locked else activity.kind
        if name == ActivityKind.EXAM:
            name = _sit(user, session, activity, places)
        elif name == ActivityKind.DISCUSSION:
            discussions.post(user.pk, session, activity.pk, "Where do the empty canisters go after the shift?")
        elif name == ActivityKind.ASSIGNMENT and name in places:  # the second waits for its grade
            words = "Two lorries at dock 1 and 2, the third waits at the gate. Break at ten."
            assignments.hand_in(user.pk, session, activity.pk, text=words, file=None)
        places.setdefault(name, reverse("play", args=[session, activity.uuid]))


def _sit(user: User, session: UUID, activity: Activity, places: Places) -> str:
    """An exam before it is begun, the next with a result, the next under way; returns which of them it is."""
    if "exam" not in places:
        return "exam"
    sitting = exams.begin(user.pk, session, activity.pk)
    if "exam_result" in places:
        return "exam_attempt"
    answers = {each.id: [each.options[0][0]] if each.options else ["I do not know"] for each in sitting.questions}
    exams.submit(user.pk, session, activity.pk, sitting.attempt, answers)
    return "exam_result"


def _mark_until(actor: Actor, user: User, asset_id: str, kind: str | None) -> None:
    """Mark what comes before the first activity of that kind."""
    before = list(itertools.takewhile(lambda each: each.kind != kind, _activities(asset_id) if kind else ()))
    rows = [
        api.Row(line, user.login_id, str(each.uuid), "TRUE", kind="activity")
        for line, each in enumerate(before, start=2)
    ]
    if rows:
        _run(actor, api.Request(kind=api.Kind.MARK_COMPLETE, source="cli", reason="Done in the hall"), rows)


def _activities(asset_id: str) -> Iterable[Activity]:
    return Activity.objects.filter(course__asset_id=asset_id, retired_at=None).order_by("position")


def _locked(user: User, asset_id: str) -> Iterable[UUID]:
    tree = reading.own_progress(user)
    courses = [*tree.courses, *(course for program in tree.programs for course in program.courses)]
    course = next(each for each in courses if each.uuid == _course(asset_id).uuid)
    return {each.uuid for each in course.activities if each.state.locked}


def _reset(actor: Actor, user: User, asset_id: str, reason: str) -> api.Operation:
    request = api.Request(kind=api.Kind.RESET, source="cli", reason=reason)
    return _run(actor, request, [api.Row(2, user.login_id, asset_id, "TRUE")])


def _run(actor: Actor, request: api.Request, rows: list[api.Row]) -> api.Operation:
    operation = api.submit(actor, request, rows)
    return api.run(api.confirm(actor, operation, operation.digest))


def _course(asset_id: str) -> Course:
    return Course.objects.get(asset_id=asset_id)
