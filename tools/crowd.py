"""Many learners at once, each committing at a steady pace: what they are answered, and how long each answer takes.

Each learner has a thread of its own and reports at its own instants, spread over the pace; with a new connection each
time, since no server keeps one open for that long. What they send is made by `tools.crowding`.
"""

import http.client
import json
import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_TIMEOUT = 120  # seconds; whoever waits longer than that has lost the answer


@dataclass(slots=True)
class Request:
    """What one learner sends, again and again; `counted` names the field that holds the number of the request."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]
    counted: str = ""

    def written(self, number: int) -> bytes:
        """The body of the request with that number."""
        return json.dumps({**self.body, **({self.counted: str(number)} if self.counted else {})}).encode()


@dataclass(slots=True)
class Heard:
    """What a learner was answered: statuses and bodies in their order, and the seconds that each answer took.

    A status of 0 is an answer that never came; its body says why.
    """

    statuses: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)


def report(port: int, requests: Sequence[Request], *, every: float, seconds: float) -> list[Heard]:
    """Let each learner send its request every `every` seconds for `seconds`; what each was answered, in their order.

    Everybody sends at least once. A learner whose answer is late sends the next as soon as it has come.
    """
    shifts = random.Random(1).sample(range(len(requests)), len(requests))
    heard = [Heard() for _request in requests]
    begun = time.monotonic() + 1.0  # so that all threads are there
    threads = [
        threading.Thread(
            target=_send_all,
            args=(port, request, heard[at], begun + shifts[at] / len(requests) * every, every, seconds),
        )
        for at, request in enumerate(requests)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return heard


def _send_all(port: int, request: Request, heard: Heard, first: float, every: float, seconds: float) -> None:
    for number in range(1, max(1, round(seconds / every)) + 1):
        # This is the pace itself, not a wait for something to have happened.
        time.sleep(max(0.0, first + (number - 1) * every - time.monotonic()))
        sent = time.perf_counter()
        status, body = _send(port, request, number)
        heard.taken.append(time.perf_counter() - sent)
        heard.statuses.append(status)
        heard.bodies.append(body)


def _send(port: int, request: Request, number: int) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        connection.request("POST", request.path, request.written(number), dict(request.headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        return 0, repr(error).encode()
    finally:
        connection.close()
