"""Clocks: for a piece of work, and for the statements of its chunks."""

import contextlib
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from milepost.base.sql import SqlFile


def _texts(file: SqlFile) -> Iterator[tuple[str, str]]:
    """The statements of a file with their names; those whose fragments another file has are not run from this one."""
    for name in file:
        with contextlib.suppress(KeyError):
            yield file.text(name), name


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class ChunkClock:
    """Times the chunks of one run, and each named statement in them.

    Is handed to Django as an execute wrapper, and its `chunk_done` to `run` as `on_progress`. What is not spent in a
    statement is the commit and Python, called `commit and the rest`.
    """

    REST = "commit and the rest"

    def __init__(self, files: Iterable[SqlFile]) -> None:
        self._names = {text: name for file in files for text, name in _texts(file)}
        self._spent: defaultdict[str, float] = defaultdict(float)
        self._counts: list[int] = []
        self._chunks: list[float] = []
        self._statements = 0
        self._begun = time.perf_counter()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """One statement, with its time noted."""
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self._spent[self._names.get(sql, "others")] += time.perf_counter() - start
            self._statements += not sql.startswith("BEGIN")

    def chunk_done(self, position: int, last: int) -> None:
        """A chunk has been committed."""
        now = time.perf_counter()
        self._chunks.append(now - self._begun)
        self._counts.append(self._statements)
        self._begun, self._statements = now, 0

    def summary(self, total: float) -> dict[str, Any]:
        """Statements of a chunk beside BEGIN and COMMIT, its median time (seconds), each statement's share of `total`.

        `total`: seconds that the whole run took.
        """
        spent = {name: value for name, value in self._spent.items() if name != "others"}
        spent[self.REST] = total - sum(spent.values())
        return {
            "chunks": len(self._chunks),
            "statements": max(self._counts),
            "chunk_median": statistics.median(self._chunks),
            "shares": {name: value / total for name, value in spent.items()},
        }
