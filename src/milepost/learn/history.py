"""What has been done: every learning record, and the transcript to print."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milepost.base import clock
from milepost.learn.people import me
from milepost.records import own


@login_required
@never_cache
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The activity history: every attempt at every course, the newest first, superseded ones too (R2)."""
    records = own.course_records(me(request))
    context = {"title": _("Activity history"), "records": records, "zone": timezone.get_current_timezone_name()}
    return render(request, "learn/history.html", context)


@login_required
@never_cache
@require_safe
def transcript(request: HttpRequest) -> HttpResponse:
    """What has been completed, to print: programs and courses, with the results that stand and those before."""
    user = me(request)
    context = {
        "title": _("Transcript"),
        "person": user,
        "programs": [record for record in own.program_records(user) if record.is_complete],
        "courses": [record for record in own.course_records(user) if record.is_complete],
        "now": clock.now(),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "learn/transcript.html", context)
