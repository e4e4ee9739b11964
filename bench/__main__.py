"""`make bench`: measures both databases, one after the other, prints the figures and writes docs/performance.md.

    python -m bench --size 10k|100k|1m [--rounds 3] [--commands reset,undo,mark,undo] [--databases sqlite,postgresql]

Each database is measured in a process of its own (`bench.one`), because Django's settings are loaded once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import paper
from tools import postgres

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--size", choices=("10k", "100k", "1m"), default="1m")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--commands", default="reset,undo,mark,undo,fresh,erase,fresh,program,undo")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument(
        "--beside", default="yes", choices=("yes", "no"), help="also commits during a reset, and the ORM"
    )
    args = parser.parse_args()
    results = [_measure(name, args) for name in args.databases.split(",")]
    text = paper.section(results)
    print(text)
    paper.write(ROOT / "docs" / "performance.md", text)
    broken = paper.broken(results)
    print("\n".join(broken))
    return 1 if broken else 0


def _measure(database: str, args: argparse.Namespace) -> dict[str, Any]:
    """The figures of one database, on data of its own that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="milepost-bench-") as folder:
        if database == "sqlite":
            return _run(f"sqlite:///{folder}/milepost.sqlite3", folder, args)
        with postgres.server() as server:
            server.create_database("bench")
            return _run(server.url("bench"), folder, args)


def _run(url: str, folder: str, args: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.one"]
    command += ["--size", args.size, "--rounds", str(args.rounds), "--commands", args.commands]
    command += ["--beside"] if args.beside == "yes" else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MILEPOST_")}
    environment |= {"MILEPOST_DATABASE_URL": url, "MILEPOST_DATA_DIR": folder}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    sys.exit(main())
