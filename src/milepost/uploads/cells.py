"""Cells that a spreadsheet would run as a formula.

A cell that begins with = + - @, a tab or a carriage return is written with an apostrophe before it; one that comes
back so is read without it. What begins with apostrophes and then one of those gets one more, so nothing is lost.
"""

import re

# A quick look first: a file has millions of cells, and next to none that begins with one of these.
_STARTS = frozenset("'=+-@\t\r")
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def escape(cell: str) -> str:
    """The cell as it may stand in a file that a spreadsheet opens."""
    return f"'{cell}" if cell[:1] in _STARTS and _RISKY.match(cell) else cell


def escape_once(cell: str) -> str:
    """The same, whether or not the cell has been escaped already."""
    return escape(unescape(cell)) if cell[:1] in _STARTS else cell


def unescape(cell: str) -> str:
    """The cell as it was before `escape`."""
    return cell[1:] if cell[:1] == "'" and _ESCAPED.match(cell) else cell
