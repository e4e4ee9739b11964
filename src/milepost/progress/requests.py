"""What may be asked for: of the request as a whole, and of the items that it came to."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.base.permissions import PROGRESS_ERASE, TRAINING_MANAGE
from milepost.base.sql import moment
from milepost.catalog.models import RecordPolicy
from milepost.organisation import settings
from milepost.progress.models import Kind, Operation
from milepost.progress.preview import Questions
from milepost.progress.selection import SQL

if TYPE_CHECKING:
    from milepost.progress.api import Request


def check(request: "Request") -> str:
    """Raise `Refused` for what does not go together, whatever the items; returns the organisation's record policy."""
    if request.kind == Kind.UNDO:
        raise ValueError("an undo is staged by undo()")
    if request.policy not in ("", *RecordPolicy.values):
        raise Refused(_("“%(policy)s” is no record policy; write retain or erase.") % {"policy": request.policy})
    if request.kind == Kind.RESET:
        _check_reset(request)
    else:
        _check_mark(request)
    is_required, house_policy = settings.read(settings.REASON_REQUIRED, settings.RECORD_POLICY)
    if is_required and not request.reason.strip():
        raise Refused(_("A reason is required. Give one."))
    return str(house_policy)


def _check_reset(request: "Request") -> None:
    if request.completed_on is not None:
        raise Refused(_("A completion date goes with marking complete only."))
    if request.enrol_missing:
        raise Refused(_("Enrolling goes with marking complete only."))
    if request.has_details:
        raise Refused(_("Day, score, time and reason of a row go with marking complete only."))
    _check_due(request.due_on)


def _check_due(day: dt.date | None) -> None:
    if day is not None and day < clock.today():
        raise Refused(
            _("The new due date %(day)s has passed already. Give a later day.") % {"day": formats.date_format(day)}
        )
    if day is not None and day > clock.LAST_DAY:
        raise Refused(_("The new due date lies too far ahead. Give a day before the year 3000."))


def _check_mark(request: "Request") -> None:
    if request.policy == RecordPolicy.ERASE:
        raise Refused(_("The record policy goes with a reset only."))
    if request.due_on is not None:
        raise Refused(_("A due date goes with a reset only."))
    if request.completed_on is not None and request.completed_on > clock.today():
        raise Refused(
            _("The completion date %(day)s lies in the future. Give today or an earlier day.")
            % {"day": formats.date_format(request.completed_on)}
        )
    if request.completed_on is not None and request.completed_on < clock.FIRST_DAY:
        raise Refused(_("The completion date lies too far back. Give a day from the year 1900 on."))


def check_items(actor: Actor, operation: Operation, asked: Questions) -> None:
    """Raise for what the staged items do not allow: `NotPermitted` for who may not erase, or not enrol, and `Refused`.

    Asked again when somebody confirms, which may be days later: a due date that was ahead may have passed (R17).
    """
    if operation.undo_of is not None:
        return
    if operation.enrol_missing:
        actor.require(TRAINING_MANAGE)
    _check_due(operation.due_on)
    _check_day(operation)
    if asked.wants_reason is not None:
        raise Refused(_("“%(course)s” is a compliance course: give a reason.") % {"course": asked.wants_reason})
    if operation.erases:
        actor.require(PROGRESS_ERASE)
        _check_retention(operation)


def _check_day(operation: Operation) -> None:
    """A course cannot have been completed before it existed (R28)."""
    if operation.completed_on is None:
        return
    end = clock.start_of(operation.completed_on + dt.timedelta(days=1))
    young = SQL.row("courses_younger_than", operation=operation.pk, end_of_day=end)
    if young is not None:
        raise Refused(
            _("The course “%(course)s” did not exist on %(day)s. Give a later completion date.")
            % {"course": young[0], "day": formats.date_format(operation.completed_on)}
        )


def _check_retention(operation: Operation) -> None:
    """Records of a compliance course are kept for so many years (R48)."""
    for title, years, newest in SQL.rows("courses_to_be_kept", operation=operation.pk):
        until = _years_after(newest, years)
        if until > clock.now():
            raise Refused(
                _("“%(course)s” is a compliance course: its records are kept for %(years)s years, here until %(day)s.")
                % {"course": title, "years": years, "day": formats.date_format(until)}
            )


def _years_after(found: "dt.datetime | str", years: int) -> dt.datetime:
    """The same day so many years later, of a moment as a statement has found it."""
    when = moment(found)
    try:
        return when.replace(year=when.year + years)
    except ValueError:  # the 29th of February
        return when.replace(year=when.year + years, day=28)
