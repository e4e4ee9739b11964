"""At a terminal, and where files cannot be written: each ends in a sentence, and never in a stack trace."""

import os
import pty
import random
import subprocess

import pytest

from tests.support.sites import PROGRAM, Result
from tests.support.world import course, finished, learner
from tests.uploads.making import RESET, csv_file, xlsx_file


@pytest.fixture
def school(site, site_bystander):
    """A learner with a record, and a list with a fault."""
    with site.inside():
        safety = course("safety", activities=["page"])
        site_bystander.joins(safety)
        ada = learner("ada")
        finished(ada, safety)
    site.file = csv_file(site.folder / "list.csv", [RESET, ["nobody", "safety", "TRUE"]])
    return site


def at_a_terminal(site, typed, *args):
    """Run the program where somebody sits; what they type lies ready before it asks."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, typed)
        ended = subprocess.run(
            [str(PROGRAM), *args],
            env=site.env,
            cwd=site.folder,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            encoding="utf-8",
            timeout=60,
        )
        os.close(theirs)
        return Result(ended.returncode, ended.stdout, _all_of(ours))
    finally:
        os.close(ours)


def _all_of(terminal):
    text = b""
    try:
        while more := os.read(terminal, 1 << 16):
            text += more
    except OSError:  # the other end is closed: that is how a terminal says so
        pass
    return text.decode()


def states(site):
    return [state for (state,) in site.sql("SELECT state FROM progress_operation ORDER BY id")]


CTRL_D = b"\x04"
RESET_ADA = ("reset", "--learner", "ada", "--content", "course:safety")


def test_the_end_of_what_is_typed_is_a_no(school):
    result = at_a_terminal(school, CTRL_D, *RESET_ADA)
    assert (result.status, "Nothing was changed." in result.err) == (3, True)
    assert "Traceback" not in result.err
    assert states(school) == ["previewed"]
    [(operation,)] = school.sql("SELECT uuid FROM progress_operation")
    result = at_a_terminal(school, CTRL_D, "cancel", str(operation))
    assert (result.status, "The operation goes on." in result.err) == (3, True)
    assert "Traceback" not in result.err
    assert states(school) == ["previewed"]


def test_a_yes_is_a_yes(school):
    assert at_a_terminal(school, b"yes\n", *RESET_ADA).status == 0
    assert states(school) == ["done"]


def test_a_report_goes_with_a_file_only(school):
    result = school.run(*RESET_ADA, "--report", "errors.csv", "--yes", check=2)
    assert result.err.strip() == "--report goes with --file: only a file has a validation report."
    assert states(school) == []


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (".", "is no file that could be replaced"),
        ("pipe.csv", "is no file that could be replaced"),
        ("/proc/x/r.csv", "The file “/proc/x/r.csv” cannot be written: No such file or directory."),
        ("list.csv", "“list.csv” is the file itself. Name another one for the report."),
        ("r.xlsx", "“r.xlsx” must end with .csv"),
    ],
)
def test_a_place_where_no_report_can_be_written(school, target, said):
    os.mkfifo(school.folder / "pipe.csv")
    before = school.file.read_bytes()
    result = school.run("reset", "--file", "list.csv", "--report", target, "--yes", check=2)
    assert said in result.err
    assert "Traceback" not in result.err
    assert (states(school), school.file.read_bytes()) == ([], before)


def test_the_report_that_was_asked_for_is_named(school):
    result = school.run("reset", "--file", "list.csv", "--report", "mine/errors.csv", "--yes", check=2)
    assert result.out.splitlines()[-1] == "Validation report: mine/errors.csv"
    assert "unknown_learner" in (school.folder / "mine" / "errors.csv").read_text()


@pytest.mark.parametrize(
    ("target", "reason"),
    [("/nowhere/x.csv", "No such file or directory"), (".", "Is a directory"), ("list.csv/x", "Not a directory")],
)
def test_a_place_where_no_template_can_be_written(school, target, reason):
    for more in ((), ("--xlsx",)):
        result = school.run("template", "reset", "-o", target, *more, check=2)
        assert result.err.strip() == f"The file “{target}” cannot be written: {reason}."


@pytest.mark.parametrize("write", [csv_file, xlsx_file])
def test_a_disk_that_is_full_is_noticed_in_a_sentence(school, write):
    """A limit on the size of files stands in for it: the upload is above it, or just below, and its report above."""
    noise = random.Random(1)  # so that it cannot be packed
    rows = [["ada", "safety", "TRUE", noise.randbytes(10_000).hex()] for _ in range(200)]
    path = write(school.folder / "large.data", [[*RESET, "Note"], *rows])
    for most, expected in ((path.stat().st_size - 1, []), (path.stat().st_size + 1, ["refused"])):
        limited = ["prlimit", f"--fsize={most}", str(PROGRAM), "reset", "--file", str(path), "--yes"]
        ended = subprocess.run(limited, env=school.env, cwd=school.folder, capture_output=True, encoding="utf-8")
        assert "Traceback" not in ended.stderr
        assert ended.stderr.strip().endswith("cannot be written: File too large.")
        assert (ended.returncode, states(school)) == (2, expected)
        files = [each for each in (school.folder / "data").rglob("*") if each.is_file() and each.suffix != ".turn"]
        kept = [each.parent.name for each in files]
        assert kept == ["uploads"] * len(expected), "nothing that is written by halves"


def test_cells_do_not_steer_the_terminal(school):
    csv_file(school.file, [RESET, ["\x1b]0;pwned\x07\x1b[2J", "safety", "TRUE"]])
    for more in ((), ("--json",)):
        result = school.run("reset", "--file", "list.csv", "--yes", *more, check=2)
        assert "\x1b" not in result.out + result.err
        assert "pwned" in result.out
