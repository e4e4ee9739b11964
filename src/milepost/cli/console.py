"""Results go to standard output, everything else to standard error."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.formats import number_format

if TYPE_CHECKING:
    from milepost.cli.bar import Bar


def grouped(number: int) -> str:
    """A number with the separators of the language."""
    return number_format(number, force_grouping=True)


class Commands(Protocol):
    """What argparse returns for sub-commands."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """A parser for one command."""


class Console:
    """Where a command says things. With `as_json` exactly one JSON object goes to standard output."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._bar: Bar | None = None

    @property
    def is_interactive(self) -> bool:
        """Whether somebody sits there who can answer."""
        return not self.as_json and sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, text: str = "") -> None:
        """Tell the person; never part of the result."""
        print(text, file=sys.stderr, flush=True)

    def result(self, data: dict[str, Any], text: str) -> None:
        """The command's result: data for programs, text for people."""
        print(json.dumps(data, ensure_ascii=False, default=str) if self.as_json else text, flush=True)

    def error(self, text: str, *, status: int) -> None:
        """What went wrong, in a sentence; with `--json` also as the object."""
        self.say(text)
        if self.as_json:
            self.result({"error": text, "status": status}, "")

    def progress(self, done: int, total: int) -> None:
        """How far a long command is: a bar, on a terminal only."""
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            from milepost.cli.bar import Bar

            self._bar = Bar()
        self._bar.show(done, total)
        if done >= total:
            self._bar = None

    def close(self) -> None:
        """Leave the terminal as it was, also where a command has failed on its way."""
        if self._bar is not None:
            self._bar.close()
