"""500 learners at once on the embedded default: how long a commit takes, beside an empty view that writes one row.

    python -m bench.learners [--learners 500] [--every 10] [--seconds 60] [--rounds 2]

The server is `milepost serve` as it comes: SQLite, two processes. Half of the learners sit at open pages that report
their time, half are programs that commit with a bookmark; afterwards the same clients send at the same pace to the
empty view, turn about. The figures are written to docs/performance.md.
"""

import argparse
import datetime as dt
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django

from bench import paper
from tools import crowd
from tools.crowd import Heard, Request

ROOT = Path(__file__).parent.parent
_EMPTY = Request("/bench/row/", {"Content-Type": "application/json"}, {})
_PORT = re.compile(r"http://localhost:(\d+)")


def main() -> int:
    """Measure, print, write; 1 if a commit was lost or refused."""
    parser = argparse.ArgumentParser(prog="bench.learners", description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, default=500)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two commits of a learner")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each turn")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="milepost-bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "MILEPOST_DATABASE_URL": f"sqlite:///{folder}/milepost.sqlite3",
            "MILEPOST_DATA_DIR": folder,
            "MILEPOST_SECRET_KEY": "only to be measured",
            "PYTHONPATH": str(ROOT),
        }
        requests = _prepare(args.learners)
        commits, empty = list[Heard](), list[Heard]()
        with _served() as port:
            for _round in range(args.rounds):
                commits += crowd.report(port, requests, every=args.every, seconds=args.seconds)
                empty += crowd.report(port, [_EMPTY] * args.learners, every=args.every, seconds=args.seconds)
    text = _section(args, commits, empty)
    print(text)
    paper.write(ROOT / "docs" / "performance.md", text)
    return 0 if _refused(commits) == 0 else 1


def _prepare(learners: int) -> list[Request]:
    """A database with 15,000 enrolments, and everybody in a session."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.population import SIZES, populate
    from bench.urls import TABLE
    from milepost.catalog.models import Activity
    from milepost.records import launching
    from milepost.records.models import Enrolment
    from tools import crowding

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    populate(SIZES["10k"])
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    newcomers = Enrolment.objects.filter(records=None).select_related("user").order_by("-pk")
    one_each = {enrolment.user_id: enrolment for enrolment in newcomers}
    seats = []
    for enrolment in list(one_each.values())[:learners]:
        session = launching.launch(enrolment.user_id, enrolment.course_id).session
        page = Activity.objects.filter(course=enrolment.course_id, kind="page").order_by("position").first()
        assert session is not None
        assert page is not None
        seats.append((enrolment.user, session, page))
    if len(seats) != learners:
        raise ValueError(f"{len(seats)} learners instead of {learners}")
    requests = [*crowding.pages(seats[::2], seconds=10), *crowding.programs(seats[1::2])]
    connection.close()
    return requests


@contextmanager
def _served() -> Iterator[int]:
    """`milepost serve` as it comes; its port."""
    program = Path(sys.executable).with_name("milepost")
    server = subprocess.Popen([program, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        said = _PORT.search(server.stderr.readline())
        if said is None:
            raise RuntimeError("the server did not start")
        yield int(said[1])
    finally:
        server.terminate()
        server.wait(timeout=60)


def _refused(heard: Sequence[Heard]) -> int:
    return sum(status != 200 for one in heard for status in one.statuses)


def _section(args: argparse.Namespace, commits: Sequence[Heard], empty: Sequence[Heard]) -> str:
    from bench.databases import machine

    found = machine()
    of_commits, of_empty = [_figures(each) for each in (commits, empty)]
    ratio = of_commits[2] / of_empty[2]
    return (
        f"## {paper.LEARNERS}\n\n"
        f"{dt.datetime.now(tz=dt.UTC).date()}, {found['cores']} cores, {found['memory']}.\n\n"
        f"Written by `python -m bench.learners`: {args.learners} learners, each for itself, send "
        f"every {args.every:.0f} s to `milepost serve` as it comes (SQLite, two processes), {args.rounds} turns of "
        f"{args.seconds:.0f} s each; beside it the same to an empty view that writes one row.\n\n"
        "| | requests | not answered with 200 | p50 | p99 | longest |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
        f"| commits | {_row(of_commits, commits)} |\n| empty view | {_row(of_empty, empty)} |\n\n"
        f"p99 of a commit: **{ratio:.1f} times** that of the empty view.\n"
    )


def _figures(heard: Sequence[Heard]) -> tuple[int, float, float, float]:
    taken = [each for one in heard for each in one.taken]
    return len(taken), statistics.median(taken), statistics.quantiles(taken, n=100)[98], max(taken)


def _row(figures: tuple[int, float, float, float], heard: Sequence[Heard]) -> str:
    number, *times = figures
    return " | ".join([f"{number:,}", str(_refused(heard)), *(f"{each * 1000:.0f} ms" for each in times)])


if __name__ == "__main__":
    sys.exit(main())
