"""What a learner notices of a big reset: how long a commit of the player takes alone, and while the reset runs.

The reset is run by the program itself, in a process of its own (`milepost worker --once`); the commits come from here,
one after the other, by learners whom it does not concern. Times are in seconds.
"""

import statistics
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import Any

from django.db import connection

from bench.databases import Database
from bench.population import Size, as_rows, rows_of
from milepost.people.actors import system
from milepost.progress import api
from milepost.records import launching
from milepost.records.committing import Work, commit

_LEARNERS = 50
_ALONE = 5.0  # seconds
_PAUSE = 0.01  # between two commits


def measure(database: Database, size: Size) -> dict[str, Any]:
    """Percentiles of a commit alone and during a reset of `size.items`, and the ratio of the 99th."""
    database.fresh()
    players = _players()
    actor = system("bench")
    request = api.Request(kind=api.Kind.RESET, source="cli", reason="Measured", policy="retain")
    operation = api.submit(actor, request, as_rows(rows_of("reset", size)))
    operation = api.confirm(actor, operation, operation.digest, reserve=False)
    database.settle()
    until = time.monotonic() + _ALONE
    alone = _commits(players, lambda: time.monotonic() < until)
    program = Path(sys.executable).with_name("milepost")
    worker = subprocess.Popen([program, "worker", "--once"], stdout=subprocess.DEVNULL)
    during = _commits(players, lambda: worker.poll() is None)
    if worker.returncode != 0 or api.find(operation.uuid).state != api.State.DONE:
        raise RuntimeError("the reset did not come to its end")
    return {"alone": _percentiles(alone), "during": _percentiles(during), "ratio": _p99(during) / _p99(alone)}


def _players() -> list[tuple[Any, int]]:
    """Sessions of learners who had not begun their course, each with an activity of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.user_id, e.course_id, min(a.id) FROM records_enrolment e"
            " JOIN catalog_activity a ON a.course_id = e.course_id"
            " WHERE NOT EXISTS (SELECT 1 FROM records_courserecord r WHERE r.enrolment_id = e.id)"
            f" GROUP BY e.id, e.user_id, e.course_id ORDER BY e.id DESC LIMIT {_LEARNERS}"
        )
        found = list(cursor.fetchall())
    return [(launching.launch(user, course).session, activity) for user, course, activity in found]


def _commits(players: list[tuple[Any, int]], go_on: Any) -> list[float]:
    """Commit as long as `go_on` says so; how long each took."""
    taken: list[float] = []
    for session, activity in cycle(players):
        if not go_on():
            return taken
        begun = time.perf_counter()
        commit(session, activity, Work(progress=50.0, seconds=1))
        taken.append(time.perf_counter() - begun)
        time.sleep(_PAUSE)
    return taken


def _p99(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[98]


def _percentiles(taken: list[float]) -> dict[str, float]:
    return {"number": len(taken), "p50": statistics.median(taken), "p99": _p99(taken), "max": max(taken)}
