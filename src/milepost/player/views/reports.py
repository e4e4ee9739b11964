"""What a page says by itself, as JSON: time spent, what was played, answers on the way.

Each answer says whether the record is still open; if not, what the page is to tell the learner at once (R16).
"""

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from milepost.base.errors import Conflict, MilepostError, NotFound, Refused
from milepost.pages.templatetags.milepost import moment
from milepost.people.models import User
from milepost.player import exams, time, watching
from milepost.player.visiting import Visit, seat_of, visit

Said: TypeAlias = dict[str, Any]
Seat: TypeAlias = tuple[int, uuid.UUID, int]
_LONGEST = 400_000  # bytes; 500 stretches or all the answers to an exam are far less


def reports(function: Callable[[Seat, Said], Said]) -> Callable[..., JsonResponse]:
    """Let a function take what a page reports: who, in which session and activity, and what. It returns `is_open`."""

    @never_cache
    @require_POST
    @wraps(function)
    def run(request: HttpRequest, session: uuid.UUID, activity: uuid.UUID) -> JsonResponse:
        if not isinstance(request.user, User):
            return JsonResponse({"message": _("You are signed out.")}, status=401)
        try:
            said = function(seat_of(request.user, session, activity), _read(request))
            if not said["is_open"]:
                said["message"] = message(visit(request.user, session, activity))
        except MilepostError as error:
            status = 404 if isinstance(error, NotFound) else 409 if isinstance(error, Conflict) else 422
            return JsonResponse({"message": str(error)}, status=status)
        return JsonResponse(said)

    return run


def message(here: Visit) -> str:
    """Why nothing counts any more, and until when it did."""
    words = {"moment": moment(here.saved_until)}
    if not here.was_reset:
        return _("This course was opened anew elsewhere. What you did here until %(moment)s is saved.") % words
    if here.is_erased:
        return _("An administrator reset this course.")
    return _("An administrator reset this course. What you did until %(moment)s is saved.") % words


@reports
def spent(seat: Seat, said: Said) -> Said:
    """Seconds in which the page was used."""
    credited = time.report(*seat, _whole(said, "seconds"))
    return {"is_open": credited.is_open, "seconds": credited.seconds}


@reports
def played(seat: Seat, said: Said) -> Said:
    """The stretches of a video that were played."""
    stretches = said.get("played")
    if not isinstance(stretches, list) or not all(isinstance(each, list) and len(each) == 2 for each in stretches):
        raise _unreadable()
    pairs = [(_number(begin), _number(end)) for begin, end in stretches]
    position, duration = _number(said.get("position")), _number(said.get("duration"))
    found = watching.report(*seat, pairs, position=position, duration=duration)
    return {"is_open": found.is_open, "progress": found.progress, "is_complete": found.is_complete}


@reports
def answered(seat: Seat, said: Said) -> Said:
    """Answers of an exam that is under way."""
    answers = said.get("answers")
    if not isinstance(answers, dict) or not all(_is_answer(each) for each in answers.values()):
        raise _unreadable()
    return {"is_open": exams.answer(*seat, _whole(said, "attempt"), answers).is_open}


def _read(request: HttpRequest) -> Said:
    if int(request.headers.get("Content-Length") or 0) > _LONGEST:
        raise _unreadable()
    try:
        said = json.loads(request.body)
    except ValueError as error:
        raise _unreadable() from error
    if not isinstance(said, dict):
        raise _unreadable()
    return said


def _whole(said: Said, name: str) -> int:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**62) < value < 2**62:
        raise _unreadable()
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 2**62:
        raise _unreadable()
    return float(value)


def _is_answer(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _unreadable() -> Refused:
    return Refused(_("The page reported something that cannot be read. Load it again."))
