"""Milepost's settings with German in brackets (tools/pseudo.py): for servers that tests start, and nobody else.

`DJANGO_SETTINGS_MODULE` names this module, `BRACKETED` the folder with the catalogue; `environment()` says both.
"""

import os
from pathlib import Path

from milepost.settings import *  # noqa: F403
from milepost.settings import LOCALE_PATHS as _OWN
from tools import pseudo

LOCALE_PATHS = [Path(os.environ.get("BRACKETED", "")), *_OWN]


def environment(folder: Path) -> dict[str, str]:
    """Write the catalogue below a folder; returns what a process needs in its environment to speak so."""
    return {
        "DJANGO_SETTINGS_MODULE": __name__,
        "BRACKETED": str(pseudo.write(folder)),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
