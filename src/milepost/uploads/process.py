"""The process that reads a file, from the side of whoever waits for it (`milepost.uploads.parsing`)."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from milepost.uploads.parsing.refusal import Refusal

log = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-P", "-m", "milepost.uploads.parsing")
# Which modules it finds, and nothing of what only this process should know.
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
_TOLD = 4_000
_OUT_OF_MEMORY = ("memory", "capacity overflow")


@contextmanager
def answers(file: IO[bytes], request: Mapping[str, Any]) -> Iterator[Iterator[Any]]:
    """What the process says about a file, message by message, until it has said that it is at the end.

    The process ends with the block. Raises `Refusal` from the iterator, also where the process dies: of the memory or
    the time that it may take, or of a file that the library cannot cope with.
    """
    with (
        tempfile.TemporaryFile() as last_words,
        subprocess.Popen(  # noqa: S603 - our own module
            [*_COMMAND, json.dumps(request)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=last_words,
            env=_environment(),
        ) as process,
    ):
        try:
            yield _messages(process, last_words)
        finally:
            process.kill()


def _environment() -> dict[str, str]:
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _messages(process: subprocess.Popen[bytes], last_words: IO[bytes]) -> Iterator[Any]:
    assert process.stdout is not None
    for line in process.stdout:
        if not line.endswith(b"\n"):
            break  # it died while it spoke
        message = json.loads(line)
        if isinstance(message, dict) and "refused" in message:
            raise Refusal(message["refused"], **message["details"])
        if isinstance(message, dict) and "end" in message:
            return
        yield message
    raise _cause_of_death(process.wait(), last_words)


def _cause_of_death(status: int, last_words: IO[bytes]) -> Refusal:
    """What to tell about a process that has ended before it was done."""
    last_words.seek(0)
    words = last_words.read(_TOLD).decode(errors="replace")
    if status == -signal.SIGXCPU:
        return Refusal("time")
    if status == -signal.SIGKILL or any(sign in words.lower() for sign in _OUT_OF_MEMORY):
        return Refusal("memory")
    log.warning("reading an uploaded file ended with status %s: %s", status, words.strip())
    return Refusal("broken")
