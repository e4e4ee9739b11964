"""Rooms above the heart that take part in its commands, without the heart knowing them (DESIGN section 4).

A reset that retains, and its undo, ask nobody: what rooms keep stands beside the records, and counts as long as these
do.
"""

from typing import Any

from milepost.progress.models import Operation


class Participant:
    """A room that keeps something about operations or records. It overrides what concerns it."""

    def erase(self, operation: Operation) -> None:
        """Remove what is kept for an operation that spoke of records which have been erased, or erases them (R3).

        Called within the transaction of the erase, possibly more than once.
        """

    def erase_courses(self, gone: str, params: dict[str, Any]) -> None:
        """Remove what hangs on learning records of courses that a chunk is about to erase (R3).

        `gone` is SQL that selects the keys of these records, with `params` as its parameters. Called once a chunk, in
        its transaction, while the records, their sessions and their activity records are still there. Whatever the
        size of the chunk the number of statements is the same.
        """

    def erase_activities(self, gone: str, params: dict[str, Any]) -> None:
        """The same for single activities (R4): `gone` selects pairs of a record and an activity."""


_participants: list[Participant] = []


def register(participant: Participant) -> None:
    """Let a room take part. Called once, when the room's application is ready."""
    _participants.append(participant)


def erase(operation: Operation) -> None:
    """Ask every room to remove what it keeps for an operation."""
    for participant in _participants:
        participant.erase(operation)


def erase_courses(gone: str, params: dict[str, Any]) -> None:
    """Ask every room to remove what hangs on the records of a chunk."""
    for participant in _participants:
        participant.erase_courses(gone, params)


def erase_activities(gone: str, params: dict[str, Any]) -> None:
    """Ask every room to remove what hangs on the activities of a chunk."""
    for participant in _participants:
        participant.erase_activities(gone, params)
