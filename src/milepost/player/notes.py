"""Notes that learners make for themselves, on a course or on one activity of it. No policy touches them (R6)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import NotFound, Refused
from milepost.catalog.models import Activity
from milepost.player import places
from milepost.player.models import Note
from milepost.records.models import Enrolment

_MOST_NOTES = 1_000


@dataclass(frozen=True, slots=True)
class Noted:
    """A note. `activity` is None for one on the whole course."""

    uuid: UUID
    activity: int | None
    text: str
    changed_at: dt.datetime


def own(user_id: int, course_id: int) -> list[Noted]:
    """A learner's notes in a course, oldest first."""
    return [_shown(note) for note in Note.objects.filter(user=user_id, course=course_id).order_by("pk")]


def write(user_id: int, course_id: int, text: str, activity_id: int | None = None) -> Noted:
    """Make a note. Raises `Refused` for an empty one, too many, another course's activity, and who is not enrolled."""
    if not Enrolment.objects.filter(user=user_id, course=course_id).exists():
        raise Refused(_("You are not enrolled in this course."))
    if activity_id is not None and not Activity.objects.filter(pk=activity_id, course=course_id).exists():
        raise Refused(_("The activity does not belong to this course."))
    if Note.objects.filter(user=user_id, course=course_id).count() >= _MOST_NOTES:
        raise Refused(_("A course takes at most %(number)s notes.") % {"number": _MOST_NOTES})
    made = Note(user_id=user_id, course_id=course_id, activity_id=activity_id)
    return _kept(made, text)


def change(user_id: int, note: UUID, text: str) -> Noted:
    """Write a note of one's own anew. Raises `NotFound`, and `Refused` for an empty text."""
    return _kept(_own(user_id, note), text)


def remove(user_id: int, note: UUID) -> None:
    """Remove a note of one's own. Raises `NotFound`."""
    _own(user_id, note).delete()


def _own(user_id: int, note: UUID) -> Note:
    for found in Note.objects.filter(user=user_id, uuid=note):
        return found
    raise NotFound(_("You have no such note."))


def _kept(note: Note, text: str) -> Noted:
    note.text, note.changed_at = places.words(text, _("Note")), clock.now()
    if not note.text:
        raise Refused(_("Write something."))
    note.save()
    return _shown(note)


def _shown(note: Note) -> Noted:
    return Noted(note.uuid, note.activity_id, note.text, note.changed_at)
