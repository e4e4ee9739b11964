"""A running `milepost serve`, asked over real HTTP, and killed like a machine that loses its power."""

import http.client
import json
import re
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psutil

from milepost.people import tokens
from milepost.people.actors import system
from milepost.people.models import User
from tests.api.asking import ROOT, Answer
from tests.support.sites import Site

_PORT = re.compile(r"http://localhost:(\d+)")


class Server:
    """The server of a site. `ask` may be called from any thread."""

    def __init__(self, site: Site, *, workers: int = 2, **env: str) -> None:
        self._site, self._workers, self._env = site, workers, env
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        arguments = ("serve", "--port", "0", "--workers", str(self._workers))
        self._process = self._site.start(*arguments, env=self._env)
        said = _PORT.search(self._process.stderr.readline())
        assert said, self._process.communicate()
        self.port = int(said[1])
        self.said = self._site.overhear(self._process)

    def kill(self) -> None:
        """End all its processes at once, whatever they are doing."""
        processes = [psutil.Process(self._process.pid), *psutil.Process(self._process.pid).children(recursive=True)]
        for process in processes:
            process.kill()
        psutil.wait_procs(processes[1:], timeout=30)
        self._process.wait(timeout=30)

    def ask(self, token: str, method: str, path: str, body: Any = None, *, key: str = "") -> Answer | None:
        """The answer; None if the server went away instead. A body is sent as JSON."""
        written = None if body is None else json.dumps(body).encode()
        return self._send(token, method, path, written, "application/json", key)

    def send_file(
        self, token: str, path: str, fields: Mapping[str, str], name: str, text: str, *, key: str = ""
    ) -> Answer | None:
        """The answer to a form with a file, likewise."""
        boundary, lines = uuid.uuid4().hex, []
        for field, value in fields.items():
            lines += [f"--{boundary}", f'Content-Disposition: form-data; name="{field}"', "", value]
        lines += [f"--{boundary}", f'Content-Disposition: form-data; name="file"; filename="{name}"']
        lines += ["Content-Type: text/csv", "", text, f"--{boundary}--", ""]
        form = f"multipart/form-data; boundary={boundary}"
        return self._send(token, "POST", path, "\r\n".join(lines).encode(), form, key)

    def _send(
        self, token: str, method: str, path: str, body: bytes | None, content_type: str, key: str
    ) -> Answer | None:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type}
        if key:
            headers["Idempotency-Key"] = key
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, ROOT + path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read(), response.headers)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def token_of(site: Site, login_id: str) -> str:
    """A token that may all that its user's role may; made in `with site.inside():`."""
    user = User.objects.get(login_id=login_id)
    scopes = user.role.codes() if user.role else ()
    return tokens.issue(system("test"), user, scopes, "test")[1]


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """What the jobs return, all begun at the same instant, each in a thread of its own."""
    start, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int) -> None:
        start.wait()
        results[number] = jobs[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
