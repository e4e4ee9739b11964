"""Following the ledger: events in an order in which none comes late.

Ids are handed out before their transactions commit, so a reader that remembers the newest id it has seen passes over
whatever commits later with an older one. A cursor of (epoch, tx, id) passes over nothing: on PostgreSQL only events of
transactions are read that began before the oldest one still running, so no earlier event can come any more. SQLite has
one writer at a time and hands out ids in the order of commits.
"""

from dataclasses import dataclass
from typing import Any, Self

from milepost.base.sql import SqlFile, adapt
from milepost.ledger.models import Event

SQL = SqlFile(__package__, "reading.sql")


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the ledger: the last event that a reader has seen. Cursors compare as their events follow."""

    epoch: int = 0
    tx: int = 0
    id: int = 0

    @classmethod
    def of(cls, event: Event) -> Self:
        """The place of an event."""
        return cls(event.epoch, event.tx, event.id)

    def params(self) -> dict[str, Any]:
        """The cursor as the fragment `after_cursor` wants it."""
        return {"epoch": self.epoch, "tx": str(self.tx), "id": self.id}


START = Cursor()


def read(after: Cursor, limit: int) -> list[Event]:
    """The next events after a cursor, up to `limit`, in their order; empty when there is none that is certain yet.

    Whoever goes on from `Cursor.of` the last one misses none and sees none twice, whatever commits meanwhile. An event
    waits here until every transaction that was running when it was written has ended.
    """
    return list(Event.objects.raw(SQL.text("read"), adapt({"limit": limit, **after.params()})))
