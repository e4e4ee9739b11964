"""The figures on paper: one section a size in docs/performance.md; a run replaces its own section only."""

import datetime as dt
import re
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HEAD = """# Performance

Written by `make bench [SIZE=10k|100k|1m]`; the figures are never edited by hand.

**F1** is the floor that everything is compared with: writing as many event rows as the command has items, rendered
beforehand, nine columns, with a primary key and one index that is hit at random, by the database's fastest honest way
(one COPY on PostgreSQL, one executemany in one transaction on SQLite). F1 is measured anew just before and
just after each command, in the same database; the mean of the two counts, since a machine's pace changes. A figure is
the median of the rounds; each round begins with a fresh copy of the same population: half as many enrolments again as
items, in random order of learners and courses. Records are scattered: each lies up to 5 % of all enrolments behind the
place that its enrolment has.

The ledger's own index goes by record, which a command hits nearly in order; F1's index is hit at random, as F1 is
defined. So the ratio holds what Milepost chose to do cheaply, and not only what it does besides.

- **run** is the command itself: every item decided, changed, written down in the ledger, with its outcome.
- **statements** are those of one chunk; **rows** those written for one item.
- **stage** looks learners and courses up, checks every row and previews; **confirm** previews once more; **all** is
  the three together.
- **Files**: `csv` and `xlsx` are read, three columns; `xlsx-7` is read, all seven columns of a mark-complete file;
  `faults` is handed in and refused, `flow` handed in and applied (both CSV).

What must hold for 1 M items: a reset's run ≤ 4 × F1 on PostgreSQL (aim 2.5), ≤ 3 × F1 on SQLite (aim 1.5); a mark's
≤ 8 × F1 on PostgreSQL (aim 5), ≤ 3 × F1 on SQLite (aim 1.5); a learner's commit during the reset: p99 ≤ 3 times what
it is alone on PostgreSQL, ≤ 10 times on SQLite. A run of 1 M items that breaks one of these ends with exit status 1.
"""
_SECTION = re.compile(r"^## ([^\n]+)\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
LEARNERS = "Many learners at once"
_ORDER = ("1m items", "100k items", "10k items", LEARNERS)
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

# What must hold for 1 M items: a command's run in F1, and the p99 of a commit during the reset in that of one alone.
BOUNDS = {
    "postgresql": {"reset": 4.0, "mark": 8.0, "commits": 3.0},
    "sqlite": {"reset": 3.0, "mark": 3.0, "commits": 10.0},
}
# What must hold for files of 1 M rows, in F1; memory in MB.
FILE_BOUNDS = {
    "postgresql": {"csv": 0.5, "xlsx": 1.5, "faults": 3.0, "flow": 9.0, "memory": 500.0},
    "sqlite": {"csv": 0.5, "xlsx": 1.5, "faults": 3.0, "flow": 6.0, "memory": 500.0},
}


def broken(results: Sequence[dict[str, Any]]) -> list[str]:
    """The bounds that a run of 1 M items breaks, each as a sentence."""
    found = []
    for result in results:
        if result["size"] != "1m":
            continue
        measured = {"commits": result["commits"]["ratio"]} if "commits" in result else {}
        for place, one in enumerate(result["rounds"][0]):
            ratios = [each[place]["run"] / each[place]["floor"] for each in result["rounds"]]
            measured.setdefault(one["command"], statistics.median(ratios))
        found += [
            f"{_NAMES[result['vendor']]}: {name} {measured[name]:.2f}, must be at most {bound:g}"
            for name, bound in BOUNDS[result["vendor"]].items()
            if name in measured and measured[name] > bound
        ]
        if "files" in result:
            found += _broken_by_files(result["vendor"], result["files"])
    return found


def _broken_by_files(vendor: str, measured: dict[str, Any]) -> list[str]:
    """The bounds for 1 M rows that these figures break, each as a sentence."""
    found = {name: one["ratio"] for name, one in measured.items()}
    found["memory"] = max(measured[name]["memory"] for name in ("csv", "xlsx", "xlsx-7"))
    return [
        f"{_NAMES[vendor]}: file, {name} {found[name]:.2f}, must be at most {bound:g}"
        for name, bound in FILE_BOUNDS[vendor].items()
        if found[name] > bound
    ]


def write(path: Path, text: str) -> None:
    """Put a section into the file, by its heading; the others stay."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    sections = {match[1]: match[0].strip() for match in _SECTION.finditer(f"{old}\n{text}")}
    text = "\n\n".join([HEAD.strip(), *(sections[heading] for heading in _ORDER if heading in sections)])
    path.write_text(text + "\n", encoding="utf-8")


def section(results: Sequence[dict[str, Any]]) -> str:
    """One size: a table a database, and the settings that it ran with."""
    machine = results[0]["machine"]
    head = (
        f"## {results[0]['size']} items\n\n{dt.datetime.now(tz=dt.UTC).date()}, {machine['cores']} cores, "
        f"{machine['memory']}, {machine['architecture']}, Python {machine['python']}."
    )
    return "\n\n".join([head, *map(_database, results)])


def _database(result: dict[str, Any]) -> str:
    rounds = result["rounds"]
    lines = [
        f"### {_NAMES[result['vendor']]}, {result['items']:,} items, {result['enrolments']:,} enrolments",
        "",
        "| command | F1 | run | run ÷ F1 | each round | stage ÷ F1 | confirm ÷ F1 | all ÷ F1 | statements | rows |",
        "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
        *(_command([one[place] for one in rounds]) for place in range(len(rounds[0]))),
        "",
        *(_shares([one[place] for one in rounds]) for place in range(len(rounds[0]))),
        *_beside(result),
        "",
        f"{len(rounds)} rounds, chunks of {result['chunk_size']:,}. "
        + "Settings: "
        + ", ".join(f"{name} {value}" for name, value in result["settings"].items())
        + ".",
    ]
    return "\n".join(lines)


def _beside(result: dict[str, Any]) -> list[str]:
    """What was measured beside the rounds, if it was."""
    lines = []
    if "commits" in result:
        alone, during = result["commits"]["alone"], result["commits"]["during"]
        lines.append(
            f"- A learner's commit: alone p50 {alone['p50'] * 1000:.1f} ms, p99 {alone['p99'] * 1000:.1f} ms "
            f"({alone['number']:,} commits); during the reset p50 {during['p50'] * 1000:.1f} ms, p99 "
            f"{during['p99'] * 1000:.1f} ms, longest {during['max'] * 1000:.0f} ms ({during['number']:,} commits): "
            f"p99 **{result['commits']['ratio']:.1f} times**."
        )
    if "row_by_row" in result:
        rows = result["row_by_row"]
        lines.append(
            f"- {rows['items']:,} items row by row with the ORM: {rows['row_by_row']:.2f} s; by the heart "
            f"{rows['heart']:.2f} s: **{rows['times']:.0f} times**."
        )
    for name, file in result.get("files", {}).items():
        lines.append(
            f"- Files, {name}: {file['seconds']:.1f} s, **{file['ratio']:.2f}** × F1; memory grows by "
            f"{file['memory']:.0f} MB."
        )
    return lines


def _command(rounds: Sequence[dict[str, Any]]) -> str:
    def median(of: Callable[[dict[str, Any]], float]) -> float:
        return statistics.median(map(of, rounds))

    each = " · ".join(f"{one['run'] / one['floor']:.2f}" for one in rounds)
    cells = [
        rounds[0]["command"],
        f"{median(lambda one: one['floor']):.1f} s",
        f"{median(lambda one: one['run']):.1f} s",
        f"**{median(lambda one: one['run'] / one['floor']):.2f}**",
        each,
        f"{median(lambda one: one['stage'] / one['floor']):.2f}",
        f"{median(lambda one: one['confirm'] / one['floor']):.2f}",
        f"{median(lambda one: (one['stage'] + one['confirm'] + one['run']) / one['floor']):.2f}",
        str(rounds[0]["statements"]),
        f"{median(lambda one: one['rows_per_item']):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def _shares(rounds: Sequence[dict[str, Any]]) -> str:
    """Where the time of a command goes, by the names of its statements."""
    names = rounds[0]["shares"]
    medians = {name: statistics.median(one["shares"][name] for one in rounds) for name in names}
    shown = ", ".join(f"{name} {share:.0%}" for name, share in medians.items() if share >= 0.005)
    chunk = statistics.median(one["chunk_median"] for one in rounds)
    return f"- {rounds[0]['command']}: {shown}; a chunk takes {chunk * 1000:.0f} ms (median)."
