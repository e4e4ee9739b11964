"""Measures the database that MILEPOST_DATABASE_URL names, which must be empty; prints one JSON object.

A process of its own for each database, because Django reads its settings once. The result goes to standard output,
what is going on to standard error.
"""

import argparse
import json
import os
import sys
from typing import Any

import django


def main() -> None:
    """The process."""
    parser = argparse.ArgumentParser(prog="python -m bench.one", description=__doc__)
    parser.add_argument("--size", default="1m")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--commands", default="reset,undo,mark,undo")
    parser.add_argument("--beside", action="store_true")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.settings")
    django.setup()
    result = _measure(args.size, args.rounds, args.commands.split(","), beside=args.beside)
    json.dump(result, sys.stdout)


def _measure(name: str, rounds: int, commands: list[str], *, beside: bool) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from bench import commits, files, row_by_row
    from bench.databases import database, machine
    from bench.population import SIZES, populate
    from bench.rounds import Bench

    def say(text: str) -> None:
        print(f"{connection.vendor}: {text}", file=sys.stderr, flush=True)

    base, size = database(), SIZES[name]
    found = base.settings()
    say(f"{size.learners:,} learners, {size.enrolments:,} enrolments")
    call_command("migrate", verbosity=0, interactive=False)
    populate(size)
    base.keep()
    bench = Bench(base, size, say)
    rounds_run = [bench.round(number, commands) for number in range(1, rounds + 1)]
    besides = {}
    if beside:
        besides = {
            "row_by_row": row_by_row.measure(base, size),
            "commits": commits.measure(base, size),
            "files": files.measure(base, size),
        }
        say(json.dumps(besides))
    return {
        "vendor": connection.vendor,
        "size": size.name,
        "items": size.items,
        "skipped": size.skipped,
        "enrolments": size.enrolments,
        "chunk_size": settings.CHUNK_SIZE,
        "settings": found,
        "machine": machine(),
        "rounds": rounds_run,
        **besides,
    }


if __name__ == "__main__":
    main()
