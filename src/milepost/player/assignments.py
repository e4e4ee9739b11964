"""Assignments: handed in as a text, a file, or both; replaced until graded; graded by staff."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Conflict, Refused
from milepost.catalog.contents.shapes import Assignment
from milepost.catalog.models import ActivityKind, Completes
from milepost.player import files, judging, places
from milepost.player.files import Handed, Kept
from milepost.player.models import Submission
from milepost.records import committing
from milepost.records.committing import Answer, Place, Work
from milepost.records.models import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What was handed in, and what staff have said of it. `file` is where it is kept (`files.path_of`)."""

    submission: int
    text: str
    file: UUID | None
    file_name: str
    file_size: int | None
    submitted_at: dt.datetime
    graded_at: dt.datetime | None
    score: float | None
    passed: bool | None
    comment: str


def hand_in(user_id: int, session: UUID, activity_id: int, *, text: str = "", file: Handed | None = None) -> HandedIn:
    """Hand in a text, a file, or both; what was handed in before and is not graded yet is replaced.

    Raises `Refused` for what the assignment does not take, nothing at all, and a file that is too large; `Conflict`
    when it is graded already and not failed, or the record is closed: then nothing was handed in.
    """
    text = places.words(text, _("Text"))
    if not text and file is None:
        raise Refused(_("Write something, or choose a file."))
    kept = files.keep(file) if file is not None else None
    try:
        return _hand_in(user_id, session, activity_id, text, kept)
    except BaseException:
        if kept is not None:
            files.remove([kept.uuid])
        raise


@places.in_one_transaction("an assignment")
def _hand_in(user_id: int, session: UUID, activity_id: int, text: str, kept: Kept | None) -> HandedIn:
    place = places.open_seat(user_id, session, activity_id, ActivityKind.ASSIGNMENT)
    _check(places.content_of(place.activity), text, kept)
    newest = _submissions(place).last()
    if newest is not None and newest.graded_at is not None and newest.passed is not False:
        raise Conflict(_("“%(activity)s” is graded already.") % {"activity": place.activity.title})
    if newest is None or newest.graded_at is not None:
        newest = Submission(**places.at(place))
    elif newest.file is not None:
        before = newest.file
        transaction.on_commit(lambda: files.remove([before]))
    newest.text, newest.submitted_at = text, place.now
    newest.file, newest.file_name = (kept.uuid, kept.name) if kept else (None, "")
    newest.file_size, newest.file_sha256 = (kept.size, kept.sha256) if kept else (None, "")
    newest.save()
    if place.activity.completes == Completes.SUBMITTED:
        committing.write(place, Work(status=Status.COMPLETED, progress=100.0))
    else:
        committing.write(place, Work(), decides=False)
    return shown(newest)


@places.in_one_transaction("what was handed in")
def handed_in(user_id: int, session: UUID, activity_id: int) -> list[HandedIn]:
    """What the learner has handed in within the current work, oldest first; only the newest can be ungraded."""
    place = places.open_seat(user_id, session, activity_id, ActivityKind.ASSIGNMENT)
    return [shown(each) for each in _submissions(place)]


def own(user_id: int, submission_id: int) -> HandedIn | None:
    """Something that a learner has handed in, whenever that was; None for what is not there or somebody else's."""
    found = Submission.objects.filter(pk=submission_id, record__enrolment__user=user_id).first()
    return shown(found) if found else None


def look(actor: Actor, submission_id: int) -> HandedIn:
    """One submission, for who grades. Raises `NotPermitted`, `NotFound`."""
    return shown(judging.reached(actor, Submission, submission_id))


@places.in_one_transaction("a grade")
def grade(
    actor: Actor,
    submission_id: int,
    *,
    score: float | None = None,
    passed: bool | None = None,
    comment: str = "",
    of: dt.datetime | None = None,
) -> Answer:
    """Grade what was handed in; the pass mark decides, else `passed`, else the assignment is complete.

    `of`: when it was handed in, as the grader has seen it: so that nobody grades what has been replaced since. Raises
    `NotPermitted`, `NotFound`, `Refused` for a score that is none, `Conflict` for what is graded, replaced, or reset.
    """
    submission = judging.reached(actor, Submission, submission_id)
    place = judging.counting(submission)
    submission.refresh_from_db()
    if submission.graded_at is not None:
        raise Conflict(_("This was graded already."))
    if of is not None and of != submission.submitted_at:
        raise Conflict(_("Something else has been handed in since. Look at it first."))
    status, submission.passed = judging.verdict(place.activity, score, passed)
    submission.score, submission.comment = score, places.words(comment, _("Comment"))
    submission.graded_at, submission.graded_by_id = place.now, actor.user_id
    submission.save(update_fields=["score", "passed", "comment", "graded_at", "graded_by"])
    return committing.write(place, Work(status=status, score=score))


def shown(submission: Submission) -> HandedIn:
    """A submission as it is shown."""
    return HandedIn(
        submission=submission.pk,
        text=submission.text,
        file=submission.file,
        file_name=submission.file_name,
        file_size=submission.file_size,
        submitted_at=submission.submitted_at,
        graded_at=submission.graded_at,
        score=submission.score,
        passed=submission.passed,
        comment=submission.comment,
    )


def _submissions(place: Place) -> "QuerySet[Submission]":
    return Submission.objects.filter(places.here(place)).order_by("pk")


def _check(content: Assignment, text: str, kept: Kept | None) -> None:
    if content.accepts == "text" and kept is not None:
        raise Refused(_("This assignment takes a text, no file."))
    if content.accepts == "file" and kept is None:
        raise Refused(_("This assignment takes a file. Choose one."))
