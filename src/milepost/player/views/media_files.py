"""The files that contents show, for who may see such a content."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.base.errors import NotFound
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog.models import MediaFile
from milepost.people import actors
from milepost.people.models import User
from milepost.player.media import media_response
from milepost.player.views.frame import me
from milepost.records.access import locks_in
from milepost.records.models import Enrolment


@login_required
@require_safe
def media(request: HttpRequest, file: uuid.UUID) -> HttpResponseBase:
    """A file, for who is in a course that shows it in an activity that is open, and for who may read all contents."""
    user = me(request)
    found = MediaFile.objects.filter(uuid=file, removed_at=None).first()
    if found is None or not (_is_shown_to(user, file) or TRAINING_MANAGE in actors.of_user(user).permissions):
        raise NotFound(_("There is no such file."))
    return media_response(request, found)


def _is_shown_to(user: User, file: uuid.UUID) -> bool:
    """One statement, and one for each course that shows the file until one of them is open."""
    shown = Enrolment.objects.filter(
        user=user,
        ended_at=None,
        course__activities__retired_at=None,
        course__activities__content__body__contains=str(file),
    ).values_list("course_id", "course__activities")
    return any(not locks_in(user.pk, course).of_activity(course, activity).is_locked for course, activity in shown)
