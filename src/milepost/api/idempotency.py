"""`Idempotency-Key`: the same POST twice is done once and answered twice alike.

A key belongs to a user and is kept for seven days. Its answer is given to whoever may do what the first one might, and
no more or less: else the key counts as used for another request. There are two kinds of calls
(docs/decisions/0018-the-api.md):

- Most do what they do in one transaction. Key, effect and answer are written in that same transaction, so after a
  crash either all of it is there or nothing, and a second request at the same instant waits for the first.
- Some go on after a commit, as confirming does, and are told from their state what is still to do (`by_state`). Their
  key is written before and the answer after; in between a second request goes on where the first one stands.

An error is not kept: nothing happened, and the same key may be used for the corrected request.
"""

import datetime as dt
import functools
import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.operation import Operation as Call

from milepost.api import limits, problems
from milepost.api.auth import TOKEN
from milepost.api.models import KEY
from milepost.base import clock
from milepost.base.actor import Actor
from milepost.base.errors import MilepostError
from milepost.base.sql import SqlFile
from milepost.progress.api import Operation
from milepost.progress.participants import Participant

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
PATTERN = rf"^[\x21-\x7e]{{1,{KEY}}}$"
KEPT = dt.timedelta(days=7)
SQL = SqlFile(__package__, "idempotency.sql")

# How often old keys are cleared away: by each process that is sent one, and by the workers where nobody sends any.
CLEARED_EVERY = dt.timedelta(hours=1)
_last_cleared: dt.datetime | None = None
_BY_STATE = "_milepost_by_state"
_ABOUT = "_milepost_about"

View = TypeVar("View", bound=Callable[..., Any])
Run = Callable[..., HttpResponse]


def by_state(view: View) -> View:
    """Mark a view that is not one transaction, and that may be called again at any point: it goes on from there."""
    setattr(view, _BY_STATE, True)
    return view


def about(request: HttpRequest, operation: uuid.UUID) -> None:
    """Say which operation the answer to a request speaks of, so that what is erased there is erased here too."""
    setattr(request, _ABOUT, operation)


def once(run: Run) -> Run:
    """Around every call of the API: answers a POST that has a key, and lets the rest pass.

    `run` is the bound `run` of one of ninja's operations; what it answers is what is kept.
    """
    call: Call = run.__self__  # type: ignore[attr-defined]
    guard = _by_state if getattr(call.view_func, _BY_STATE, False) else _in_one_transaction

    @functools.wraps(run)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        too_large = limits.too_large(request, call.view_func)
        if too_large:
            return problems.answer(request, 413, too_large)
        key = request.headers.get(HEADER)
        if key is None or request.method != "POST":
            return run(request, *args, **kwargs)
        if not re.fullmatch(PATTERN, key):
            detail = _("An idempotency key is 1 to %(number)s visible ASCII characters.") % {"number": KEY}
            return problems.answer(request, 400, detail)
        try:
            marked = _marked(request, key)
        except Exception as error:  # it cannot be read: answered as it is without a key
            return call.api.on_exception(request, error)
        if marked is None:
            return run(request, *args, **kwargs)
        _clear_now_and_then()
        return guard(marked, functools.partial(run, request, *args, **kwargs))

    return guarded


@dataclass(frozen=True, slots=True)
class _Marked:
    """A request with a key: whose it is, and what it asks for."""

    request: HttpRequest
    user: int
    key: str
    fingerprint: str

    def claim(self) -> HttpResponse | None:
        """Take the key; the answer, if there is one: the kept one, or that the key was used for another request.

        There is none for a key that was new, nor for one whose request is still being carried out, or broke off.
        """
        now = clock.now()
        mine = SQL.rows("claim", now=now, kept_since=now - KEPT, fingerprint=self.fingerprint, **self._names)
        return None if mine else self.kept()

    def kept(self) -> HttpResponse | None:
        """The answer that is kept; None if there is none (any more)."""
        found = SQL.row("kept", **self._names)
        if found is None:
            return None
        fingerprint, status, body = found
        if fingerprint != self.fingerprint:
            detail = _(
                "This idempotency key was used for another request, or with other permissions. "
                "Take a new one for each request."
            )
            return problems.answer(self.request, 422, detail, kind="key-reused")
        if status is None:
            return None
        if not body:
            detail = _("This request was carried out; what it was answered has been erased since.")
            return problems.answer(self.request, 409, detail, kind="answer-erased")
        headers = {REPLAYED: "true"}
        return HttpResponse(body, status=status, content_type="application/json; charset=utf-8", headers=headers)

    def keep(self, response: HttpResponse) -> bool:
        """Keep an answer, unless there is one; whether it was kept."""
        operation = getattr(self.request, _ABOUT, None)
        body, status = response.content.decode(), response.status_code
        return SQL.execute("keep", status=status, body=body, operation=operation, **self._names) == 1

    def release(self) -> None:
        """Give a key back that has no answer."""
        SQL.execute("release", **self._names)

    @property
    def _names(self) -> dict[str, Any]:
        return {"user": self.user, "key": self.key}


def _in_one_transaction(marked: _Marked, run: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        answered = marked.claim()
        if answered is not None:
            return answered
        response = run()
        if response.status_code >= 300:
            transaction.set_rollback(True)
        else:
            marked.keep(response)
    return response


def _by_state(marked: _Marked, run: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        answered = marked.claim()
    if answered is not None:
        return answered
    response = run()
    with transaction.atomic():
        if response.status_code >= 300:
            marked.release()
            return response
        return response if marked.keep(response) else marked.kept() or response


def _marked(request: HttpRequest, key: str) -> _Marked | None:
    """None without a valid token; the call itself says so. Raises whatever reading a body does.

    The body is read here, before any transaction: whoever sends slowly keeps nobody else waiting.
    """
    try:
        who = TOKEN(request)
    except MilepostError:
        return None
    if who is None or who.user_id is None:
        return None
    return _Marked(request, who.user_id, key, _fingerprint(request, who))


def clear() -> None:
    """Delete the keys that are older than keys are kept, and their answers: addresses of people stand in them."""
    SQL.execute("clear", kept_since=clock.now() - KEPT)


def _clear_now_and_then() -> None:
    """Before the transaction of a request, so that two of them never wait for each other here."""
    global _last_cleared
    now = clock.now()
    if _last_cleared is None or not _last_cleared <= now < _last_cleared + CLEARED_EVERY:
        _last_cleared = now
        clear()


def _fingerprint(request: HttpRequest, who: Actor) -> str:
    """A hash of what is asked for, and of what whoever asks may do: a kept answer is asked for no permission again.

    Of a form its fields and files: what separates them is made anew each time.
    """
    reach = None if who.groups is None else sorted(who.groups)
    asked = (request.method, request.get_full_path(), sorted(who.permissions), reach)
    sha = hashlib.sha256(f"{asked!r}\n".encode())
    if request.content_type != "multipart/form-data":
        sha.update(request.body)
        return sha.hexdigest()
    for name, values in sorted(request.POST.lists()):
        sha.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            sha.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
            _add(sha, file)
    return sha.hexdigest()


def _add(sha: Any, file: "UploadedFile[Any]") -> None:
    for chunk in file.chunks():
        sha.update(chunk)
    file.seek(0)


class KeptAnswers(Participant):
    """What was answered about an operation goes when an erase concerns it (R3)."""

    def erase(self, operation: Operation) -> None:
        """Empty the answers that speak of an operation."""
        SQL.execute("forget", operation=operation.uuid)
