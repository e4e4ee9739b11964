"""Who does something: the one argument that every command takes."""

from dataclasses import dataclass, field

from milepost.base.errors import NotPermitted


@dataclass(frozen=True)
class Actor:
    """Somebody, or something, that acts, with the permissions that were true when it began.

    `user_id` is None for the system itself (the command line of the machine, a schedule).
    """

    user_id: int | None
    label: str
    permissions: frozenset[str] = field(default_factory=frozenset)

    def require(self, permission: str) -> None:
        """Raise `NotPermitted`, naming the permission, unless the actor holds it (R40)."""
        if permission not in self.permissions:
            raise NotPermitted(permission)
