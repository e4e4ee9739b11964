"""Where a learner or an assessor works, and what stands there already.

What a reset of another activity has carried into the next record (R14) is still that work: attempts and submissions
stay where they were made, and are found along `carried_from`.
"""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.base import texts
from milepost.base.errors import Conflict, Refused
from milepost.base.patience import patiently
from milepost.base.sql import SqlFile
from milepost.catalog.contents import keeping
from milepost.catalog.models import Activity, Completes
from milepost.records import committing
from milepost.records.committing import Place

SQL = SqlFile(__package__, "places.sql")
LONGEST_TEXT = 100_000

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def in_one_transaction(what: str) -> Callable[[Callable[_Given, _Result]], Callable[_Given, _Result]]:
    """Let a function be one transaction, tried again when somebody overtakes it; `what` names it in the log."""

    def made(act: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
        @functools.wraps(act)
        def run(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
            whole = transaction.atomic(act)
            return patiently(lambda: whole(*args, **kwargs), what)

        return run

    return made


def content_of(activity: Activity) -> Any:
    """What is in an activity, by the shape of its kind. Raises `Conflict` where there is nothing yet."""
    found = keeping.read(activity)
    if found is None:
        raise Conflict(_("“%(activity)s” has no content yet.") % {"activity": activity.title})
    return found


def find(activity_id: int, *kinds: str) -> Activity:
    """An activity in use of one of these kinds. Raises `Refused`."""
    activity = Activity.objects.filter(pk=activity_id, retired_at=None).select_related("course").first()
    if activity is None:
        raise Refused(_("There is no such activity."))
    _require_kind(activity, kinds)
    return activity


def seat(user_id: int, session: UUID, activity_id: int, *kinds: str) -> Place:
    """The place where a learner's session works, locked, whether it is open or not. Raises as `enter` does."""
    place = committing.enter(session, activity_id, user_id)
    _require_kind(place.activity, kinds)
    return place


def open_seat(user_id: int, session: UUID, activity_id: int, *kinds: str) -> Place:
    """The same for what must not come too late. Raises `Conflict` when the record or the session is closed (R16)."""
    place = seat(user_id, session, activity_id, *kinds)
    if place.is_open:
        return place
    if place.was_reset:
        raise Conflict(_("The course was reset meanwhile. Nothing was handed in. Open the course again."))
    raise Conflict(_("This page was left or opened anew elsewhere. Nothing was handed in. Open the course again."))


def judged(user_id: int, activity: Activity, *, opens: bool) -> Place:
    """The place in a learner's current record where staff decide. Raises as `judge` does."""
    return committing.judge(user_id, activity.course_id, activity.pk, opens=opens)


def here(place: Place) -> Q:
    """The condition on rows of the player that they belong to the work at a place, carried over or not."""
    params = {"record": place.record_id, "activity": place.activity.pk, "number": place.number}
    found = Q(record_id=place.record_id, number=place.number)
    for record, number in SQL.rows("carried", **params):
        found |= Q(record_id=record, number=number)
    return found & Q(activity=place.activity.pk)


def at(place: Place) -> dict[str, int]:
    """The columns of a place, for a row that is made there."""
    return {"record_id": place.record_id, "activity_id": place.activity.pk, "number": place.number}


def words(text: str, name: str) -> str:
    """A text of people's own. Raises `Refused` for one that is too long or cannot be stored."""
    return texts.paragraphs(text, name, LONGEST_TEXT)


def result(activity: Activity, score: float | None) -> tuple[str, bool | None]:
    """The status that a score comes to, and whether that is passed: by the pass mark, if the activity has one.

    Where handing in is enough, it is complete whatever the score.
    """
    if activity.pass_mark is None or score is None:
        return "completed", None
    if activity.completes == Completes.SUBMITTED:
        return "completed", score >= activity.pass_mark - 1e-9
    passed = score >= activity.pass_mark - 1e-9
    return ("passed" if passed else "failed"), passed


def _require_kind(activity: Activity, kinds: tuple[str, ...]) -> None:
    if kinds and activity.kind not in kinds:
        raise Refused(_("“%(activity)s” is no activity of that kind.") % {"activity": activity.title})
