"""Cells of a spreadsheet as text, and as JSON can carry them."""

import datetime as dt
import math
from functools import lru_cache
from typing import Any

from milepost.uploads.parsing.found import Cell

_MOST_DIGITS = 1e16  # from here on Python too writes a power of ten; spreadsheets keep 15 digits


@lru_cache(10_000, typed=True)  # a sheet has few different days, scores and times
def text_of(value: Any) -> str:
    """What somebody would have written: 5 and not 5.0, TRUE, 2026-11-20, 1:30:00. Text is what it is."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return str(int(value)) if abs(value) < _MOST_DIGITS and value == int(value) else repr(value)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def letters(column: int) -> str:
    """The letters of a column, from 0: A, B, …, Z, AA."""
    found, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        found = chr(ord("A") + place) + found
    return found


def shown(cell: Cell) -> str:
    """A cell as it came through JSON (see `typed`), as text."""
    return cell[0] if isinstance(cell, list) else text_of(cell)


def typed(value: Any) -> Cell:
    """The value as JSON can carry it: numbers and truth stay what they are, days become a list with their text."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return [text_of(value)] if isinstance(value, dt.date) else text_of(value)
