"""One's own data to take along: everything that Milepost records of a person, as one file of JSON."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milepost.base import clock
from milepost.learn.people import me
from milepost.people import profile
from milepost.people.models import User
from milepost.records import own
from milepost.records.models import Enrolment, ProgramEnrolment


@login_required
@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The file. Its names are those of the API."""
    user = me(request)
    answer = JsonResponse(everything(user), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="milepost-own-data.json"'
    return answer


def everything(user: User) -> dict[str, Any]:
    """What is recorded of somebody, in a fixed number of statements."""
    return {
        "exported_at": clock.now(),
        "person": _person(user),
        "course_enrolments": [_enrolment(each, each.course) for each in _enrolments(user)],
        "program_enrolments": [_enrolment(each, each.program) for each in _program_enrolments(user)],
        "course_records": [_record(each) for each in own.course_records(user)],
        "program_records": [_record(each) for each in own.program_records(user)],
        "activity_records": list(own.activity_records(user)),
    }


def _person(user: User) -> dict[str, Any]:
    return {
        "id": user.uuid,
        "login_id": user.login_id,
        "email": user.email,
        "display_name": user.display_name,
        "language": user.language,
        "time_zone": user.time_zone,
        "theme": user.theme,
        "muted": sorted(profile.muted(user)),
        "tags": list(user.tags.order_by("name").values_list("name", flat=True)),
        "groups": list(user.groups.order_by("name").values_list("name", flat=True)),
        "created_at": user.created_at,
        "last_login": user.last_login,
    }


def _enrolments(user: User) -> Any:
    return Enrolment.objects.filter(user=user).select_related("course").order_by("pk")


def _program_enrolments(user: User) -> Any:
    return ProgramEnrolment.objects.filter(user=user).select_related("program").order_by("pk")


def _enrolment(enrolment: Any, content: Any) -> dict[str, Any]:
    return {
        "of": content.uuid,
        "title": content.title,
        "enrolled_at": enrolment.since,
        "due_at": enrolment.due_at,
        "ended_at": enrolment.ended_at,
    }


def _record(record: own.OwnRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}
