"""The cells that matter, of the rows that say something."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from milepost.uploads.cells import unescape
from milepost.uploads.parsing.found import Found


def picked(found: Found, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Of each row that is not blank its number, then its cells of the named columns (two or more), unescaped.

    Needs a file that is read as text. A column that the file does not have is empty in each row.
    """
    width = len(found.heading)
    pick = itemgetter(*(found.columns.get(name, width) for name in names))
    filling = [""] * (width + 1)
    for row, cells in enumerate(found.rows, start=2):
        text = "".join(cells)
        if text and not text.isspace():
            # One empty cell more than the heading has, for the columns that are not there.
            cells += filling[len(cells) :]
            yield row, *(map(unescape, pick(cells)) if "'" in text else pick(cells))
