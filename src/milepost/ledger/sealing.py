"""Sealing: each next stretch of the ledger becomes a link of a chain of hashes.

Whoever changes, removes or inserts an event afterwards, by whatever means, breaks the chain (verifying.py).
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction

from milepost.base import clock
from milepost.base.sql import SqlFile, load_rows
from milepost.ledger import chain
from milepost.ledger.reading import START, Cursor

SQL = SqlFile(__package__, "reading.sql", "sealing.sql")

# How many events a seal covers at most. SQLite lets nobody else write while a stretch is hashed: some 20 ms.
STRETCH = 1_000
_COLUMNS = ("event_id", "seal_id", "salt", "digest", "leaf")
_LOCKED = "55P03"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Link:
    """The newest seal: its number, its hash, and the last event that it covers. Number 0 comes before the first."""

    number: int = 0
    hash: bytes = chain.GENESIS
    last: Cursor = START


def newest() -> Link:
    """The end of the chain."""
    row = SQL.row("newest")
    if row is None:
        return Link()
    number, hashed, epoch, tx, last = row
    return Link(number, bytes(hashed), Cursor(epoch, int(tx), last))


def seal_pending() -> int:
    """Seal every event that no earlier one can precede any more; returns how many.

    Safe in several processes at once: of two that seal the same stretch one wins, and the other leaves the rest to it.
    An event that an erase is just redacting is left, with what follows it, for the next call.
    """
    sealed = 0
    while SQL.row("is_pending", limit=1, **newest().last.params()):
        try:
            count = _seal_next()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _LOCKED:
                raise
            log.info("an erase is under way; the next call goes on sealing")
            break
        if count == 0:
            break
        sealed += count
    return sealed


def _seal_next() -> int:
    """Seal one stretch in one transaction; how many events, 0 if somebody else was faster."""
    with transaction.atomic():
        before = newest()
        rows = SQL.rows("take", limit=STRETCH, **before.last.params())
        if not rows:
            return 0
        number, now, parts = before.number + 1, clock.now(), [_part(row) for row in rows]
        last = _place(rows[-1])
        header = (number, len(rows), last.epoch, last.tx, last.id, now)
        hashed = chain.seal(before.hash, header, (leaf for *_, leaf in parts))
        if SQL.execute("add", number=number, events=len(rows), now=now, hash=hashed, **last.params()) != 1:
            return 0
        sealed = ((row[0], number, *part) for row, part in zip(rows, parts, strict=True))
        return load_rows("ledger_seal_event", _COLUMNS, sealed)


def _part(row: Sequence[Any]) -> tuple[bytes, bytes, bytes]:
    """Salt, digest and leaf of an event."""
    salt = os.urandom(chain.SALT_SIZE)
    digest = chain.digest(salt, row)
    return salt, digest, chain.leaf(digest, row)


def _place(row: Sequence[Any]) -> Cursor:
    key, tx, epoch, *_ = row
    return Cursor(epoch, int(tx), key)
