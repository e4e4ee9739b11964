"""Verifying: the chain of seals computed anew from every byte of every sealed event.

It names what contradicts the chain. What it cannot see is the end of the log cut off together with its seals, or a
chain that somebody has computed anew as a whole: for that a head is exported, kept elsewhere, and compared (head.py).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from milepost.base.sql import SqlFile
from milepost.ledger import chain, sealing
from milepost.ledger.findings import Finding
from milepost.ledger.head import Head
from milepost.ledger.reading import Cursor

SQL = SqlFile(__package__, "reading.sql", "verifying.sql")

# How many contradictions of a kind are named; the others are counted.
NAMED = 20
# How many seals, and about how many events, are looked at together.
_SEALS, _EVENTS = 200, 10_000
# What a sealed row holds before the event's own columns: seal, event, salt, digest, leaf.
_SEALED = 5

Row = Sequence[Any]


@dataclass(slots=True)
class Verdict:
    """What a verification came to.

    `head`: the end of the chain that was looked at. `broken`: up to `NAMED` contradictions of each kind; `counts`: how
    many of each there are. `unsealed`: how many events came after the newest seal.
    """

    head: Head
    broken: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    unsealed: int = 0

    @property
    def is_content(self) -> bool:
        """Whether the log is as it was sealed."""
        return not self.counts

    def add(self, finding: Finding) -> None:
        """Count a contradiction, and name it if there are few of its kind."""
        self.counts[finding.code] += 1
        if self.counts[finding.code] <= NAMED:
            self.broken.append(finding)


def verify(against: Head | None = None, on_progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Compute the chain anew over every sealed event; nothing is changed or locked, and memory does not grow.

    - `against`: a head that was exported earlier; the chain must contain it.
    - `on_progress` is told how many events have been looked at, and how many there are.

    Events that were not sealed yet are counted, not judged. Seals that are made meanwhile are not looked at.
    """
    head = Head.now()
    verdict = Verdict(head)
    for finding in _chain(head, against, on_progress or (lambda _done, _total: None)):
        verdict.add(finding)
    for finding in _beside_the_chain(head.last):
        verdict.add(finding)
    [(verdict.unsealed,)] = SQL.rows("unsealed", **head.last.params())
    return verdict


# --- the chain -----------------------------------------------------------------------------------
def _chain(head: Head, against: Head | None, on_progress: Callable[[int, int], None]) -> Iterator[Finding]:
    """Go from seal to seal, each computed from the one before as it stands: a broken one does not break the next."""
    before, expected, looked_at = chain.GENESIS, 1, 0
    compared = against is None or against.seal == 0
    for seals, events in _stretches(head.seal):
        for seal in seals:
            number, hashed = seal[0], bytes(seal[-1])
            is_next = number == expected
            if not is_next:
                yield Finding.of_seal("seal_missing", expected)
            yield from _stretch(seal, before if is_next else None, events.get(number, []))
            if against is not None and number == against.seal:
                compared = hashed == against.hash
            before, expected = hashed, number + 1
            looked_at += len(events.get(number, []))
        on_progress(min(looked_at, head.events), head.events)
    if not compared and against is not None:
        yield Finding.of_head("other_head" if against.seal < expected else "cut_off", against, head)


def _stretches(newest: int) -> Iterator[tuple[list[Row], dict[int, list[Row]]]]:
    """Some seals at a time, with the events of each by its number."""
    after = 0
    while seals := _few(SQL.rows("seals", after=after, newest=newest, limit=_SEALS)):
        until = seals[-1][0]
        rows = SQL.rows("sealed_events", after=after, until=until)
        yield seals, {number: list(events) for number, events in groupby(rows, key=itemgetter(0))}
        after = until


def _few(seals: list[tuple[Any, ...]]) -> list[Row]:
    """So many of the seals, at least one, that their events can stand in memory."""
    taken: list[Row] = []
    events = 0
    for seal in seals:
        events += seal[1]
        if taken and events > _EVENTS:
            break
        taken.append(seal)
    return taken


def _stretch(seal: Row, before: bytes | None, events: list[Row]) -> Iterator[Finding]:
    """What contradicts one seal: an event, or, where no event can be named, the whole stretch."""
    *header, hashed = seal
    leaves, named = [], False
    for row in events:
        finding, leaf = _event(row)
        leaves.append(leaf)
        if finding is not None:
            named = True
            yield finding
    if named or before is None:
        return
    if len(events) != seal[1] or chain.seal(before, header, leaves) != bytes(hashed):
        yield Finding.of_seal("seal_broken", seal[0])


def _event(row: Row) -> tuple[Finding | None, bytes]:
    """What contradicts one sealed event, and its leaf as it is now."""
    number, sealed_id, salt, digest, leaf = row[:_SEALED]
    event = row[_SEALED:]
    if event[0] is None:
        return Finding("event_missing", sealed_id, None, number), bytes(leaf)
    kind = str(chain.text(event[chain.FIXED]))
    found = bytes(digest) if salt is None else chain.digest(bytes(salt), event)
    now = chain.leaf(found, event)
    # Without a salt nobody can tell what the event said; that it says nothing any more can be seen.
    is_as_sealed = now == bytes(leaf) and found == bytes(digest) and (salt is not None or chain.is_redacted(event))
    return (None if is_as_sealed else Finding("event_changed", event[0], kind, number)), now


# --- what the chain does not show ----------------------------------------------------------------
def _beside_the_chain(last: Cursor) -> Iterator[Finding]:
    """Events at a place that is sealed already, digests without their seal, redactions that no erase accounts for."""
    for key, kind in SQL.rows("inserted", **last.params()):
        yield Finding("event_inserted", key, str(chain.text(kind)))
    for seal, _events in SQL.rows("without_seal"):
        yield Finding.of_seal("seal_missing", seal)
    for key, kind in SQL.rows("redacted_without_erase"):
        yield Finding("redacted_without_erase", key, str(chain.text(kind)))
    for key, said, seen in SQL.rows("miscounted_erases"):
        yield Finding("erase_miscounted", key, "progress.erased", numbers={"said": int(said), "seen": int(seen)})


def seal_what_is_new(verdict: Verdict) -> int:
    """Let the chain move on, if it is whole; returns how many events were sealed."""
    return sealing.seal_pending() if verdict.is_content else 0
