"""How far people are, as the API shows it."""

import datetime as dt
from typing import Any, Literal, Self
from uuid import UUID

from ninja import Schema
from pydantic import Field

from milepost.api.schemas_users import PersonOut
from milepost.records.locks import Lock, Reason
from milepost.records.models import CompletedBy, CourseRecord, ProgramRecord
from milepost.records.reading import (
    ActivityProgress,
    CourseProgress,
    Member,
    ProgramProgress,
    State,
    Tree,
    status_of,
)


class StateOut(Schema):
    """How far something is."""

    status: str = Field(
        description="not_started, restarted (after a reset, until something is done), started, active, completed, "
        "passed or failed."
    )
    progress: float = Field(description="Per cent.")
    score: float | None = Field(description="Per cent; null where there is none.")
    time_spent: int = Field(description="Seconds since the last reset.")
    time_spent_total: int = Field(description="Seconds in all records together, those before a reset too.")
    manually_completed: bool = Field(description="Staff marked it complete.")
    imported: bool = Field(description="Its completion came with a migration.")
    completed_at: dt.datetime | None

    @staticmethod
    def facts(state: State) -> dict[str, Any]:
        """The fields of a state, for the schemas that have more."""
        return {name: getattr(state, name) for name in State.__dataclass_fields__}


_OPENS_AT = (
    "When the days of its access rules have come, or had come; null where it waits for none, and before an enrolment."
)
_REASONS = "What keeps it closed, if it is locked."


class LockReasonOut(Schema):
    """One thing that something is locked by."""

    kind: Literal["date", "after_days", "after_activity", "after_course"]
    opens_at: dt.datetime | None = Field(description="Of a date.")
    id: UUID | None = Field(description="Of the activity or course that has to be complete first.")
    title: str | None = Field(description="Likewise.")
    text: str = Field(description="In the language of whoever asks.")

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """A reason as it is shown."""
        return cls(
            kind=reason.kind.value,
            opens_at=reason.opens_at,
            id=reason.uuid,
            title=reason.title if reason.uuid else None,
            text=reason.text,
        )


class OwnStateOut(StateOut):
    """The same where it is said of one learner, with what is locked."""

    locked: bool = Field(
        description="An access rule keeps it closed for the learner, complete or not. Programs have no such rules."
    )


class ActivityStateOut(OwnStateOut):
    """How far somebody is in an activity."""

    id: UUID
    asset_id: str | None
    title: str
    kind: str
    section: str | None = Field(description="The heading that it stands under.")
    opens_at: dt.datetime | None = Field(description=_OPENS_AT)
    lock_reasons: list[LockReasonOut] = Field(description=f"{_REASONS} Those of its course are among them.")

    @classmethod
    def of(cls, found: ActivityProgress) -> Self:
        """An activity of the tree."""
        return cls(**_named(found), **_lock(found.lock), kind=found.kind, section=found.section)


class CourseStateOut(OwnStateOut):
    """How far somebody is in a course."""

    id: UUID
    asset_id: str | None
    title: str
    enrolled: bool = Field(description="False: the course belongs to a program that the learner is in.")
    due_at: dt.datetime | None
    opens_at: dt.datetime | None = Field(description=_OPENS_AT)
    lock_reasons: list[LockReasonOut] = Field(description=_REASONS)
    activities: list[ActivityStateOut] = Field(description="Those in use, in their order.")

    @classmethod
    def of(cls, found: CourseProgress) -> Self:
        """A course of the tree."""
        activities = [ActivityStateOut.of(each) for each in found.activities]
        shown = _named(found) | _lock(found.lock)
        return cls(**shown, enrolled=found.enrolled, due_at=found.due_at, activities=activities)


class ProgramStateOut(OwnStateOut):
    """How far somebody is in a program. Its times are those of its courses."""

    id: UUID
    asset_id: str | None
    title: str
    due_at: dt.datetime | None
    courses: list[CourseStateOut]

    @classmethod
    def of(cls, found: ProgramProgress) -> Self:
        """A program of the tree."""
        courses = [CourseStateOut.of(each) for each in found.courses]
        return cls(**_named(found), due_at=found.due_at, courses=courses)


class TreeOut(Schema):
    """How far somebody is in everything: programs with their courses, and courses of none of these programs."""

    programs: list[ProgramStateOut]
    courses: list[CourseStateOut]

    @classmethod
    def of(cls, tree: Tree) -> Self:
        """The whole tree."""
        return cls(
            programs=[ProgramStateOut.of(each) for each in tree.programs],
            courses=[CourseStateOut.of(each) for each in tree.courses],
        )


class MemberOut(StateOut):
    """How far somebody is in the course that was asked for."""

    user: PersonOut
    due_at: dt.datetime | None

    @classmethod
    def of(cls, found: Member) -> Self:
        """Somebody in the course."""
        user = PersonOut(id=found.uuid, login_id=found.login_id, display_name=found.display_name)
        return cls(**StateOut.facts(found.state), user=user, due_at=found.due_at)


class ProductOut(Schema):
    """A course or a program, in short."""

    type: str
    id: UUID
    asset_id: str | None
    title: str

    @classmethod
    def of(cls, content: Any) -> Self:
        """A course or a program in short."""
        kind = type(content).__name__.lower()
        return cls(type=kind, id=content.uuid, asset_id=content.asset_id, title=content.title)


class RecordOut(Schema):
    """A learning record: one attempt at a course or a program.

    Of an erased one number, time and operation are all that is left.
    """

    content: ProductOut
    number: int
    opened_by: str = Field(description="launch, reset, mark, import or staff; `reset` reads Restarted in the history.")
    opened_at: dt.datetime | None
    status: str = Field(
        description="restarted (after a reset, until something is done), started, active, completed, passed, failed "
        "or erased."
    )
    progress: float
    score: float | None
    completed_at: dt.datetime | None
    manually_completed: bool
    imported: bool
    is_current: bool
    superseded_at: dt.datetime | None
    superseded_by: UUID | None = Field(description="The operation; null for a restart by the learner.")
    erased_at: dt.datetime | None
    erased_by: UUID | None = Field(description="The operation.")

    @classmethod
    def of(cls, record: CourseRecord | ProgramRecord, operations: dict[int, UUID]) -> Self:
        """A record; `operations` are the UUIDs of those that it names, by key."""
        content = record.course if isinstance(record, CourseRecord) else record.program
        return cls(
            content=ProductOut.of(content),
            number=record.number,
            opened_by=record.opened_by,
            opened_at=record.opened_at,
            status=status_of(record),
            progress=record.progress,
            score=record.score,
            completed_at=record.completed_at,
            manually_completed=record.completed_by == CompletedBy.STAFF,
            imported=record.completed_by == CompletedBy.IMPORT,
            is_current=record.superseded_at is None,
            superseded_at=record.superseded_at,
            superseded_by=operations.get(record.superseded_by_operation or 0),
            erased_at=record.erased_at,
            erased_by=operations.get(record.erased_by_operation or 0),
        )


def _named(found: ActivityProgress | CourseProgress | ProgramProgress) -> dict[str, Any]:
    return {"id": found.uuid, "asset_id": found.asset_id, "title": found.title, **StateOut.facts(found.state)}


def _lock(lock: Lock) -> dict[str, Any]:
    return {"opens_at": lock.opens_at, "lock_reasons": [LockReasonOut.of(each) for each in lock.reasons]}
