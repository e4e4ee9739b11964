"""Notes of one's own, on every page of the player."""

import uuid

from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.player import notes
from milepost.player.views.frame import acts
from milepost.player.visiting import Visit


@acts
def write(request: HttpRequest, here: Visit) -> str:
    """A new note."""
    notes.write(here.user.pk, here.course.pk, request.POST.get("note", ""), here.activity.pk)
    return _("The note is kept.")


@acts
def change(request: HttpRequest, here: Visit, note: uuid.UUID) -> str:
    """A note is written anew."""
    notes.change(here.user.pk, note, request.POST.get("note", ""))
    return _("The note is kept.")


@acts
def remove(request: HttpRequest, here: Visit, note: uuid.UUID) -> str:
    """A note is removed."""
    notes.remove(here.user.pk, note)
    return _("The note was removed.")
