"""The head of the chain: one number and one hash that stand for everything sealed so far.

Exported and kept where nobody who can write into the database can write, it shows later that nothing of it has been
cut off or replaced.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.base.sql import SqlFile
from milepost.ledger import chain
from milepost.ledger.reading import START, Cursor

SQL = SqlFile(__package__, "reading.sql", "verifying.sql")


@dataclass(frozen=True, slots=True)
class Head:
    """A seal by its number and hash; how many events it and those before it cover, and which is the last of them."""

    seal: int = 0
    hash: bytes = chain.GENESIS
    events: int = 0
    last: Cursor = START

    @classmethod
    def now(cls) -> Self:
        """The newest seal of the database; before the first one a head of number 0."""
        row = SQL.row("head")
        if row is None:
            return cls()
        number, hashed, epoch, tx, last, events = row
        return cls(number, bytes(hashed), int(events), Cursor(epoch, int(tx), last))

    def as_data(self) -> dict[str, Any]:
        """The head as its file and `--json` show it."""
        last = {"epoch": self.last.epoch, "tx": self.last.tx, "id": self.last.id}
        return {"seal": self.seal, "hash": self.hash.hex(), "events": self.events, "last": last}

    def write(self, file: Path) -> None:
        """Export it. Raises `Refused` when the file cannot be written."""
        try:
            file.write_text(json.dumps(self.as_data(), indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise Refused(
                _("The file %(file)s cannot be written: %(reason)s") % {"file": file, "reason": error.strerror}
            ) from error

    @classmethod
    def read(cls, file: Path) -> Self:
        """A head that was exported. Raises `Refused` when the file is none."""
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            last = Cursor(int(data["last"]["epoch"]), int(data["last"]["tx"]), int(data["last"]["id"]))
            return cls(int(data["seal"]), bytes.fromhex(data["hash"]), int(data["events"]), last)
        except OSError as error:
            raise Refused(
                _("The file %(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                _("The file %(file)s is not a head that `milepost verify-log` has written.") % {"file": file}
            ) from error
