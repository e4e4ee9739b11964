"""The queue: it wakes workers up, and that is all it does.

What is to be done stands in the tables. So a queue that is lost, or cannot be reached, costs nothing but the seconds
until the next sweep, and a message that comes twice or too late does no harm.
"""

import json
from pathlib import Path

from django.conf import settings
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey  # type: ignore[import-untyped]
from huey.registry import Message  # type: ignore[import-untyped]
from huey.serializer import Serializer  # type: ignore[import-untyped]
from huey.storage import BaseSqlStorage, SqliteStorage  # type: ignore[import-untyped]

NAME = "milepost"


class _Plain(Serializer):  # type: ignore[misc]
    """Messages as JSON. With huey's pickle, whoever can write into the queue could run any code in a worker."""

    def serialize(self, data: Message) -> bytes:
        """A message as bytes."""
        return json.dumps(data).encode()

    def deserialize(self, data: bytes) -> Message:
        """The message again."""
        return Message(*json.loads(bytes(data)))


def queue_at(url: str) -> Huey:
    """The queue with that address (MILEPOST_QUEUE_URL). Connects to nothing yet."""
    scheme, _, path = url.partition("://")
    options = {"results": False, "serializer": _Plain()}
    if scheme == "sqlite":
        return SqliteHuey(NAME, filename=path.removeprefix("/"), create_tables=False, **options)
    if scheme in ("redis", "rediss"):
        return RedisHuey(NAME, url=url, **options)
    return PostgresHuey(NAME, dsn=url, create_tables=False, **options)


def prepare() -> None:
    """Make what the queue lives in (file, tables) unless it is there; a file that was deleted is made anew."""
    storage = QUEUE.storage
    if isinstance(storage, SqliteStorage):
        Path(storage.filename).parent.mkdir(parents=True, exist_ok=True)
    if isinstance(storage, BaseSqlStorage):
        storage.initialize_schema()


QUEUE = queue_at(settings.QUEUE_URL)
