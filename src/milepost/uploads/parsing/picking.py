"""The cells that matter, of the rows that say something."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from milepost.uploads.cells import unescape
from milepost.uploads.parsing.found import Found
from milepost.uploads.parsing.heading import Wanted
from milepost.uploads.parsing.refusal import Refusal

# Characters. Whoever reads the rows keeps their ids in memory; no id, day or number is nearly as long.
_LONGEST_CELL = 1_000
_LONGEST_TEXT = 2_001  # one more than a reason may have, so that it is found to be too long
_LONGEST_ROW = 1_000_000
# Of rows that together have more characters, only so many go at a time: written down they are at most a megabyte.
_LONG, _AT_A_TIME = 150_000, 15


def picked(found: Found, wanted: Wanted, names: Sequence[str], size: int) -> Iterator[list[Sequence[Any]]]:
    """Of the rows that are not blank, up to `size` at a time, their numbers, then the named columns (two or more).

    Cells are unescaped. Needs a file that is read as text. A column that the file does not have is empty in each row.
    Raises `Refusal` for a cell that is too long; of a text, that much is left of it that it still is too long.
    """
    width, row = len(found.heading), 2
    places = [found.columns.get(name, width) for name in names]
    beside = wanted.place_beside(found.heading)
    while batch := list(islice(found.rows, size)):
        texts = ["".join(cells) for cells in batch]
        is_long = sum(map(len, texts)) > _LONG
        if not is_long and beside is None and _are_plain(batch, texts, width):
            columns = [*zip(*batch, strict=True), [""] * len(batch)]
            yield [range(row, row + len(batch)), *(columns[place] for place in places)]
        else:
            picks = _one_by_one(
                zip(range(row, row + len(batch)), batch, texts, strict=True), wanted, names, places, beside
            )
            while rows := list(islice(picks, _AT_A_TIME if is_long else size)):
                yield list(zip(*rows, strict=True))
        row += len(batch)


def _are_plain(batch: Sequence[Sequence[str]], texts: Sequence[str], width: int) -> bool:
    """Whether rows, as most are, need no look at each: not blank, no cell missing, too long or escaped."""
    return (
        {len(cells) for cells in batch} == {width}
        and max(map(len, texts)) <= _LONGEST_CELL
        and all(map(str.strip, texts))
        and "'" not in "".join(texts)
    )


def _one_by_one(
    rows: Iterable[tuple[int, list[str], str]],
    wanted: Wanted,
    names: Sequence[str],
    places: Sequence[int],
    beside: int | None,
) -> Iterator[tuple[Any, ...]]:
    """Rows with their numbers and their whole text, row by row."""
    pick, filling = itemgetter(*places), [""] * (max(places) + 1)
    for row, cells, text in rows:
        if not text or text.isspace() or (beside is not None and _is_blank_but_for(beside, cells)):
            continue
        # Also one behind the last, for the columns that are not there.
        cells += filling[len(cells) :]
        values = pick(cells)
        if len(text) > _LONGEST_CELL:
            refuse_long_row(row, text)
            values = [_bounded(row, name, value, wanted) for name, value in zip(names, values, strict=True)]
        yield row, *(map(unescape, values) if "'" in text else values)


def refuse_long_row(row: int, text: str) -> None:
    """Raises `Refusal` for a row whose cells together are that text, if it is too long."""
    if len(text) > _LONGEST_ROW:
        raise Refusal("row_too_long", row=row, most=_LONGEST_ROW)


def _is_blank_but_for(place: int, cells: Sequence[str]) -> bool:
    """Whether a row that is not blank has nothing but what stands at that place, if anything does."""
    return bool("".join(cells[place : place + 1])) and not "".join([*cells[:place], *cells[place + 1 :]]).strip()


def _bounded(row: int, name: str, value: str, wanted: Wanted) -> str:
    if len(value) <= _LONGEST_CELL:
        return value
    if name == wanted.text:
        return value.strip()[:_LONGEST_TEXT]
    raise Refusal("cell_too_long", row=row, column=name, characters=len(value), most=_LONGEST_CELL)
