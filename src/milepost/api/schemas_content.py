"""Courses and activities, as the API takes and shows them."""

import datetime as dt
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints

from milepost.api.fields import LINE, Body, Day, Flag, Named, PerCent, Policy, unsent
from milepost.base.shapes import as_whole
from milepost.catalog import rules
from milepost.catalog.models import Activity, Course

# An asset id has no slash: an activity may be written COURSE/ACTIVITY.
_CODE = (
    r"^[^\x00-\x1f\x7f-\x9f/]*"
    r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000/]"
    r"[^\x00-\x1f\x7f-\x9f/]*$"
)
AssetId = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_CODE)]
Heading = Annotated[str, StringConstraints(min_length=1, max_length=250, pattern=LINE)]
Description = Annotated[
    str, StringConstraints(max_length=20_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$")
]
Years = Annotated[int, Field(strict=True, ge=1, le=100), BeforeValidator(as_whole)]
Place = Annotated[int, Field(strict=True, ge=1, le=100_000), BeforeValidator(as_whole)]
Days = Annotated[int, Field(strict=True, ge=1, le=3650), BeforeValidator(as_whole)]
Share = Annotated[int, Field(strict=True, ge=1, le=100), BeforeValidator(as_whole)]
Stay = Annotated[int, Field(strict=True, ge=1, le=rules.LONGEST_STAY), BeforeValidator(as_whole)]
Needs = Annotated[list[Named], Field(max_length=rules.MOST_PREREQUISITES)]
Completes = Literal["", "opened", "confirmed", "played", "submitted", "passed", "staff"]
Weight = Annotated[float, Field(strict=True, ge=0, le=1000, allow_inf_nan=False)]
ActivityKind = Literal[
    "page",
    "ebook",
    "video",
    "audio",
    "pdf",
    "link",
    "form",
    "exam",
    "assignment",
    "discussion",
    "practical",
    "live_session",
    "certificate",
    "package",
]

_POLICY = "What a reset leaves behind; empty: as the organisation says."
_YEARS = "For how long records of a compliance course are not erased."
_OPENS_ON = "Access rule: closed to learners until that day. Commands do not ask for it."
_OPENS_AFTER = (
    "Access rule: closed to learners until so many days after their enrolment; with opens_on, until the later day."
)
_SEQUENTIAL = "Access rule: each activity opens when every required one before it is complete."
_COURSES = "Access rule: the courses that have to be complete before it opens. Archived ones do not count."
_ACTIVITIES = (
    "Access rule: the activities of the course that have to be complete before it opens. Retired ones do not count."
)
_NAMES = " UUIDs or asset ids of all of them."
_COMPLETES = "Completion rule: what completes it; empty: the way of its kind. Not every kind knows every way."
_PLAYED = "Completion rule: how much of a video or audio has to be played, in per cent."
_MIN_SECONDS = "Completion rule: for how long somebody has to have been in it. Marks do not ask for it."
PLACE = "The place, from 1; beyond the end is the end."


# --- courses -------------------------------------------------------------------------------------
class CourseIn(Body):
    """A new course, without activities."""

    title: Heading
    asset_id: AssetId | None = Field(None, description="The organisation's own code.")
    description: Description = ""
    record_policy: Policy = Field("", description=_POLICY)
    compliance: Flag = False
    retention_years: Years | None = Field(None, description=_YEARS)
    sequential: Flag = Field(False, description=_SEQUENTIAL)
    prerequisites: Needs = Field(default_factory=unsent, description=_COURSES + _NAMES)


class CourseChange(Body):
    """What is to be another way; what is not sent stays."""

    title: Heading = Field(default_factory=unsent)
    asset_id: AssetId | None = Field(default_factory=unsent, description="The organisation's own code.")
    description: Description = Field(default_factory=unsent)
    record_policy: Policy = Field(default_factory=unsent, description=_POLICY)
    compliance: Flag = Field(default_factory=unsent)
    retention_years: Years | None = Field(default_factory=unsent, description=_YEARS)
    archived: Flag = Field(default_factory=unsent, description="True: closed to launches and commands; records stay.")
    sequential: Flag = Field(default_factory=unsent, description=_SEQUENTIAL)
    prerequisites: Needs = Field(default_factory=unsent, description=_COURSES + _NAMES)


class CourseOut(Schema):
    """A course."""

    id: UUID
    asset_id: str | None
    title: str
    description: str
    record_policy: str = Field(description=_POLICY)
    compliance: bool
    retention_years: int | None = Field(description=_YEARS)
    sequential: bool = Field(description=_SEQUENTIAL)
    prerequisites: list[UUID] = Field(description=_COURSES)
    created_at: dt.datetime
    archived_at: dt.datetime | None

    @classmethod
    def of(cls, course: Course) -> Self:
        """A course as it is shown."""
        return cls(
            id=course.uuid,
            asset_id=course.asset_id,
            title=course.title,
            description=course.description,
            record_policy=course.record_policy,
            compliance=course.compliance,
            retention_years=course.retention_years,
            sequential=course.sequential,
            prerequisites=[each.uuid for each in sorted(course.prerequisites.all(), key=lambda each: each.pk)],
            created_at=course.created_at,
            archived_at=course.archived_at,
        )


# --- activities ----------------------------------------------------------------------------------
class ActivityIn(Body):
    """A new activity. Kind, required, weight and legacy are fixed from then on."""

    title: Heading
    kind: ActivityKind
    asset_id: AssetId | None = Field(None, description="The organisation's own code, once in a course.")
    section: Heading | None = Field(None, description="The heading that it stands under; made if there is none.")
    position: Place = Field(default_factory=unsent, description=f"{PLACE} If not given, the end.")
    required: Flag = Field(True, description="Whether the course is complete only with it.")
    weight: Weight = Field(1.0, description="How much its score counts in the course's.")
    pass_mark: PerCent | None = None
    legacy: Flag = Field(False, description="Passed over by commands, unless it is an e-book.")
    opens_on: Day | None = Field(None, description=_OPENS_ON)
    opens_after_days: Days | None = Field(None, description=_OPENS_AFTER)
    prerequisites: Needs = Field(default_factory=unsent, description=_ACTIVITIES + _NAMES)
    completes: Completes = Field("", description=_COMPLETES)
    played_per_cent: Share = Field(default_factory=unsent, description=f"{_PLAYED} If not given, 90.")
    min_seconds: Stay | None = Field(None, description=_MIN_SECONDS)


class ActivityChange(Body):
    """What is to be another way; what is not sent stays."""

    title: Heading = Field(default_factory=unsent)
    asset_id: AssetId | None = Field(default_factory=unsent)
    section: Heading | None = Field(default_factory=unsent, description="Made if there is none.")
    position: Place = Field(default_factory=unsent, description=PLACE)
    pass_mark: PerCent | None = Field(default_factory=unsent)
    opens_on: Day | None = Field(default_factory=unsent, description=_OPENS_ON)
    opens_after_days: Days | None = Field(default_factory=unsent, description=_OPENS_AFTER)
    prerequisites: Needs = Field(default_factory=unsent, description=_ACTIVITIES + _NAMES)
    completes: Completes = Field(default_factory=unsent, description=_COMPLETES)
    played_per_cent: Share = Field(default_factory=unsent, description=_PLAYED)
    min_seconds: Stay | None = Field(default_factory=unsent, description=_MIN_SECONDS)
    retired: Literal[True] = Field(
        default_factory=unsent, description="Out of use, for good; what was done in it stays."
    )


class ActivityOut(Schema):
    """An activity."""

    id: UUID
    asset_id: str | None
    kind: str
    title: str
    section: str | None
    position: int
    required: bool
    weight: float
    pass_mark: float | None
    legacy: bool
    opens_on: dt.date | None = Field(description=_OPENS_ON)
    opens_after_days: int | None = Field(description=_OPENS_AFTER)
    prerequisites: list[UUID] = Field(description=_ACTIVITIES)
    completes: str = Field(description=_COMPLETES)
    played_per_cent: int = Field(description=_PLAYED)
    min_seconds: int | None = Field(description=_MIN_SECONDS)
    created_at: dt.datetime
    retired_at: dt.datetime | None

    @classmethod
    def of(cls, activity: Activity) -> Self:
        """An activity as it is shown."""
        return cls(
            id=activity.uuid,
            asset_id=activity.asset_id,
            kind=activity.kind,
            title=activity.title,
            section=activity.section.title if activity.section else None,
            position=activity.position,
            required=activity.required,
            weight=activity.weight,
            pass_mark=activity.pass_mark,
            legacy=activity.legacy,
            opens_on=activity.opens_on,
            opens_after_days=activity.opens_after_days,
            prerequisites=[each.uuid for each in sorted(activity.prerequisites.all(), key=lambda each: each.pk)],
            completes=activity.completes,
            played_per_cent=activity.played_per_cent,
            min_seconds=activity.min_seconds,
            created_at=activity.created_at,
            retired_at=activity.retired_at,
        )
