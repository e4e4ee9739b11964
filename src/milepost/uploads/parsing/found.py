"""What reading a file finds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# As JSON has them; a date is a list with its text, so that it can be told from text.
Cell = str | float | bool | list[str]

MAX_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Found:
    """A file with its heading; `rows` are those below it, blank ones too.

    - `rows`: a `Cell` for each cell.
    - `columns`: the place of each column that was asked for.
    - `about`: how the file was written, for a report that is written alike.
    - `notes`: codes of what whoever handed the file in should know, each with its values.
    """

    heading: Sequence[str]
    columns: Mapping[str, int]
    about: Mapping[str, str]
    rows: Iterator[list[Any]]
    notes: Sequence[tuple[str, Mapping[str, str]]] = field(default=())
