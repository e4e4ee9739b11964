"""Chance that always falls the same way, and identifiers that belong to a moment."""

import datetime as dt
import random
import uuid

_SEED = "Nordwerk Training"


def chance(about: str) -> random.Random:
    """A source of chance for one thing. The same thing gets the same one every time, on every machine."""
    return random.Random(f"{_SEED}: {about}")  # noqa: S311 - invented people need no secret


def uuid_at(moment: dt.datetime, rng: random.Random) -> uuid.UUID:
    """A UUID version 7 (RFC 9562) as it would have been made at that moment; its random bits come from `rng`."""
    milliseconds = int(moment.timestamp() * 1000)
    value = milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return uuid.UUID(int=value)
