"""Rooms above the heart that take part in its commands, without the heart knowing them (DESIGN section 4)."""

from typing import Protocol

from milepost.progress.models import Operation


class Participant(Protocol):
    """A room that keeps something about operations or records."""

    def erase(self, operation: Operation) -> None:
        """Remove what is kept for an operation that spoke of records which have been erased, or erases them (R3).

        Called within the transaction of the erase, possibly more than once.
        """


_participants: list[Participant] = []


def register(participant: Participant) -> None:
    """Let a room take part. Called once, when the room's application is ready."""
    _participants.append(participant)


def erase(operation: Operation) -> None:
    """Ask every room to remove what it keeps for an operation."""
    for participant in _participants:
        participant.erase(operation)
