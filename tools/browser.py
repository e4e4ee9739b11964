"""The browser that tests drive: Debian's Chromium.

    python -m tools.browser        # what `make test` runs first

It is looked for where Debian puts it, or where MILEPOST_CHROMIUM says; as root on Debian it is installed if it is not
there. Tests are never left out for want of it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

_PLACES: Final = ("chromium", "chromium-browser", "google-chrome")
_INSTALL: Final = (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "chromium"))

# Without these it asks the network for things of its own, and runs in no sandbox of a container.
OPTIONS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The browser, if there is one."""
    named = os.environ.get("MILEPOST_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next(filter(None, map(shutil.which, _PLACES)), None)


def install() -> None:
    """Install Debian's, where that is possible and allowed."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    for command in _INSTALL:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    """See that there is one; 1 if there is none and none can be had."""
    if find() is None:
        install()
    found = find()
    if found is None:
        print(
            "The browser tests need Chromium. Install it (on Debian: apt-get install chromium), or say where it is: "
            "MILEPOST_CHROMIUM=/path/to/chromium",
            file=sys.stderr,
        )
        return 1
    print(f"Browser tests use {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
