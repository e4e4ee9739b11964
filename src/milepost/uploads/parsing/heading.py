"""The heading of a file: which columns there are, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from milepost.uploads.parsing.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns that a file must have, and those that it may have.

    - `ids`: those of them with ids, which must not become others.
    - `percent`: the one that may show per cent; `text`: the one with text of any length.
    - `beside`: what stands beside the rows and is none of them: the Error column of an earlier report.
    """

    expected: Sequence[str]
    optional: Sequence[str]
    ids: Sequence[str]
    percent: str
    text: str
    beside: str

    def fits(self, heading: Sequence[str]) -> int:
        """How many of the columns that must be there are."""
        found = _folded(heading)
        return sum(name.casefold() in found for name in self.expected)

    def places(self, heading: Sequence[str]) -> dict[str, int]:
        """The place of each column that is there, from 0. Raises `Refusal` if one is missing or there twice."""
        found = _folded(heading)
        missing = [name for name in self.expected if name.casefold() not in found]
        if missing:
            raise Refusal("no_column", columns=", ".join(missing), expected=", ".join(self.expected))
        names = [name for name in (*self.expected, *self.optional) if name.casefold() in found]
        for name in names:
            if found.count(name.casefold()) > 1:
                raise Refusal("column_twice", column=name)
        return {name: found.index(name.casefold()) for name in names}

    def place_beside(self, heading: Sequence[str]) -> int | None:
        """The place of the column that is none of the rows, from 0; None if it is not there."""
        return place_of(self.beside, heading)


def place_of(name: str, heading: Sequence[str]) -> int | None:
    """The place of the first column of that name, from 0, in whatever case; None if it is not there."""
    found = _folded(heading)
    return found.index(name.casefold()) if name.casefold() in found else None


def _folded(heading: Sequence[str]) -> list[str]:
    return [name.strip().casefold() for name in heading]
