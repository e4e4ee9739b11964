"""Programs and the places of their courses, as the API takes and shows them."""

import datetime as dt
from typing import Self
from uuid import UUID

from ninja import Schema
from pydantic import Field

from milepost.api.fields import Body, Day, Flag, Named, unsent
from milepost.api.schemas_content import PLACE, AssetId, Days, Description, Heading, Place
from milepost.api.schemas_progress import ProductOut
from milepost.catalog.models import Program, ProgramCourse

_SEQUENTIAL = "Access rule: each course opens when those before it are complete, to who is in it by the program."
_OPENS_ON = "Access rule: closed until that day to who is in the course by the program."
_OPENS_AFTER = (
    "Access rule: closed until so many days after the enrolment in the program to who is in the course by it; with "
    "opens_on, until the later day."
)


class ProgramIn(Body):
    """A new program."""

    title: Heading
    asset_id: AssetId | None = Field(None, description="The organisation's own code.")
    description: Description = ""
    courses: list[Named] = Field(
        default_factory=list, max_length=200, description="UUIDs or asset ids of courses, in their order, each once."
    )
    sequential: Flag = Field(False, description=_SEQUENTIAL)


class ProgramChange(Body):
    """What is to be another way; what is not sent stays."""

    title: Heading = Field(default_factory=unsent)
    asset_id: AssetId | None = Field(default_factory=unsent)
    description: Description = Field(default_factory=unsent)
    archived: Flag = Field(
        default_factory=unsent, description="True: closed to commands and enrolments; records stay."
    )
    sequential: Flag = Field(default_factory=unsent, description=_SEQUENTIAL)


class PlaceIn(Body):
    """One course more."""

    course: Named = Field(description="UUID or asset id.")
    position: Place = Field(default_factory=unsent, description=f"{PLACE} If not given, the end.")
    opens_on: Day | None = Field(default_factory=unsent, description=_OPENS_ON)
    opens_after_days: Days | None = Field(default_factory=unsent, description=_OPENS_AFTER)


class PlaceChange(Body):
    """Another place for a course, or when it opens there; what is not sent stays."""

    position: Place = Field(default_factory=unsent, description=PLACE)
    opens_on: Day | None = Field(default_factory=unsent, description=_OPENS_ON)
    opens_after_days: Days | None = Field(default_factory=unsent, description=_OPENS_AFTER)


class PlaceOut(ProductOut):
    """A course of a program. Who completed the program before `added_at` is not asked for it."""

    added_at: dt.datetime
    opens_on: dt.date | None = Field(description=_OPENS_ON)
    opens_after_days: int | None = Field(description=_OPENS_AFTER)

    @classmethod
    def at(cls, place: ProgramCourse) -> Self:
        """A course at its place."""
        return cls(
            **dict(ProductOut.of(place.course)),
            added_at=place.added_at,
            opens_on=place.opens_on,
            opens_after_days=place.opens_after_days,
        )


class ProgramOut(Schema):
    """A program with its courses in their order."""

    id: UUID
    asset_id: str | None
    title: str
    description: str
    courses: list[PlaceOut]
    sequential: bool = Field(description=_SEQUENTIAL)
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
            sequential=program.sequential,
            created_at=program.created_at,
            archived_at=program.archived_at,
        )
