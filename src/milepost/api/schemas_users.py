"""Users, what they are enrolled in, and their records, as the API takes and shows them."""

import datetime as dt
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from milepost.api.fields import LINE, Body, Flag, unsent
from milepost.people.models import User

_MAIL_NAME = r"[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+"
_MAIL_HOST = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"

LoginId = Annotated[str, StringConstraints(min_length=1, max_length=150, pattern=LINE)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=rf"^({_MAIL_NAME}(\.{_MAIL_NAME})*@{_MAIL_HOST})?$")]
PersonName = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
TimeZone = Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9_+/-]*$")]
RoleName = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=LINE)]
GroupName = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=LINE)]
Language = Literal["", "en", "de"]


class UserIn(Body):
    """A new user. Nobody can sign in as it before it has a password."""

    login_id: LoginId
    email: Email = ""
    display_name: PersonName = ""
    language: Language = Field("", description="Empty: as the browser asks.")
    time_zone: TimeZone = Field("", description="As Europe/Berlin. Empty: the organisation's.")
    role: RoleName | None = Field(None, description="A role's name. Needs `settings.manage`, and all that it brings.")
    groups: list[GroupName] = Field(
        default_factory=list,
        max_length=100,
        description="Names. Whoever is limited to several groups says in which of them the user is.",
    )


class UserChange(Body):
    """What is to be another way; what is not sent stays."""

    login_id: LoginId = Field(default_factory=unsent)
    email: Email = Field(default_factory=unsent)
    display_name: PersonName = Field(default_factory=unsent)
    language: Language = Field(default_factory=unsent)
    time_zone: TimeZone = Field(default_factory=unsent)
    is_active: Flag = Field(default_factory=unsent, description="False: deactivated, with everything kept.")
    role: RoleName | None = Field(default_factory=unsent, description="A role's name, or null for none.")
    groups: list[GroupName] = Field(
        default_factory=unsent, max_length=100, description="All groups of the user, of those that you reach."
    )


class UserOut(Schema):
    """A user."""

    id: UUID
    login_id: str
    email: str
    display_name: str
    role: str | None
    groups: list[str] = Field(description="By name; of those that you reach.")
    language: str
    time_zone: str
    is_active: bool
    created_at: dt.datetime

    @classmethod
    def of(cls, user: User, groups: list[str]) -> Self:
        """A user as it is shown, with the names of its groups."""
        return cls(
            id=user.uuid,
            login_id=user.login_id,
            email=user.email,
            display_name=user.display_name,
            role=user.role.name if user.role else None,
            groups=groups,
            language=user.language,
            time_zone=user.time_zone,
            is_active=user.is_active,
            created_at=user.created_at,
        )


class PersonOut(Schema):
    """Somebody, in short."""

    id: UUID
    login_id: str
    display_name: str

    @classmethod
    def of(cls, user: User) -> Self:
        """A user in short."""
        return cls(id=user.uuid, login_id=user.login_id, display_name=user.display_name)
