"""What a number format makes of a number (ECMA-376 part 1, sections 18.8.30 and 18.8.31)."""

import re

# The formats that a workbook need not describe, but for those of days and times, which are not read as numbers.
BUILT_IN = {
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "9": "0%",
    "10": "0.00%",
    "11": "0.00E+00",
    "12": "# ?/?",
    "13": "# ??/??",
    "48": "##0.0E+0",
    "49": "@",
    **dict.fromkeys(("5", "6", "7", "8", "37", "38", "39", "40", "41", "42", "43", "44"), "#,##0.00"),  # money
}
OTHERWISE = 1  # see `zeros`

# Text that is shown as it is; room as wide as a letter, and a letter that fills the cell; a language, and a colour.
_ASIDE = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[(?:\$-\w+|[a-z]+\d*)\]', re.DOTALL | re.IGNORECASE)
_TEXT = '"'
_TIME = re.compile(r"[dmyhs]", re.IGNORECASE)
_PLAIN = re.compile(r"general|@|#+|#*0", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,250}")


def is_percent(code: str) -> bool:
    """Whether it shows per cent, so that 0.85 reads 85 %. A per cent sign that is mere text does not do that."""
    return "%" in _bare(code)


def zeros(code: str) -> int:
    """What it makes of a whole number: 0, its digits; from 2 on, so many digits, filled up with zeros.

    Else `OTHERWISE`: something that is not just its digits, such as 12-345, 1,234, 5.00 or nothing at all. Days and
    times count as 0, since they are not read as numbers.
    """
    positive = _bare(code).partition(";")[0].strip()
    if not code or _PLAIN.fullmatch(positive) or _TIME.search(positive):
        return 0
    return len(positive) if _ZEROS.fullmatch(positive) else OTHERWISE


def _bare(code: str) -> str:
    """The format without what does not depend on the number: a quotation mark stands for what of that is seen."""
    return _ASIDE.sub(lambda aside: _TEXT if (aside[1] or aside[2] or "").strip() else "", code)
