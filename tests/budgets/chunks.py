"""A whole operation as one chunk, and nothing but the chunk: what the budgets count."""

from itertools import repeat

from milepost.progress import api, commands
from milepost.progress import run as runs
from milepost.progress.models import Operation, State
from tests.commands.acting import STAFF


def confirmed(operation: Operation) -> Operation:
    """An operation that is ready to run."""
    assert operation.state == State.PREVIEWED, api.report(operation)
    return api.confirm(STAFF, operation, operation.digest)


def run_one_chunk(operation: Operation) -> None:
    """Just the chunk, however many items it has."""
    command, decisions = commands.command_of(operation), repeat("decide_skipped")
    runs._apply(operation, command, runs.this_process(), "", operation.last_position, decisions)


def close(operation: Operation) -> Operation:
    """The closing of the operation, which is not counted."""
    operation.applied_to = operation.last_position
    runs._finish(operation, runs.this_process(), "")
    return operation
