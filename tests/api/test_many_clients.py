"""Fifty clients at once for a minute, with the program's own defaults: nobody meets a 5xx, or a locked database."""

import threading
import time
from collections import Counter

import pytest

from tests.api.serving import Server, token_of
from tests.support.world import course, enrol, event, finished, learner, staff

CLIENTS = 50
SECONDS = 60


@pytest.fixture
def busy(site):
    """A site with learners and staff who each have a token, served as `milepost serve` does by itself."""
    with site.inside():
        safety, own = course("safety"), course("own")
        site.people = [learner(f"learner-{number:02}") for number in range(CLIENTS)]
        for each in site.people:
            event("course.completed", finished(each, safety))
            enrol(each, own)
        site.pages = [str(activity.uuid) for activity in own.activities.all()]
        site.managers = []
        for number in range(CLIENTS // 5):
            staff(f"grace-{number}")
            site.managers.append(token_of(site, f"grace-{number}"))
        site.tokens = [token_of(site, each.login_id) for each in site.people]
    site.server = Server(site)
    return site


class Client:
    """Somebody who asks one thing after another until the time is up; `answers` counts what came back."""

    def __init__(self, site, number, until):
        self.site, self.number, self._until = site, number, until
        self.answers, self.wrong = Counter(), []

    def ask(self, token, method, path, body=None, *, key=""):
        answer = self.site.server.ask(token, method, path, body, key=key)
        status = answer.status if answer else None
        self.answers[status] += 1
        if status is None or status >= 400:
            self.wrong.append((method, path, status, answer and answer.body))
        return answer.json if answer else {}

    def run(self):
        turn = 0
        while time.monotonic() < self._until:
            turn += 1
            (self.manage if self.number % 5 == 0 else self.learn)(turn)

    def learn(self, turn):
        """A learner opens a course, works, and looks how far that is."""
        token = self.site.tokens[self.number]
        self.ask(token, "POST", "/me/launches", {"course": "own"}, key=f"launch {turn}".replace(" ", "-"))
        for page in self.site.pages:
            self.ask(token, "POST", f"/me/activities/{page}/commit", {"status": "completed", "seconds": 1})
        self.ask(token, "GET", "/me/progress")

    def manage(self, turn):
        """Somebody resets a learner, looks at the result, and takes it back."""
        token, who = self.site.managers[self.number // 5], self.site.people[self.number].login_id
        body = {"kind": "reset", "learners": {"ids": [who]}, "content": [{"type": "course", "id": "safety"}]}
        for path, sent in (("/operations", body), ("/operations/{operation}/undo", {})):
            path = path.format(operation=self.operation) if sent == {} else path
            staged = self.ask(token, "POST", path, sent, key=f"stage-{turn}-{path[-8:]}")
            self.operation = staged["operation"]
            confirm = {"digest": staged["preview"]["digest"]}
            self.ask(token, "POST", f"/operations/{self.operation}/confirm", confirm)
            self.ask(token, "GET", f"/operations/{self.operation}/items")
        self.ask(token, "GET", "/operations")
        self.ask(token, "GET", f"/users/{who}/progress")


@pytest.mark.proof
def test_fifty_clients_for_a_minute(busy, proof_count, capsys):
    until = time.monotonic() + proof_count(SECONDS)
    clients = [Client(busy, number, until) for number in range(CLIENTS)]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = sum((client.answers for client in clients), Counter())
    with capsys.disabled():
        print(f"\n{answers.total()} answers in {proof_count(SECONDS)} s: {dict(answers)}")
    assert [wrong for client in clients for wrong in client.wrong] == []
    assert set(answers) == {200, 201}
    assert all(client.answers for client in clients)
    assert not any("locked" in line or "Traceback" in line for line in busy.server.said), busy.server.said
    busy.run("doctor", check=0)
