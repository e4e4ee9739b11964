"""Cells that a spreadsheet would run as a formula.

A cell that begins with = + - @, a tab or a carriage return is written with an apostrophe before it; one that comes
back so is read without it. What begins with apostrophes and then one of those gets one more, so nothing is lost.
"""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def escape(cell: str) -> str:
    """The cell as it may stand in a file that a spreadsheet opens."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unescape(cell: str) -> str:
    """The cell as it was before `escape`."""
    return cell[1:] if _ESCAPED.match(cell) else cell
