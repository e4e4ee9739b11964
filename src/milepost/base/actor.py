"""Who does something: the one argument that every command takes."""

from dataclasses import dataclass, field

from milepost.base.errors import NotPermitted


@dataclass(frozen=True)
class Actor:
    """Somebody, or something, that acts, with the permissions that were true when it began.

    - `user_id` is None for the system itself (the command line of the machine, a schedule).
    - `groups`: the keys of the groups whose members are within reach; None means everybody. People outside the reach
      do not exist for the actor (R40).
    """

    user_id: int | None
    label: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    groups: frozenset[int] | None = None

    def require(self, permission: str) -> None:
        """Raise `NotPermitted`, naming the permission, unless the actor holds it (R40)."""
        if permission not in self.permissions:
            raise NotPermitted(permission)

    def require_any(self, *permissions: str) -> None:
        """Raise `NotPermitted`, naming the last of the permissions, unless the actor holds one of them."""
        if self.permissions.isdisjoint(permissions):
            raise NotPermitted(permissions[-1])
