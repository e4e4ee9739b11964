"""Columns whose names stand in lists: what is written in many rows is handed over once."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

# Names that are remembered, of one kind; each is short (picking.py).
_REMEMBERED = 1 << 16


class _Places(dict[Hashable, int]):
    """The place of each name, in the order in which they come; `new` are those that nobody has been told of.

    Of too many it forgets all: a name then gets another place when it comes again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.new: list[Hashable] = []
        self._count = 0

    def __missing__(self, name: Hashable) -> int:
        if len(self) == _REMEMBERED:
            self.clear()
        place = self[name] = self._count
        self._count += 1
        self.new.append(name)
        return place


def named(batches: Iterable[Sequence[Sequence[Any]]], widths: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Batches of columns as `{"columns": […]}`, each behind the names that are new in it.

    The first column holds the numbers of the rows. Names are made of the cells of the next ones, `widths` of them
    each, and told as `{"kind": 0, "names": […]}`, by the place of their kind in `widths`. In their stead the batch has
    a column with the place of each row's name among those of its kind, from 0.
    """
    kinds = [_Places() for _width in widths]
    for numbers, *columns in batches:
        places = []
        for kind, width in zip(kinds, widths, strict=True):
            cells, columns = columns[:width], columns[width:]
            names = cells[0] if width == 1 else zip(*cells, strict=True)
            places.append(list(map(kind.__getitem__, names)))
        for number, kind in enumerate(kinds):
            if kind.new:
                yield {"kind": number, "names": kind.new}
                kind.new = []
        yield {"columns": [list(numbers), *places, *columns]}
