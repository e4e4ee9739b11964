"""What a seal is computed from, byte by byte. The same on both databases: a backup can move from one to the other.

All hashes are SHA-256; `||` puts bytes together; lists are JSON without spaces, in ASCII; moments are microseconds
since 1970 in UTC (docs/decisions/0009-the-sealed-ledger.md).

    digest = hash(salt || [kind, occurred_at, recorded_at, data, erased_by_operation])
    leaf   = hash(digest || [id, tx, epoch, operation, user, course, activity, program, record])
    seal   = hash(seal before || [number, events, epoch, tx, id, sealed_at] || leaf || leaf …)
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

# What comes before the first seal.
GENESIS = bytes(32)
SALT_SIZE = 16
# How many of the columns of an exact row (`exact_columns` in reading.sql) stay for ever; the others can be erased.
FIXED = 9

Row = Sequence[Any]

# `repr`: what cannot be in a column of ours, and is in it, makes another hash instead of an error.
_ENCODER = json.JSONEncoder(separators=(",", ":"), default=repr)
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - SQLite stores moments without a zone, in UTC
_MICROSECOND = dt.timedelta(microseconds=1)


def digest(salt: bytes, row: Row) -> bytes:
    """The fingerprint of what an erase may take from an event. Without the salt nothing can be guessed from it."""
    return sha256(salt + _json(_erasable(*row[FIXED:]))).digest()


def leaf(of_digest: bytes, row: Row) -> bytes:
    """The fingerprint of a whole event, from that of its erasable columns and its fixed ones."""
    key, tx, *others = row[:FIXED]
    return sha256(of_digest + _json([key, _number(tx), *others])).digest()


def seal(before: bytes, header: Sequence[Any], leaves: Iterable[bytes]) -> bytes:
    """The hash of a stretch. `header`: number, events, epoch, tx, id and moment of the seal, as they are stored."""
    number, events, epoch, tx, last, sealed_at = header
    hashed = sha256(before + _json([number, events, epoch, _number(tx), last, moment(sealed_at)]))
    for each in leaves:
        hashed.update(each)
    return hashed.digest()


def is_redacted(row: Row) -> bool:
    """Whether an event has the form that an erase leaves behind."""
    kind, occurred_at, _recorded_at, data, erased_by_operation = row[FIXED:]
    return (text(kind), occurred_at, text(data)) == ("erased", None, "{}") and erased_by_operation is not None


def text(value: Any) -> Any:
    """A text as it is stored: SQLite hands over its bytes, of which any may be there."""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def moment(value: Any) -> Any:
    """A stored moment as microseconds: PostgreSQL's number, SQLite's text, or what a seal is about to store."""
    if isinstance(value, dt.datetime):
        return _microseconds(value.astimezone(dt.UTC).replace(tzinfo=None))
    return _parsed(value) if isinstance(value, bytes) else value


@lru_cache(maxsize=4096)  # the events of a command have one moment
def _parsed(value: bytes) -> int | str:
    """A moment as SQLite stores it.

    A text that Milepost would have written differently is no moment and stays the text that it is: where it was put in
    the place of one, the hash shows it.
    """
    written = str(text(value))
    try:
        parsed = dt.datetime.fromisoformat(written)
    except ValueError:
        return written
    is_ours = parsed.tzinfo is None and str(parsed) == written
    return _microseconds(parsed) if is_ours else written


def _microseconds(moment_in_utc: dt.datetime) -> int:
    return (moment_in_utc - _EPOCH) // _MICROSECOND


def _erasable(kind: Any, occurred_at: Any, recorded_at: Any, data: Any, erased_by_operation: Any) -> list[Any]:
    return [text(kind), moment(occurred_at), moment(recorded_at), text(data), erased_by_operation]


def _number(value: Any) -> Any:
    """A transaction's number, which is read as text."""
    return int(value) if isinstance(value, str) and value.isdecimal() and value.isascii() else value


def _json(values: list[Any]) -> bytes:
    return _ENCODER.encode(values).encode("ascii")
