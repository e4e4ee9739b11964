"""The main job, before the reader's eyes: a list with faults, its report, the mended list, preview, reset, undo.

Each step runs the very command that it shows.
"""

import shlex
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from milepost.base.errors import MilepostError
from milepost.demo import lists
from milepost.people import actors
from milepost.progress import api
from milepost.progress.models import Operation, Outcome
from milepost.records.models import CourseRecord, Status

_SHOWN_LINES = 6
_WIDTH = 100
_MANAGER = "h.brandt"
_WITNESS = "a.laurent"


@dataclass(frozen=True)
class Story:
    """What the story needs of the command line: a way to speak, one to run a command, and the program's name.

    `run` runs one command and returns its exit status. `folder`: where the files go.
    """

    say: Callable[[str], None]
    run: Callable[[Sequence[str]], int]
    program: str
    folder: Path

    def tell(self) -> dict[str, str]:
        """The whole story; returns the reset and its undo. Raises `MilepostError` where it takes another course."""
        made = lists.make()
        came, mended = self.folder / "kassel-forklift.csv", self.folder / "kassel-forklift-mended.csv"
        self._a_list_arrives(made, came)
        self._it_is_checked(came)
        self._it_is_mended(made, mended)
        reset = self._progress_is_reset(mended)
        undo = self._the_reset_is_undone(reset)
        self._all_is_well()
        return {"reset": str(reset.uuid), "undo": str(undo.uuid) if undo else ""}

    def _a_list_arrives(self, made: lists.Lists, came: Path) -> None:
        self._chapter(1, _("A list arrives"))
        self._prose(
            _(
                "A near miss in yard B. Everyone at Werk Kassel who is enrolled in “Forklift operation” is to take it "
                "again. The shift leads have put together who that is:"
            )
        )
        lists.write(made.faulty, came)
        self._lines(came.read_text(encoding="utf-8").splitlines()[:_SHOWN_LINES])
        rows = {"n": number_format(len(made.faulty), force_grouping=True), "path": _short(came)}
        self.say(_("… %(n)s rows in %(path)s") % rows)

    def _it_is_checked(self, came: Path) -> None:
        self._chapter(2, _("Every row is checked before anything changes"))
        self._prose(_("Hannah Brandt, training manager, hands the list in."))
        report = came.with_name("kassel-forklift-report.csv")
        self._command(2, "reset", "--file", came, "--report", report, "--as", _MANAGER)
        self.say("")
        self._prose(_("The report is the file itself with one more column. Its faulty rows:"))
        self._lines(lists.faulty_rows(report))

    def _it_is_mended(self, made: lists.Lists, mended: Path) -> None:
        self._chapter(3, _("The five rows are mended, and the effect is looked at"))
        lists.write(made.mended, mended)
        reason = _("Near miss in yard B, retraining")
        self._command(0, "reset", "--file", mended, "--reason", reason, "--preview", "--as", _MANAGER)

    def _progress_is_reset(self, mended: Path) -> Operation:
        self._chapter(4, _("Reset"))
        self._witness()
        self.say("")
        reason = _("Near miss in yard B, retraining")
        self._command(0, "reset", "--file", mended, "--reason", reason, "--as", _MANAGER, "--yes")
        self.say("")
        self._witness()
        return self._newest()

    def _the_reset_is_undone(self, reset: Operation) -> Operation | None:
        self._chapter(5, _("Undo"))
        if not api.report(reset)["outcomes"].get(Outcome.DONE):
            self.say(_("Nobody on the list has anything to reset now, so there is nothing to take back."))
            return None
        self._command(0, "undo", reset.uuid, "--as", _MANAGER, "--yes")
        self.say("")
        self._witness()
        return self._newest()

    def _all_is_well(self) -> None:
        self._chapter(6, _("The whole database is checked"))
        self._command(0, "doctor")

    def _newest(self) -> Operation:
        [newest] = api.latest(actors.system("demo"), 1)
        return newest.operation

    def _witness(self) -> None:
        """How one learner of the list stands at this moment."""
        records = CourseRecord.objects.filter(
            user__login_id=_WITNESS, course__asset_id=lists.COURSE, voided_at=None
        ).order_by("-number")
        newest = records.select_related("user").first()
        if newest is not None:
            self.say(f"{newest.user.name}: {_state(newest)}")

    def _chapter(self, number: int, title: str) -> None:
        self.say("")
        self.say(f"── {number}. {title} ──")
        self.say("")

    def _command(self, expected: int, *words: object) -> None:
        """Show a command and run it. Raises `MilepostError` when it ends with another status than expected."""
        self.say(f"$ {self.program} {shlex.join(_short(word) for word in words)}")
        status = self.run([str(word) for word in words])
        if status != expected:
            numbers = {"status": status, "expected": expected}
            raise MilepostError(_("The command ended with %(status)s, not with %(expected)s.") % numbers)

    def _lines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.say("    " + (line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…"))

    def _prose(self, text: str) -> None:
        self.say(textwrap.fill(text, _WIDTH))


def _state(record: CourseRecord) -> str:
    """A record in words."""
    facts = {
        "number": record.number,
        "status": _status(record.status),
        "day": date_format(localtime(record.completed_at), "DATE_FORMAT") if record.completed_at else "–",
    }
    if record.superseded_at is not None:
        return _("learning record %(number)s is superseded, kept as it was (%(status)s, completed %(day)s)") % facts
    return _("learning record %(number)s is current (%(status)s, completed %(day)s)") % facts


def _status(status: str) -> str:
    """A status as people read it."""
    return {
        Status.STARTED: _("Started"),
        Status.ACTIVE: _("Active"),
        Status.COMPLETED: _("Completed"),
        Status.PASSED: _("Passed"),
        Status.FAILED: pgettext("result", "Failed"),
    }[Status(status)]


def _short(word: object) -> str:
    """A word of a command as a person would type it: a path below this folder without what comes before."""
    if isinstance(word, Path) and word.is_relative_to(Path.cwd()):
        return str(word.relative_to(Path.cwd()))
    return str(word)
