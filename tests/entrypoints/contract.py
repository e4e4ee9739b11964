"""The same commands by every way in: what they are, and how each way is told."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.cli.main import main
from milepost.people import tokens
from milepost.people.actors import system
from milepost.people.models import User


@dataclass(frozen=True)
class Command:
    """A mark or a reset of each content for each learner, with what is asked for besides."""

    kind: str
    learners: Sequence[str]
    contents: Sequence[tuple[str, str]]
    options: dict[str, Any] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        """Learner, content, its kind, and the activity, as a file has them."""
        for learner in self.learners:
            for kind, name in self.contents:
                course, _slash, activity = name.partition("/")
                yield learner, course, kind, activity


SAFETY, FIRE, OLD = ("course", "safety"), ("course", "fire"), ("course", "old")
EXAM, PAGE = ("activity", "safety/exam-2"), ("activity", "safety/page-1")
INDUCTION = ("program", "induction")

COMMANDS = (
    Command("mark_complete", ["ada"], [SAFETY]),
    Command("mark_complete", ["ada@example.org", "bob"], [SAFETY, FIRE], {"reason": "Paper of 3 May"}),
    Command("reset", ["ada"], [EXAM]),
    Command("mark_complete", ["ada"], [EXAM], {"completed_at": "2025-05-03"}),
    Command("reset", ["ada", "bob"], [SAFETY], {"policy": "retain"}),
    Command("mark_complete", ["eve"], [FIRE]),
    Command("mark_complete", ["eve"], [FIRE], {"enrol_missing": True}),
    Command("mark_complete", ["eve"], [INDUCTION], {"enrol_missing": True, "notify_by_email": True}),
    Command("reset", ["eve"], [INDUCTION], {"due_at": "2031-01-31"}),
    Command("mark_complete", ["bob"], [PAGE, EXAM]),
    Command("reset", ["bob"], [PAGE]),
    Command("mark_complete", ["ada", "bob", "eve"], [INDUCTION]),
    Command("reset", ["ada"], [FIRE], {"policy": "erase", "reason": "On request"}),
    Command("reset", ["bob"], [EXAM], {"policy": "erase"}),
    Command("mark_complete", ["ada"], [OLD]),
    Command("reset", ["eve"], [SAFETY, FIRE, INDUCTION]),
    Command("mark_complete", ["ada"], [SAFETY, FIRE], {"completed_at": "2025-06-01"}),
    Command("mark_complete", ["ada"], [SAFETY]),
    Command("reset", ["bob"], [INDUCTION], {"policy": "erase"}),
    Command("reset", ["ada", "bob", "eve"], [SAFETY, FIRE], {"policy": "retain", "reason": "New law"}),
)


class Way(Protocol):
    """One way in."""

    def apply(self, command: Command) -> dict[str, int]:
        """Stage, look at the preview, say yes; the outcomes."""


# --- the API -------------------------------------------------------------------------------------
class Api:
    """`POST /operations`, then its confirmation."""

    def __init__(self) -> None:
        user = User.objects.get(login_id="grace")
        _token, secret = tokens.issue(system("test"), user, user.role.codes(), "test")
        self._client = Client(headers={"Authorization": f"Bearer {secret}"})

    def apply(self, command: Command) -> dict[str, int]:
        body = {
            "kind": command.kind,
            "learners": {"ids": command.learners},
            "content": [{"type": kind, "id": name} for kind, name in command.contents],
            **command.options,
        }
        staged = self._client.post("/api/v1/operations", json.dumps(body), content_type="application/json")
        return self._confirm(staged)

    def _confirm(self, staged: Any) -> dict[str, int]:
        assert staged.status_code == 201, staged.content
        operation = staged.json()
        assert operation["state"] == "previewed", operation
        done = self._client.post(
            f"/api/v1/operations/{operation['operation']}/confirm",
            json.dumps({"digest": operation["preview"]["digest"]}),
            content_type="application/json",
        )
        assert done.status_code == 200, done.content
        return dict(done.json()["outcomes"])


class Upload(Api):
    """`POST /uploads` with a file, then the confirmation."""

    def __init__(self, file_format: str) -> None:
        super().__init__()
        self._format = file_format

    def apply(self, command: Command) -> dict[str, int]:
        file = SimpleUploadedFile(f"rows.{self._format}", FILES[self._format](command))
        fields = {name: str(value).lower() if value is True else value for name, value in command.options.items()}
        staged = self._client.post("/api/v1/uploads", {"kind": command.kind, "file": file, **fields})
        return self._confirm(staged)


# --- the command line ----------------------------------------------------------------------------
_VERBS = {"mark_complete": "complete", "reset": "reset"}
_OPTIONS = {"policy": "--policy", "reason": "--reason", "completed_at": "--date", "due_at": "--due"}
_FLAGS = {"enrol_missing": "--enrol", "notify_by_email": "--email"}


class CommandLine:
    """`milepost reset` and `milepost complete`, with learners and contents named."""

    def __init__(self, capsys: Any) -> None:
        self._capsys = capsys

    def apply(self, command: Command) -> dict[str, int]:
        named = ["--learner", *command.learners, "--content", *(f"{kind}:{name}" for kind, name in command.contents)]
        return self._run(command, named)

    def _run(self, command: Command, chosen: Sequence[str]) -> dict[str, int]:
        options = [text for name, value in command.options.items() for text in _option(name, value)]
        self._capsys.readouterr()
        status = main([_VERBS[command.kind], *chosen, *options, "--as", "grace", "--yes", "--json"])
        said = self._capsys.readouterr()
        assert status == 0, said
        return dict(json.loads(said.out)["outcomes"])


class File(CommandLine):
    """The same with `--file`."""

    def __init__(self, capsys: Any, folder: Path, file_format: str) -> None:
        super().__init__(capsys)
        self._path, self._format = folder / f"rows.{file_format}", file_format

    def apply(self, command: Command) -> dict[str, int]:
        self._path.write_bytes(FILES[self._format](command))
        return self._run(command, ["--file", str(self._path)])


def _option(name: str, value: Any) -> list[str]:
    return [_FLAGS[name]] if name in _FLAGS else [_OPTIONS[name], value]


# --- files ---------------------------------------------------------------------------------------
_WANTED = {"mark_complete": "Mark complete", "reset": "Reset required"}


def _table(command: Command) -> list[list[str]]:
    heading = ["Learner", "Content", _WANTED[command.kind], "Content type", "Activity"]
    return [heading, *([learner, name, "TRUE", kind, activity] for learner, name, kind, activity in command.rows())]


def _as_csv(command: Command) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(_table(command))
    return text.getvalue().encode()


def _as_xlsx(command: Command) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(_table(command)):
            sheet.write_row(number, 0, row)
    return file.getvalue()


FILES = {"csv": _as_csv, "xlsx": _as_xlsx}


def moment(step: int) -> dt.datetime:
    """When the command of that number is given."""
    return dt.datetime(2025, 6, 2, 9, tzinfo=dt.UTC) + dt.timedelta(hours=step)
