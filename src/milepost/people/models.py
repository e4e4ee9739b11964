"""Users and what they may do."""

from typing import Any, ClassVar, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from milepost.base import clock
from milepost.base.ids import new_uuid

# How long names may be.
ROLE_NAME = 80
TOKEN_NAME = 120

# The keys of the groups whose members somebody can see and act on; None: everybody.
Reach: TypeAlias = frozenset[int] | None


class Role(models.Model):
    """A named set of permissions. Users with at least one of them are staff (R40).

    A role that is `limited` reaches the members of its groups alone: without a group, nobody.
    """

    name = models.CharField(max_length=ROLE_NAME, unique=True)
    built_in = models.BooleanField(default=False)
    limited = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return self.name

    def codes(self) -> frozenset[str]:
        """The permissions."""
        return frozenset(self.permissions.values_list("code", flat=True))

    def reach(self) -> Reach:
        """The groups that the role is limited to, else None."""
        return frozenset(self.groups.values_list("group_id", flat=True)) if self.limited else None


class RolePermission(models.Model):
    """One permission of one role; the codes are those of `permissions.py`."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="permissions")
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "code"], name="role_permission_once")]

    def __str__(self) -> str:
        return self.code


class Theme(models.TextChoices):
    """Light or dark; without a choice the pages look as the person's device does."""

    LIGHT = "light"
    DARK = "dark"


class UserManager(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, login_id: str, *, password: str | None = None, **fields: Any) -> "User":
        """A new user; without a password nobody can sign in as that user."""
        user = self.model(login_id=login_id, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person. Learners and staff are users; the role makes the difference.

    `language`, `time_zone` and `theme` are the person's own choice (profile.py), empty for the organisation's and the
    device's; `muted` are the kinds of notifications that the person does not want, separated by blanks.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    login_id = models.CharField(max_length=150, unique=True)
    email = models.EmailField(max_length=254, blank=True, default="")
    display_name = models.CharField(max_length=200, blank=True, default="")
    role = models.ForeignKey(Role, models.PROTECT, null=True, related_name="users")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True, default="")
    time_zone = models.CharField(max_length=60, blank=True, default="")
    theme = models.CharField(max_length=10, choices=Theme, blank=True, default="", db_default="")
    muted = models.CharField(max_length=200, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "login_id"
    EMAIL_FIELD = "email"

    class Meta:
        indexes = [models.Index(Lower("email"), name="user_email")]

    def __str__(self) -> str:
        return self.login_id

    @property
    def name(self) -> str:
        """What pages and certificates call the person: the display name, else the login id (R29)."""
        return self.display_name or self.login_id


class Group(models.Model):
    """A named set of users: a site, a team. A role may be limited to groups."""

    name = models.CharField(max_length=120, unique=True)
    users = models.ManyToManyField(User, related_name="groups")

    def __str__(self) -> str:
        return self.name


class RoleGroup(models.Model):
    """One group that a limited role reaches."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="groups")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "group"], name="role_group_once")]

    def __str__(self) -> str:
        return f"role {self.role_id} reaches group {self.group_id}"


class Tag(models.Model):
    """A word that users carry, for filters and rules."""

    name = models.CharField(max_length=80, unique=True)
    users = models.ManyToManyField(User, related_name="tags")

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A key to the API (tokens.py). Only its hash is kept.

    `scopes`: permissions, separated by blanks. The token can do what is both among them and among the permissions
    that the user's role has at that moment.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=TOKEN_NAME)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.TextField(default="")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
