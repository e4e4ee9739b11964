"""Enrolments as the API takes and shows them."""

import datetime as dt
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import Field, StringConstraints

from milepost.api.fields import Body, Day, Named, unsent
from milepost.api.schemas_operations import ProductIn
from milepost.api.schemas_progress import ProductOut
from milepost.api.schemas_users import PersonOut
from milepost.records.enrolling import AnyEnrolment
from milepost.records.models import Enrolment

EnrolmentId = Annotated[str, StringConstraints(pattern=r"^(course|program)-[0-9]{1,18}$")]
Restart = Literal["keep", "after_completion"]

_DUE = "The day with whose end it is due."
_RESTART = "What a launch of the completed course does: show it (`keep`), or begin anew (`after_completion`)."


class EnrolmentIn(Body):
    """Somebody in a course, or in a program with its courses."""

    user: Named = Field(description="UUID, login id or e-mail address.")
    content: ProductIn
    due_on: Day | None = Field(None, description=_DUE)
    restart: Restart = Field("keep", description=_RESTART)


class EnrolmentChange(Body):
    """What is to be another way; what is not sent stays."""

    due_on: Day | None = Field(default_factory=unsent, description=_DUE)
    restart: Restart = Field(default_factory=unsent, description=_RESTART)


class EnrolmentOut(Schema):
    """An enrolment; `id` is its address here."""

    id: str
    user: PersonOut
    content: ProductOut
    enrolled_at: dt.datetime | None
    due_at: dt.datetime | None
    restart: str = Field(description=_RESTART)
    ended_at: dt.datetime | None

    @classmethod
    def of(cls, enrolment: AnyEnrolment) -> Self:
        """An enrolment as it is shown."""
        content = enrolment.course if isinstance(enrolment, Enrolment) else enrolment.program
        shown = ProductOut.of(content)
        return cls(
            id=f"{shown.type}-{enrolment.pk}",
            user=PersonOut.of(enrolment.user),
            content=shown,
            enrolled_at=enrolment.enrolled_at,
            due_at=enrolment.due_at,
            restart=enrolment.restart,
            ended_at=enrolment.ended_at,
        )
