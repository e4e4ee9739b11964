"""Lists page by page, by the key of the last row seen.

What comes and goes meanwhile shifts nothing, and the thousandth page costs as much as the first.

A cursor is the place of the last row: the whole numbers of its key, in base 16, joined by dots. Whatever fits the
pattern is a place, so there is nothing to forge and nothing to sign: what a reader may see is decided by the query,
not by the place where it goes on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from milepost.api.fields import BIGGEST_ID
from milepost.base.shapes import WHOLE_NUMBER

T = TypeVar("T")
S = TypeVar("S")
M = TypeVar("M", bound=Model)


def _digits(value: Any) -> Any:
    """`5`, and not ` 5`, `5.0` or `0_5`, which `int` would take too."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise PydanticCustomError(WHOLE_NUMBER, "no whole number")
    return value


# In a view: `cursor: Cursor = None, limit: Limit = PAGE`.
Cursor = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,16}(\.[0-9a-f]{1,16}){0,2}$")] | None,
    Field(description="`next_cursor` of the page before; without it the list begins."),
]
Limit = Annotated[int, Field(ge=1, le=200, description="How many at most."), BeforeValidator(_digits)]
PAGE = 50


class Page(Schema, Generic[T]):
    """One page of a list."""

    items: list[T]
    next_cursor: str | None = Field(description="For the next page; null on the last one.")


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """The rows of one page, and where the next one begins."""

    items: list[T]
    next_cursor: str | None

    def shown(self, show: Callable[[T], S]) -> Page[S]:
        """The page as it is answered, each row through `show`."""
        return Page[Any](items=[show(item) for item in self.items], next_cursor=self.next_cursor)


def page(queryset: "QuerySet[M]", *, cursor: str | None, limit: int, key: Sequence[str] = ("pk",)) -> "Rows[M]":
    """The next `limit` rows of a query, in one statement.

    `key` are fields that hold whole numbers and together are unique; all of them with "-" before for the newest
    first. The query is ordered by it here.
    """
    names = [name.removeprefix("-") for name in key]
    after = place(cursor, len(names))
    if after is not None:
        queryset = queryset.filter(_beyond(names, after, "lt" if key[0].startswith("-") else "gt"))
    rows = list(queryset.order_by(*key)[: limit + 1])
    return cut(rows, limit, lambda row: tuple(getattr(row, name) for name in names))


def place(cursor: str | None, parts: int = 1) -> tuple[int, ...] | None:
    """The numbers in a cursor, always as many as the key has; None without a cursor."""
    if cursor is None:
        return None
    numbers = [min(int(part, 16), BIGGEST_ID) for part in cursor.split(".")][:parts]
    return (*numbers, *[0] * (parts - len(numbers)))


def cut(rows: Sequence[T], limit: int, key: Callable[[T], tuple[int, ...]]) -> Rows[T]:
    """A page of rows that were read with one more than `limit`, if there was one more."""
    items = list(rows[:limit])
    more = len(rows) > limit
    return Rows(items, written(key(items[-1])) if more else None)


def written(numbers: Sequence[int]) -> str:
    """Numbers from 0 up as a cursor."""
    return ".".join(f"{number:x}" for number in numbers)


def _beyond(names: Sequence[str], after: Sequence[int], comparison: str) -> Q:
    """Beyond a place in the order of several fields: a > 1 OR (a = 1 AND b > 2)."""
    condition = Q()
    for index, name in enumerate(names):
        same = Q(**dict(zip(names[:index], after[:index], strict=True)))
        condition |= same & Q(**{f"{name}__{comparison}": after[index]})
    return condition
