"""One round: a fresh copy of the population, then each command, with F1 just before and just after it.

Why so, for fairness' sake:

- A fresh copy a round, so that each one measures the same; not the bloat of the rounds before it. Within a round the
  commands follow one another on one database, as in life: an undo meets the tables as the reset left them.
- The machine may be faster now and slower in a minute. F1 is the mean of the two that stand around a command.
- Before every measured piece, F1 included, earlier work is written out (`settle`): a checkpoint. So on PostgreSQL each
  begins with the most expensive state of the write-ahead log: every page touched is logged whole once more. F1 has no
  old pages to log; the command pays for its own.
- Autovacuum stays on and works when it sees fit.
- What is measured goes through `progress.api`, with the chunk size and the settings of an installation.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

from bench.databases import Database
from bench.floor import Floor
from bench.population import Size, as_rows, rows_of
from bench.programs import add_programs
from bench.timing import ChunkClock, seconds
from milepost.people.actors import system
from milepost.progress import api
from milepost.progress import run as runs
from milepost.progress.commands import command_of
from milepost.progress.models import Operation

_RESET, _MARK = api.Kind.RESET, api.Kind.MARK_COMPLETE
# What a command of the benchmark is called, and what it asks for.
_REQUESTS = {
    "reset": api.Request(kind=_RESET, source="cli", reason="Measured", policy="retain"),
    "mark": api.Request(kind=_MARK, source="cli", reason="Measured"),
    "erase": api.Request(kind=_RESET, source="cli", reason="Measured", policy="erase"),
    "program": api.Request(kind=_RESET, source="cli", reason="Measured", policy="retain"),
}
_ACTOR = system("bench")
# A program has some courses that its learner has not begun: the number of items that change is not exact.
_TOLERANCE = 0.02


class WrongResult(Exception):
    """A command did not do what it was given; its time would mean nothing."""


class Bench:
    """Runs rounds on one database."""

    def __init__(self, database: Database, size: Size, say: Callable[[str], None]) -> None:
        self._database, self._size, self._say = database, size, say
        self._floor = Floor(size.items)
        self._rows = {name: rows_of(name, size) for name in _REQUESTS}

    def round(self, number: int, commands: list[str]) -> list[dict[str, Any]]:
        """Measure the commands in their order; `undo` takes back the one before it.

        `fresh` begins anew with a copy of the population, because an erase, say, cannot be taken back.
        """
        self._database.fresh()
        results, before = [], ""
        operation: Operation | None = None
        for name in commands:
            if name == "fresh":
                self._database.fresh()
                continue
            label = f"undo of {before}" if name == "undo" else name
            operation, result = self._command(name, operation)
            results.append({"command": label, **result})
            before = name
            self._say(f"round {number}: {label}: {result['run']:.1f} s, {result['run'] / result['floor']:.2f} × F1")
        return results

    def _command(self, name: str, before: Operation | None) -> tuple[Operation, dict[str, Any]]:
        staged: list[Operation] = []
        self._database.settle()
        stage = seconds(lambda: staged.append(self._stage(name, before)))
        operation = staged[0]
        self._database.settle()
        confirm = seconds(lambda: api.confirm(_ACTOR, operation, operation.digest))
        before_it = self._measure_floor()
        self._database.settle()
        result = self._run(api.find(operation.uuid))
        floor = (before_it + self._measure_floor()) / 2
        return operation, {"stage": stage, "confirm": confirm, "floor": floor, **result}

    def _measure_floor(self) -> float:
        self._database.settle()
        return self._floor.measure()

    def _stage(self, name: str, before: Operation | None) -> Operation:
        if name == "program":
            add_programs(self._size)
        if name != "undo":
            return api.submit(_ACTOR, _REQUESTS[name], as_rows(self._rows[name]))
        if before is None:
            raise ValueError("there is nothing to undo")
        return api.undo(_ACTOR, before.uuid, source="cli")

    def _run(self, operation: Operation) -> dict[str, Any]:
        written = self._database.rows_written()
        clock = ChunkClock((*command_of(operation).files(operation), runs.SQL))
        with connection.execute_wrapper(clock):
            taken = seconds(lambda: api.run(operation, clock.chunk_done))
        written = self._database.rows_written() - written
        done = api.report(api.find(operation.uuid))["outcomes"].get("done", 0)
        if abs(done - self._size.items) > self._size.items * _TOLERANCE:
            raise WrongResult(f"{done} items done instead of {self._size.items}")
        return {"run": taken, "rows_per_item": written / done, **clock.summary(taken)}
