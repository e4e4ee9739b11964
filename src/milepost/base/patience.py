"""Trying again what somebody else overtook: the transaction was rolled back whole, so it can begin anew."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError

_TRIES = 5
# Deadlock; serialization failure; a row that somebody else inserted while we were about to.
_OVERTAKEN = {"40P01", "40001", "23505"}

Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Overtaken(Exception):
    """What was decided does not hold any more, because somebody else was faster. Nothing of ours was kept."""


def patiently(attempt: Callable[[], Result], what: str) -> Result:
    """The result of `attempt`, which is one transaction; overtaken, it is tried again, at most five times in all.

    `what` names it in the log. Raises what the last attempt raised, and at once whatever is no such thing.
    """
    for remaining in reversed(range(_TRIES)):
        try:
            return attempt()
        except (DatabaseError, Overtaken) as error:
            if not remaining or not _is_overtaken(error):
                raise
            log.info("%s is tried again: %s", what, error)
    raise AssertionError("unreachable")


def _is_overtaken(error: Exception) -> bool:
    return isinstance(error, Overtaken) or getattr(error.__cause__, "sqlstate", None) in _OVERTAKEN
