"""Identifiers that the outside sees."""

import uuid

import uuid6


def new_uuid() -> uuid.UUID:
    """A new UUID, version 7 (RFC 9562): in order of time, so that indexes grow at one end."""
    return uuid.UUID(bytes=uuid6.uuid7().bytes)


def parse_uuid(text: str) -> uuid.UUID | None:
    """The UUID that a text spells in its usual form of 36 characters, else None.

    Stricter than `uuid.UUID`, which also takes braces, URNs and bare hexadecimal digits: a login id of 32 digits is
    a login id.
    """
    if len(text) != 36 or text[8] != "-":
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
