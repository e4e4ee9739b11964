"""Rows as somebody gave them: each by itself, or very many of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

_Name = TypeVar("_Name")
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row as somebody wrote it: a learner, a content, and whether it is wanted, each as text.

    `line` is the row's number as a spreadsheet counts (the heading is 1), or its place in a list from 1. `kind` says
    what the content is: course, activity or program. An activity is named by `activity` within the course `content`,
    or by `content` alone.

    `completed_on` (2026-11-20), `score` (per cent, with a point), `seconds` (of time spent elsewhere: then it is
    imported work, R21) and `reason` are for marks, and looked at only where the request says that there are details.
    """

    line: int
    learner: str
    content: str
    wanted: str = "TRUE"
    kind: str = "course"
    activity: str = ""
    completed_on: str = ""
    score: str = ""
    seconds: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Very many rows, column by column; what the same few words say in all of them stands in lists, said once.

    - `batches`: of some rows at a time their `line`; the places, from 0, of their contents and of whether they are
      wanted; their `learner`; then, where the request has details, `completed_on`, `score`, `seconds` and `reason`.
      Read once.
    - `contents`, each as kind, content and activity: read after the last batch. One may stand there twice.
    - `answers`: what `wanted` may be. Those of a batch are there as soon as the batch is.

    What each of them means, and how it is written: see `Row`.
    """

    batches: Iterator[Sequence[Sequence[Any]]]
    contents: Iterable[tuple[str, str, str]]
    answers: Sequence[str]


class Names(dict[_Name, int]):
    """The place of each name, in the order in which they were first asked for; `listed` has them in that order."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: list[_Name] = []

    def __missing__(self, name: _Name) -> int:
        place = self[name] = len(self)
        self.listed.append(name)
        return place


def in_columns(rows: Iterable[Row]) -> Rows:
    """The same rows column by column, with their contents and answers in lists."""
    contents: Names[tuple[str, str, str]] = Names()
    answers: Names[str] = Names()
    source = (
        (
            *(row.line, contents[row.kind, row.content, row.activity], answers[row.wanted], row.learner),
            *(row.completed_on, row.score, row.seconds, row.reason),
        )
        for row in rows
    )
    batches = iter(lambda: list(zip(*islice(source, _BATCH), strict=True)), [])
    return Rows(batches, contents, answers.listed)
