"""How each call of the API and each command of the command line is tried on a person."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.api.app import api
from milepost.cli.main import _parser, main
from tests.api.office import Office, Person

ROOT = "/api/v1"


# --- what there is -------------------------------------------------------------------------------
def calls() -> list[str]:
    """Every call of the OpenAPI document, as `GET /users/{user}`."""
    paths = api.get_openapi_schema()["paths"]
    return [f"{method.upper()} {path.removeprefix(ROOT)}" for path, methods in paths.items() for method in methods]


def commands() -> dict[str, bool]:
    """Every command of the command line, as `milepost role set`, and whether somebody can act with `--as`."""
    return {" ".join(("milepost", *words)): acts for words, acts in _leaves(_parser())}


def _leaves(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], bool]]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in below:
        for name, inner in action.choices.items():
            yield from _leaves(inner, (*words, name))
    if not below:
        yield words, any("--as" in action.option_strings for action in parser._actions)


# --- trying the API ------------------------------------------------------------------------------
def ask(office: Office, call: str, secret: str | None, person: Person) -> tuple[int, str]:
    """Status and body of a call about a person."""
    method, template = call.split(" ")
    client = Client(headers={"Authorization": f"Bearer {secret}"} if secret else {}, raise_request_exception=False)
    path = ROOT + template.format(**_places(office, call, person))
    query = {"GET /events": {"learner": person.login}, "GET /enrolments": {"user": person.login}}.get(call)
    if call == "POST /uploads":
        rows = f"Learner,Content,Reset required\n{person.login},fire,TRUE\n".encode()
        answer = client.post(path, {"kind": "reset", "file": SimpleUploadedFile("retake.csv", rows)})
    elif call == "POST /media":
        answer = client.post(path, {"file": SimpleUploadedFile("steps.vtt", b"WEBVTT\n\nNOTE Steps")})
    else:
        body = _bodies(person).get(call, {} if method in ("POST", "PATCH") else None)
        data = b"" if body is None else json.dumps(body).encode()
        answer = client.generic(method, path, data, content_type="application/json", query_params=query)
    return answer.status_code, b"".join(answer).decode()


def _places(office: Office, call: str, person: Person) -> dict[str, Any]:
    in_empty = call.split(" ")[1].startswith("/programs")
    return {
        "user": person.login,
        "course": "spare" if in_empty else "fire",
        "program": "empty",
        "activity": office.own.activities.first().uuid if call.startswith("POST /me") else "page-1",
        "enrolment": f"course-{person.enrolment}",
        "operation": (person.done if call.endswith("undo") else person.previewed).uuid,
        "upload": person.upload.uuid,
        "launch": office.notice,
        "file": office.media.uuid,
    }


def _bodies(person: Person) -> dict[str, Any]:
    fire = {"type": "course", "id": "fire"}
    return {
        "POST /users": {"login_id": "new"},
        "PATCH /users/{user}": {"display_name": "New"},
        "POST /courses": {"title": "New"},
        "PATCH /courses/{course}": {"title": "New"},
        "POST /courses/{course}/activities": {"title": "New", "kind": "page"},
        "PATCH /courses/{course}/activities/{activity}": {"title": "New"},
        "PUT /courses/{course}/activities/{activity}/content": {"text": "New"},
        "POST /programs": {"title": "New", "courses": ["fire"]},
        "PATCH /programs/{program}": {"title": "New"},
        "POST /programs/{program}/courses": {"course": "water"},
        "PATCH /programs/{program}/courses/{course}": {"position": 2},
        "POST /enrolments": {"user": person.login, "content": {"type": "course", "id": "water"}},
        "PATCH /enrolments/{enrolment}": {"restart": "after_completion"},
        "POST /operations": {"kind": "reset", "learners": {"ids": [person.login]}, "content": [fire]},
        "POST /operations/{operation}/confirm": {"digest": person.previewed.digest},
        "POST /me/launches": {"course": "own"},
    }


# --- trying the command line ---------------------------------------------------------------------
def run(command: str, login: str, person: Person, capsys: Any) -> tuple[int, str]:
    """Exit status and output of a command about a person, given by somebody."""
    words = [*command.split()[1:], *_arguments(person).get(command, "").split(), "--as", login]
    try:
        status = main(words)
    except SystemExit as end:
        status = end.code
    said = capsys.readouterr()
    return status, said.out + said.err


def _arguments(person: Person) -> dict[str, str]:
    login = person.login
    return {
        "milepost reset": f"--learner {login} --content course:fire --yes",
        "milepost complete": f"--learner {login} --content course:water --yes",
        "milepost operations": f"{person.previewed.uuid} --items",
        "milepost undo": f"{person.done.uuid} --yes",
        "milepost cancel": f"{person.previewed.uuid}",
        "milepost what-is-left": f"--learner {login} --course fire",
        "milepost token": f"--login {login}",
        "milepost tokens revoke": f"{person.token}",
        "milepost role set": "Auditor --permission reports.view --group Berlin",
        "milepost role assign": f"--login {login} Spare",
        "milepost role delete": "Spare",
        "milepost hold place": f"--learner {login} --reason x",
        "milepost hold lift": f"--learner {login}",
        "milepost setting": "record_policy erase",
        "milepost createadmin": "--login x --email x@example.org",
        "milepost password": "--login x",
        "milepost backup": "nowhere/x",
        "milepost restore": "nowhere/x",
        "milepost import oulad": "nowhere",
        "milepost template": "reset",
    }
