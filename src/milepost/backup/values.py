r"""The text form of a value: PostgreSQL's COPY text format, with one spelling for each value.

A row is a line of cells, separated by tabs; nothing is `\N`, so that an empty text stays one. PostgreSQL reads and
writes these lines by itself (COPY). This module does it for SQLite, from and to what stands in SQLite's own columns.

| kind | in the file | in SQLite |
| --- | --- | --- |
| integer | `17` | the number |
| float | `87.5`, the shortest digits that give the same 64 bits | the number |
| boolean | `t`, `f` | 1, 0 |
| text | itself; backslash, tab, line ends escaped by a backslash | itself |
| timestamp | `2026-03-01 09:00:00.25+00`, always UTC | `2026-03-01 09:00:00.250000` |
| date | `2026-03-01` | itself |
| uuid | `0190163d-8694-739b-aea5-966c26f8ad91` | 32 digits without dashes |
| bytes | `\\x00ff` | a blob |
| json | the text that PostgreSQL makes of it: shorter keys first, `{"a": 1, "bb": []}` | text, keys in any order |
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

NOTHING = "\\N"
Coder = Callable[[Any], Any]

_ESCAPES = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
_ESCAPE = str.maketrans(_ESCAPES)
_TO_ESCAPE = re.compile(r"[\\\x08-\x0d]")
_UNESCAPE = {escaped[1]: plain for plain, escaped in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d{1,6}))?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{32}")
# Between these powers of ten PostgreSQL writes a float without an exponent.
_SMALLEST_PLAIN, _LARGEST_PLAIN = -4, 14


def encode_row(row: Sequence[Any], encoders: Sequence[Coder]) -> str:
    """A row of SQLite's as a line, without its end. Raises `ValueError` for a value that is not of its kind."""
    cells = [NOTHING if value is None else encode(value) for value, encode in zip(row, encoders, strict=True)]
    return "\t".join(cells)


def decode_row(line: str, decoders: Sequence[Coder]) -> list[Any]:
    """A line, without its end, as SQLite stores its values. Raises `ValueError` for a cell that is not of its kind."""
    return [None if cell == NOTHING else decode(cell) for cell, decode in zip(line.split("\t"), decoders, strict=True)]


# --- each kind -----------------------------------------------------------------------------------
def _encode_integer(value: Any) -> str:
    if type(value) is not int:
        raise ValueError(f"{value!r} is no integer")
    return str(value)


def _encode_boolean(value: Any) -> str:
    if value not in (0, 1):
        raise ValueError(f"{value!r} is neither true nor false")
    return "t" if value else "f"


def _decode_boolean(cell: str) -> int:
    if cell not in ("t", "f"):
        raise ValueError(f"{cell!r} is neither true nor false")
    return int(cell == "t")


def _encode_float(value: Any) -> str:
    if not isinstance(value, int | float):
        raise ValueError(f"{value!r} is no number")
    return float_text(float(value))


def float_text(value: float) -> str:
    """A float as PostgreSQL spells it: 100, 87.5, 1e+20, -0. Python's shortest digits are the same number."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "-Infinity" if value < 0 else "Infinity"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    power = len(digits) - 1 + int(exponent)
    minus = "-" if sign else ""
    if value == 0:
        return f"{minus}0"
    if _SMALLEST_PLAIN <= power <= _LARGEST_PLAIN:
        return f"{minus}{abs(Decimal(repr(value)).normalize()):f}"
    first, rest = digits[0], "".join(map(str, digits[1:]))
    return f"{minus}{first}{'.' if rest else ''}{rest}e{power:+03d}"


def _decode_float(cell: str) -> float:
    value = float(cell)
    if math.isnan(value):  # SQLite would store nothing instead, and say nothing
        raise ValueError("SQLite has no NaN")
    return value


def _encode_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value.translate(_ESCAPE) if _TO_ESCAPE.search(value) else value


def _decode_text(cell: str) -> str:
    return _ESCAPED.sub(_unescaped, cell) if "\\" in cell else cell


def _unescaped(found: re.Match[str]) -> str:
    try:
        return _UNESCAPE[found[1]]
    except KeyError:
        raise ValueError(f"“{found[0]}” is no escape") from None


def _encode_timestamp(value: Any) -> str:
    found = _MOMENT.fullmatch(str(value))
    if found is None:
        raise ValueError(f"{value!r} is no moment")
    fraction = (found[2] or "").rstrip("0")
    return f"{found[1]}.{fraction}+00" if fraction else f"{found[1]}+00"


def _decode_timestamp(cell: str) -> str:
    moment, plus, _ = cell.partition("+00")
    found = _MOMENT.fullmatch(moment)
    if found is None or not plus or cell != f"{moment}+00":
        raise ValueError(f"{cell!r} is no moment")
    return f"{found[1]}.{found[2]:0<6}" if found[2] else found[1]


def _date(value: Any) -> str:
    if _DATE.fullmatch(str(value)) is None:
        raise ValueError(f"{value!r} is no date")
    return str(value)


def _encode_uuid(value: Any) -> str:
    if _UUID.fullmatch(str(value)) is None:
        raise ValueError(f"{value!r} is no UUID")
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def _decode_uuid(cell: str) -> str:
    digits = cell.replace("-", "")
    if _UUID.fullmatch(digits) is None or _encode_uuid(digits) != cell:
        raise ValueError(f"{cell!r} is no UUID")
    return digits


def _encode_bytes(value: Any) -> str:
    if not isinstance(value, bytes):
        raise ValueError(f"{value!r} is no blob")
    return f"\\\\x{value.hex()}"


def _decode_bytes(cell: str) -> bytes:
    if not cell.startswith("\\\\x"):
        raise ValueError(f"{cell!r} is no blob")
    return bytes.fromhex(cell[3:])


def _encode_json(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no JSON")
    try:
        read = json.loads(value, parse_float=Decimal, parse_constant=Decimal)
    except ValueError as error:
        raise ValueError(f"{value!r} is no JSON") from error
    return _encode_text(json_text(read))


def json_text(value: Any) -> str:
    """JSON as PostgreSQL spells it: shorter keys first, numbers without an exponent."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no number of JSON")
        return f"{value if value else abs(value):f}"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{json_text(key)}: {json_text(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _decode_json(cell: str) -> str:
    text = _decode_text(cell)
    json.loads(text)
    return text


ENCODERS: dict[str, Coder] = {
    "integer": _encode_integer,
    "float": _encode_float,
    "boolean": _encode_boolean,
    "text": _encode_text,
    "timestamp": _encode_timestamp,
    "date": _date,
    "uuid": _encode_uuid,
    "bytes": _encode_bytes,
    "json": _encode_json,
}
DECODERS: dict[str, Coder] = {
    "integer": int,
    "float": _decode_float,
    "boolean": _decode_boolean,
    "text": _decode_text,
    "timestamp": _decode_timestamp,
    "date": _date,
    "uuid": _decode_uuid,
    "bytes": _decode_bytes,
    "json": _decode_json,
}
