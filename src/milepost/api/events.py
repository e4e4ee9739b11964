"""Events: what happened, in the order of the ledger."""

import datetime as dt
import json
from typing import Any, Self
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from milepost.api.auth import actor
from milepost.api.fields import Named
from milepost.api.paging import PAGE, Cursor, Limit, Page, cut, place, written
from milepost.base.permissions import READING
from milepost.catalog.lookup import find_course
from milepost.ledger.models import Event
from milepost.ledger.reading import Cursor as Place
from milepost.people.lookup import find_users
from milepost.progress import api

router = Router(tags=["Events"])


class LearnerOut(Schema):
    """Whom an event is about."""

    id: UUID
    login_id: str


class ContentOut(Schema):
    """What an event is about."""

    id: UUID
    asset_id: str | None


class EventOut(Schema):
    """One line of the ledger. One that an erase has emptied says `erased`, and by which operation."""

    id: str = Field(description="Its place in the ledger; a list can go on from here as `cursor`.")
    kind: str = Field(description="As `course.completed`, `progress.reset`; `erased` where an erase took it away.")
    learner: LearnerOut | None
    course: ContentOut | None
    activity: ContentOut | None
    program: ContentOut | None
    operation: UUID | None = Field(description="The operation that did it, if one did.")
    occurred_at: dt.datetime | None = Field(description="When it was true; null for an erased one.")
    recorded_at: dt.datetime = Field(description="When Milepost learnt of it; of an erased one, when that was erased.")
    data: dict[str, Any]
    erased_by: UUID | None

    @classmethod
    def of(cls, event: Event) -> Self:
        """An event with the names that the heart has put beside it."""
        return cls(
            id=written(_place(event)),
            kind=event.kind,
            learner=_learner(event),
            course=_content(event, "course"),
            activity=_content(event, "activity"),
            program=_content(event, "program"),
            operation=_uuid(event, "operation"),
            occurred_at=event.occurred_at,
            recorded_at=event.recorded_at,
            data=json.loads(event.data),
            erased_by=_uuid(event, "erased_by"),
        )


@router.get("", response=Page[EventOut], summary="List events")
def index(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = PAGE,
    learner: Named | None = None,
    course: Named | None = None,
    operation: UUID | None = None,
) -> Page[EventOut]:
    """The oldest first, all or those of a learner, a course or an operation, of people within reach.

    Whoever goes on from the last `id` misses no event and gets none twice. Needs one of `progress.manage`,
    `training.manage` and `reports.view`.
    """
    who = actor(request)
    who.require_any(*READING)  # before anything is said of learners and content
    [learner_key] = find_users([learner], who) if learner else [None]
    found = api.events(
        who,
        after=Place(*(place(cursor, 3) or ())),
        limit=limit + 1,
        learner=learner_key,
        course=find_course(course).pk if course else None,
        operation=api.look(who, api.find(operation)).operation if operation else None,
    )
    return cut(found, limit, _place).shown(EventOut.of)


def _place(event: Event) -> tuple[int, ...]:
    return event.epoch, event.tx, event.id


def _uuid(event: Event, name: str) -> UUID | None:
    """SQLite hands a UUID over as its digits."""
    value = getattr(event, name)
    return UUID(str(value)) if value else None


def _learner(event: Event) -> LearnerOut | None:
    uuid = _uuid(event, "learner")
    return LearnerOut(id=uuid, login_id=getattr(event, "login_id")) if uuid else None  # noqa: B009 - put beside it


def _content(event: Event, name: str) -> ContentOut | None:
    uuid = _uuid(event, name)
    return ContentOut(id=uuid, asset_id=getattr(event, f"{name}_asset_id")) if uuid else None
