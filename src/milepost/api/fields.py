"""What may stand in bodies, paths and queries: each type says its bounds in the OpenAPI document as well.

Bodies take what the document says and nothing else: no field that is not there, no number written as a text.
"""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from milepost.base import clock
from milepost.base.shapes import DAY

# No database keeps a NUL. The patterns are written so that every reader of the document understands them.
_NO_NUL = r"^[^\x00]*$"
_ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
# The same for what is kept: no blanks of whatever kind alone, no later control characters either (base/texts.py).
LINE = (
    r"^[^\x00-\x1f\x7f-\x9f]*"
    r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
    r"[^\x00-\x1f\x7f-\x9f]*$"
)
_IN_A_PATH = r"^[^\x00-\x1f\x7f/]*[^\x00-\x20\x7f/][^\x00-\x1f\x7f/]*$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

BIGGEST_ID = 2**63 - 1


class Body(BaseModel):
    """What somebody sends. A field that the document does not name is an error, not a slip that nobody notices."""

    model_config = ConfigDict(extra="forbid")


def unsent() -> Any:
    """The value of a field that was not sent and has no default: views ask for what was sent (`exclude_unset`)."""
    return None


def _as_day(value: Any) -> Any:
    """Days are written as 2026-11-20; pydantic alone would also take seconds since 1970."""
    if not isinstance(value, str) or len(value) != 10:
        raise PydanticCustomError(DAY, "no day")
    return value


def sent(body: Body) -> Any:
    """The fields that were sent, as the rooms below take them (their `Fields`); what was not sent is not there."""
    return body.model_dump(exclude_unset=True)


# A user by UUID, login id or e-mail address; a course, program or activity by UUID or asset id; in a path.
PathId = Annotated[str, StringConstraints(min_length=1, max_length=254, pattern=_IN_A_PATH)]
# The same in a body or query, where an activity may be written COURSE/ACTIVITY. One line, not blank.
Named = Annotated[str, StringConstraints(min_length=1, max_length=254, pattern=_ONE_LINE)]
# Words of people, with line breaks.
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=_NO_NUL)]
PerCent = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
# Beyond these days a time zone may lead out of the calendar.
Day = Annotated[
    dt.date,
    BeforeValidator(_as_day),
    Field(ge=clock.FIRST_DAY, le=clock.LAST_DAY),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY}),
]
Policy = Literal["", "retain", "erase"]

# Of a query alone: a part of a name, and a switch that is on, off or not there.
Search = Annotated[str, StringConstraints(max_length=250, pattern=_NO_NUL)]
YesNo = Literal["true", "false"]


def chosen(word: YesNo | None) -> bool | None:
    """A switch in a query: on, off, or not asked for."""
    return None if word is None else word == "true"
