"""What files cost: reading them, finding every fault in them, and the whole way from an upload to its end.

Times are in F1 (bench/floor.py), measured just before and just after each piece. Memory is that of this process and of
those that it starts, at its highest, less what this process had before.

- `csv`, `xlsx`: from the file to the rows that the heart takes, nothing else.
- `xlsx-7`: the same, of a mark-complete file with all its seven columns.
- `faults`: a CSV in which one row in a hundred has a fault, each code of R44 in its turn, handed in: staged, refused,
  its report written.
- `flow`: a CSV without faults, handed in, confirmed and applied.
"""

import csv
import itertools
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import psutil
import xlsxwriter
from django.conf import settings

from bench.databases import Database
from bench.floor import Floor
from bench.population import Size, rows_of
from bench.timing import seconds
from milepost.people.actors import system
from milepost.people.models import User
from milepost.progress import api
from milepost.uploads import api as uploads
from milepost.uploads import sheet as sheets
from milepost.uploads.formats import FORMATS, Format

_REQUEST = api.Request(kind=api.Kind.RESET, source="file", reason="Measured", policy="retain")
_FORM, _MARKS = FORMATS[api.Kind.RESET], FORMATS[api.Kind.MARK_COMPLETE]
_PAUSE = 0.02  # seconds between two looks at the memory
_MB = 1 << 20
_ONE_IN = 100

Line = Sequence[str]


def measure(database: Database, size: Size) -> dict[str, Any]:
    """Each piece with its seconds, what F1 took beside it, the ratio of the two, and the growth of memory in MB."""
    database.fresh()
    folder = Path(settings.DATA_DIR)
    floor = Floor(size.items)
    lines = [(learner, content, "TRUE") for learner, content in rows_of("reset", size)[: size.items]]
    files = {
        "csv": _write_csv(folder / "bench.csv", lines),
        "xlsx": _write_xlsx(folder / "bench.xlsx", lines),
        "xlsx-7": _write_xlsx(folder / "marks.xlsx", _with_details(lines), _MARKS),
        "faults": _write_csv(folder / "faults.csv", _with_faults(lines)),
    }
    pieces: dict[str, Callable[[], object]] = {
        "csv": lambda: _read(files["csv"], len(lines)),
        "xlsx": lambda: _read(files["xlsx"], len(lines)),
        "xlsx-7": lambda: _read(files["xlsx-7"], len(lines), _MARKS),
        "faults": lambda: _refuse(files["faults"], len(lines) // _ONE_IN),
        "flow": lambda: _apply(files["csv"]),
    }
    measured = {name: _measured(database, floor, piece) for name, piece in pieces.items()}
    for path in files.values():
        path.unlink()
    return measured


def _measured(database: Database, floor: Floor, piece: Callable[[], object]) -> dict[str, float]:
    database.settle()
    before = floor.measure()
    database.settle()
    with Memory() as memory:
        taken = seconds(piece)
    database.settle()
    beside = (before + floor.measure()) / 2
    return {"seconds": taken, "floor": beside, "ratio": taken / beside, "memory": memory.growth / _MB}


class Memory:
    """Watches how much memory this process and its children have, as long as the block lasts.

    `growth`: the most that they had together, in bytes, less what this process had at the beginning.
    """

    def __enter__(self) -> "Memory":
        self._process = psutil.Process()
        self._begin = self._process.memory_info().rss
        self._most = self._begin
        self._end = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self._watcher.join()

    @property
    def growth(self) -> int:
        """See the class."""
        return self._most - self._begin

    def _watch(self) -> None:
        while not self._end.wait(_PAUSE):
            self._most = max(self._most, sum(map(_resident, [self._process, *self._process.children()])))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has just ended
        return 0


def _read(path: Path, expected: int, form: Format = _FORM) -> None:
    with sheets.opened(path, form) as sheet:
        count = sum(len(batch[0]) for batch in form.rows(sheet).batches)
    _check(count, expected)


def _refuse(path: Path, expected: int) -> None:
    operation = uploads.submit_file(system("bench"), _REQUEST, path).operation
    _check(operation.faults, expected)


def _apply(path: Path) -> None:
    actor = system("bench")
    operation = uploads.submit_file(actor, _REQUEST, path).operation
    api.run(api.confirm(actor, operation, operation.digest))
    _check(int(api.find(operation.uuid).state == api.State.DONE), 1)


def _check(found: int, expected: int) -> None:
    if found != expected:
        raise ValueError(f"{found} instead of {expected}")


def _with_faults(lines: Sequence[Line]) -> Iterable[Line]:
    """One row in so many has a fault, in turn. For the ambiguous one somebody is called by somebody else's UUID."""
    shared = str(User.objects.values_list("uuid", flat=True)[0])
    # The population was loaded with its keys, of which the database's own counter knows nothing.
    User.objects.create_user(shared, pk=1 + max(User.objects.values_list("pk", flat=True)))
    kinds = itertools.cycle(range(6))
    for number, (learner, content, wanted) in enumerate(lines):
        if number % _ONE_IN != _ONE_IN - 1:
            yield learner, content, wanted
        else:
            yield (
                (learner, "", wanted),
                (learner, content, "MAYBE"),
                (f"{learner}-x", content, wanted),
                (shared, content, wanted),
                (learner, f"{content}-x", wanted),
                (lines[0][0], lines[0][1], wanted),  # what stands in the first row already
            )[next(kinds)]


def _with_details(lines: Sequence[Line]) -> Iterable[Line]:
    """With days, scores, times and reasons, as text: of all cells these take the most memory."""
    for number, line in enumerate(lines):
        yield *line, f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}", str(number % 101), "1:30:00", f"Paper {number}"


def _write_csv(path: Path, lines: Iterable[Line]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_FORM.columns, *lines])
    return path


def _write_xlsx(path: Path, lines: Iterable[Line], form: Format = _FORM) -> Path:
    """As spreadsheets write it: texts stand once each in a part of their own."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(itertools.chain([form.template], lines)):
            for column, cell in enumerate(line):
                sheet.write_string(row, column, cell)
    return path
