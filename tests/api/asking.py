"""Short words for tests that ask the API, within this process, with a real token."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.test import Client

from milepost.base.actor import Actor
from milepost.people import tokens
from milepost.people.actors import system
from milepost.people.models import User

ROOT = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Any

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)


class Asker:
    """Somebody with a token that may all that their role may."""

    def __init__(self, who: Actor | User, scopes: Collection[str] | None = None) -> None:
        user = who if isinstance(who, User) else User.objects.get(pk=who.user_id)
        if scopes is None:
            scopes = user.role.codes() if user.role else ()
        _, secret = tokens.issue(system("test"), user, scopes, "test")
        self._client = Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "", **query: Any) -> Answer:
        """The answer to a request; a body is sent as JSON. `key` is its idempotency key."""
        answer = self._client.generic(
            method,
            ROOT + path,
            b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            query_params=query,
            headers={"Idempotency-Key": key} if key else None,
        )
        return Answer(answer.status_code, answer.content, answer.headers)

    def get(self, path: str, **query: Any) -> Answer:
        return self.ask("GET", path, **query)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Answer:
        return self.ask("POST", path, body, key=key)

    def patch(self, path: str, body: Any) -> Answer:
        return self.ask("PATCH", path, body)

    def put(self, path: str, body: Any) -> Answer:
        return self.ask("PUT", path, body)

    def delete(self, path: str) -> Answer:
        return self.ask("DELETE", path)

    def every(self, path: str, **query: Any) -> list[Any]:
        """The items of all pages of a list."""
        items, cursor = [], {}
        while True:
            answer = self.get(path, **query, **cursor)
            assert answer.status == 200, answer.body
            items += answer.json["items"]
            if answer.json["next_cursor"] is None:
                return items
            cursor = {"cursor": answer.json["next_cursor"]}
