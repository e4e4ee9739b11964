"""Runs the checks, one after another, and says what came of each.

    python -m tools.verify everything       what `make test` runs: style, types, contracts, all tests on both databases
    python -m tools.verify proofs           the kill, race and property proofs at their full counts
    python -m tools.verify quick            style, types, contracts, and the quick tests on SQLite
    python -m tools.verify requirements     each requirement with its tests and their results

All steps run, also after one has failed; the exit status is 1 if any did.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
REPORTS: Final = ROOT / ".reports"
REQUIREMENTS: Final = ROOT.parent / "shared" / "REQUIREMENTS.md"
BIN: Final = Path(sys.executable).parent
DATABASES: Final = ("sqlite", "postgresql")
SECONDS_A_PROOF: Final = "7200"

Command = tuple[str, ...]

CHECKS: Final[tuple[Command, ...]] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


@dataclass(frozen=True)
class Step:
    """One command that was run: its exit status, and how long it took, in seconds."""

    command: Command
    status: int
    seconds: float

    def __str__(self) -> str:
        verdict = "ok" if self.status == 0 else f"FAILED ({self.status})"
        return f"{verdict:<12} {self.seconds:7.1f} s   {' '.join(self.command)}"


def pytest(database: str, *options: str) -> Command:
    """The command that runs tests on a database, two at a time."""
    return ("pytest", "--database", database, "-n", "2", *options)


def run(commands: Iterable[Command]) -> list[Step]:
    """Run commands one after another; what they print goes where our own output goes."""
    steps = []
    for command in commands:
        print(f"\n=== {' '.join(command)}", flush=True)
        start = time.monotonic()
        status = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, check=False).returncode
        steps.append(Step(command, status, time.monotonic() - start))
        print(steps[-1], flush=True)
    return steps


def everything() -> list[Step]:
    """All there is, on both databases. Ends with the sum of the tests."""
    _forget_reports()
    tests = {pytest(database): database for database in DATABASES}
    steps = run([*CHECKS, *tests])
    _print_requirements()
    _print_steps(steps)
    _print_sum({tests[step.command]: step.status for step in steps if step.command in tests})
    return steps


def proofs() -> list[Step]:
    """The long proofs at their full counts, on both databases."""
    # One at a time: only so does what a proof prints reach the terminal.
    options = ("-n", "0", "-m", "proof", "--full-proofs", "--timeout", SECONDS_A_PROOF)
    steps = run(pytest(database, *options) for database in DATABASES)
    _print_steps(steps)
    return steps


def quick() -> list[Step]:
    """What to run before every commit: at most three minutes."""
    steps = run([*CHECKS, pytest("sqlite", "tests/unit", "tests/commands")])
    _print_steps(steps)
    return steps


def requirements() -> list[Step]:
    """Each requirement with its tests."""
    _forget_reports()
    steps = run(pytest(database, "-q", "-m", "requirement") for database in DATABASES)
    _print_requirements()
    _print_steps(steps)
    return steps


def _forget_reports() -> None:
    """What an earlier run has found says nothing about this one."""
    for path in REPORTS.glob("re*-*.json"):
        path.unlink()


def _print_steps(steps: Sequence[Step]) -> None:
    print()
    for step in steps:
        print(step)


def _print_sum(statuses: Mapping[str, int]) -> None:
    """Tests of both databases together. A run that failed without a failed test (it broke off) counts as one."""
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    for database, status in statuses.items():
        path = REPORTS / f"results-{database}.json"
        results = json.loads(path.read_text()) if path.exists() else dict.fromkeys(totals, 0)
        if status and not results["failed"]:
            results["failed"] = 1
        for result in totals:
            totals[result] += results[result]
    skipped = f", {totals['skipped']} skipped" if totals["skipped"] else ""
    print(f"{totals['passed']} passed, {totals['failed']} failed{skipped}")


# --- requirements --------------------------------------------------------------------------------
Results = dict[str, dict[str, dict[str, str]]]


def _print_requirements() -> None:
    """Each id, its tests, and each test's result on each database."""
    results = _requirement_results()
    names = sorted(set(results) | _known_requirements())
    print(f"\n{'':<8}" + "".join(f"{database:<12}" for database in DATABASES))
    for name in names:
        tests = results.get(name, {})
        if not tests:
            print(f"{name:<8}no test yet")
            continue
        print(f"{name:<8}" + "".join(f"{_worst(tests, database):<12}" for database in DATABASES).rstrip())
        for test, by_database in sorted(tests.items()):
            columns = "".join(f"{by_database.get(database, '-'):<12}" for database in DATABASES)
            print(f"{'':<8}{columns}{test}")
    print(f"\n{len(results)} of {len(names)} requirements have a test")


def _requirement_results() -> Results:
    """By requirement, test and database."""
    results: Results = {}
    for database in DATABASES:
        path = REPORTS / f"requirements-{database}.json"
        for row in json.loads(path.read_text()) if path.exists() else ():
            results.setdefault(row["requirement"], {}).setdefault(row["test"], {})[database] = row["result"]
    return results


def _known_requirements() -> set[str]:
    if not REQUIREMENTS.exists():
        return set()
    return set(re.findall(r"^\| ([A-Z]{2}-\d{2}) \|", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE))


def _worst(tests: dict[str, dict[str, str]], database: str) -> str:
    found = {by_database.get(database, "-") for by_database in tests.values()}
    return next(result for result in ("failed", "-", "skipped", "passed") if result in found)


def main(argv: Sequence[str]) -> int:
    """Run what the first argument names."""
    modes = {mode.__name__: mode for mode in (everything, proofs, quick, requirements)}
    parser = argparse.ArgumentParser(prog="python -m tools.verify", description=str(__doc__).splitlines()[0])
    parser.add_argument("mode", choices=modes)
    steps = modes[parser.parse_args(argv).mode]()
    return 1 if any(step.status for step in steps) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
