"""Errors that people see. Each says what is wrong and what to do; none is a stack trace."""

from django.utils.translation import gettext as _

from milepost.base import permissions


class MilepostError(Exception):
    """Something a person can understand and mend. `str(error)` is a sentence in their language.

    `exit_status` is what the command line ends with (INTERFACES, "Command line").
    """

    exit_status = 1


class Refused(MilepostError):
    """The input is at fault; nothing was changed."""

    exit_status = 2


class NotConfirmed(MilepostError):
    """The command was previewed and then not confirmed; nothing was changed."""

    exit_status = 3


class NotPermitted(MilepostError):
    """The actor lacks a permission; nothing was changed."""

    exit_status = 4

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(_("You need “%(permission)s” for this.") % {"permission": permissions.label(permission)})


class BeyondReach(NotPermitted):
    """What was asked for concerns people outside the actor's reach, whatever its permissions; nothing was changed."""

    def __init__(self) -> None:
        MilepostError.__init__(self, _("This concerns people outside the groups that your role is limited to."))
        self.permission = ""


class NotFound(Refused):
    """Something that was named does not exist, or not within the actor's reach."""


class Busy(MilepostError):
    """Too much of this is going on at the moment; nothing was changed, and later it will do."""


class Conflict(Refused):
    """What was asked for clashes with what is there: a code is taken, somebody is enrolled already."""
