"""What a verification can find, in words."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from milepost.ledger.head import Head

SENTENCES: dict[str, Promise] = {
    "event_changed": _("Event %(event)s (%(kind)s) is not as it was sealed."),
    "event_missing": _("Event %(event)s was sealed and is not there any more."),
    "event_inserted": _("Event %(event)s (%(kind)s) stands among sealed events and was not sealed with them."),
    "redacted_without_erase": _("Event %(event)s (%(kind)s) was redacted, and there is no erase that did it."),
    "erase_miscounted": _(
        "Event %(event)s (%(kind)s) says that %(said)s events were redacted by its erase; there are %(seen)s."
    ),
    "seal_missing": _("Seal %(seal)s is not there any more."),
    "seal_broken": _("Seal %(seal)s is not what it and its events give: it, or what it covers, was changed."),
    "other_head": _(
        "Seal %(seal)s has another hash than in the exported head: the log was replaced up to event %(event)s."
    ),
    "cut_off": _(
        "The exported head is seal %(seal)s, with event %(event)s as the last; the log is sealed up to event %(now)s "
        "only: its end was removed."
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction: its code, the event (id and kind) or the seal that it is about, and further numbers."""

    code: str
    event: int | None = None
    kind: str | None = None
    seal: int | None = None
    numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of_seal(cls, code: str, seal: int) -> Self:
        """Something about a whole stretch."""
        return cls(code, seal=seal)

    @classmethod
    def of_head(cls, code: str, exported: "Head", now: "Head") -> Self:
        """A chain that does not contain the head that was exported."""
        return cls(code, event=exported.last.id, seal=exported.seal, numbers={"now": now.last.id})

    @property
    def sentence(self) -> str:
        """What is wrong, for people."""
        return str(SENTENCES[self.code]) % {"event": self.event, "kind": self.kind, "seal": self.seal, **self.numbers}

    def as_data(self) -> dict[str, Any]:
        """The contradiction as `--json` shows it."""
        return {
            "code": self.code,
            "event": self.event,
            "kind": self.kind,
            "seal": self.seal,
            "detail": self.sentence,
        }
