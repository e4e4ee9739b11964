"""Courses, activities and programs, as the API takes and shows them."""

import datetime as dt
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints

from milepost.api.fields import LINE, Body, Day, Flag, Named, PerCent, Policy, unsent
from milepost.api.schemas_progress import ProductOut
from milepost.base.shapes import as_whole
from milepost.catalog.models import Activity, Course, Program, ProgramCourse

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
_PLACE = "The place, from 1; beyond the end is the end."


# --- courses -------------------------------------------------------------------------------------
class CourseIn(Body):
    """A new course, without activities."""

    title: Heading
    asset_id: AssetId | None = Field(None, description="The organisation's own code.")
    description: Description = ""
    record_policy: Policy = Field("", description=_POLICY)
    compliance: Flag = False
    retention_years: Years | None = Field(None, description=_YEARS)


class CourseChange(Body):
    """What is to be another way; what is not sent stays."""

    title: Heading = Field(default_factory=unsent)
    asset_id: AssetId | None = Field(default_factory=unsent, description="The organisation's own code.")
    description: Description = Field(default_factory=unsent)
    record_policy: Policy = Field(default_factory=unsent, description=_POLICY)
    compliance: Flag = Field(default_factory=unsent)
    retention_years: Years | None = Field(default_factory=unsent, description=_YEARS)
    archived: Flag = Field(default_factory=unsent, description="True: closed to launches and commands; records stay.")


class CourseOut(Schema):
    """A course."""

    id: UUID
    asset_id: str | None
    title: str
    description: str
    record_policy: str = Field(description=_POLICY)
    compliance: bool
    retention_years: int | None = Field(description=_YEARS)
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
    position: Place = Field(default_factory=unsent, description=f"{_PLACE} If not given, the end.")
    required: Flag = Field(True, description="Whether the course is complete only with it.")
    weight: Weight = Field(1.0, description="How much its score counts in the course's.")
    pass_mark: PerCent | None = None
    legacy: Flag = Field(False, description="Passed over by commands, unless it is an e-book.")
    opens_on: Day | None = Field(None, description=_OPENS_ON)
    opens_after_days: Days | None = Field(None, description=_OPENS_AFTER)


class ActivityChange(Body):
    """What is to be another way; what is not sent stays."""

    title: Heading = Field(default_factory=unsent)
    asset_id: AssetId | None = Field(default_factory=unsent)
    section: Heading | None = Field(default_factory=unsent, description="Made if there is none.")
    position: Place = Field(default_factory=unsent, description=_PLACE)
    pass_mark: PerCent | None = Field(default_factory=unsent)
    opens_on: Day | None = Field(default_factory=unsent, description=_OPENS_ON)
    opens_after_days: Days | None = Field(default_factory=unsent, description=_OPENS_AFTER)
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
            created_at=activity.created_at,
            retired_at=activity.retired_at,
        )


# --- programs ------------------------------------------------------------------------------------
class ProgramIn(Body):
    """A new program."""

    title: Heading
    asset_id: AssetId | None = Field(None, description="The organisation's own code.")
    description: Description = ""
    courses: list[Named] = Field(
        default_factory=list, max_length=200, description="UUIDs or asset ids of courses, in their order, each once."
    )


class ProgramChange(Body):
    """What is to be another way; what is not sent stays."""

    title: Heading = Field(default_factory=unsent)
    asset_id: AssetId | None = Field(default_factory=unsent)
    description: Description = Field(default_factory=unsent)
    archived: Flag = Field(
        default_factory=unsent, description="True: closed to commands and enrolments; records stay."
    )


class PlaceIn(Body):
    """One course more."""

    course: Named = Field(description="UUID or asset id.")
    position: Place = Field(default_factory=unsent, description=f"{_PLACE} If not given, the end.")


class PlaceChange(Body):
    """Another place for a course."""

    position: Place = Field(description=_PLACE)


class PlaceOut(ProductOut):
    """A course of a program. Who completed the program before `added_at` is not asked for it."""

    added_at: dt.datetime

    @classmethod
    def at(cls, place: ProgramCourse) -> Self:
        """A course at its place."""
        return cls(**dict(ProductOut.of(place.course)), added_at=place.added_at)


class ProgramOut(Schema):
    """A program with its courses in their order."""

    id: UUID
    asset_id: str | None
    title: str
    description: str
    courses: list[PlaceOut]
    created_at: dt.datetime
    archived_at: dt.datetime | None

    @classmethod
    def of(cls, program: Program, places: list[ProgramCourse]) -> Self:
        """A program as it is shown."""
        return cls(
            id=program.uuid,
            asset_id=program.asset_id,
            title=program.title,
            description=program.description,
            courses=[PlaceOut.at(place) for place in places],
            created_at=program.created_at,
            archived_at=program.archived_at,
        )
