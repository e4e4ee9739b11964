"""`milepost backup` and `milepost restore`."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from milepost.backup.format import Manifest
from milepost.backup.make import make
from milepost.backup.restore import restore
from milepost.base.errors import NotConfirmed
from milepost.cli import confirming
from milepost.cli.console import Commands, Console, grouped

_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    backup = commands.add_parser(
        "backup", parents=[common], help=_("write everything into one file, while Milepost is in use")
    )
    backup.add_argument("file", type=Path, metavar="FILE", help=_("where it goes"))
    backup.add_argument("--overwrite", action="store_true", help=_("replace a file of that name"))
    backup.set_defaults(handler=run_backup)
    back = commands.add_parser(
        "restore", parents=[common], help=_("load a backup into an empty database, SQLite or PostgreSQL")
    )
    back.add_argument("file", type=Path, metavar="FILE", help=_("a file that `milepost backup` has written"))
    back.add_argument("--yes", action="store_true", help=_("load it without asking"))
    back.set_defaults(handler=run_restore)


def run_backup(args: argparse.Namespace, console: Console) -> int:
    """Write the backup: work for the machine's owner, so no permission is asked for."""
    path = args.file.absolute()
    manifest = make(path, overwrite=args.overwrite, on_progress=console.progress)
    size = path.stat().st_size
    if manifest.left_out:
        console.say(
            _("Not in the backup, because they are not Milepost's: %(tables)s")
            % {"tables": ", ".join(manifest.left_out)}
        )
    text = _("%(file)s: %(what)s, %(size)s MB") % {
        "file": path,
        "what": _what(manifest),
        "size": grouped(-(-size // 1_000_000)),
    }
    console.result({"file": str(path), "bytes": size, **_as_data(manifest)}, text)
    return 0


def run_restore(args: argparse.Namespace, console: Console) -> int:
    """Check the whole file, ask, load."""

    def confirm(manifest: Manifest) -> None:
        console.say(_title(manifest))
        if not args.yes:
            _ask(console)
        console.say(_("The backup is being loaded …"))

    path = args.file.absolute()
    console.say(_("The backup is being checked …"))
    manifest = restore(path, confirm=confirm, on_progress=console.progress)
    done = _("Restored: %(what)s. Everybody signs in anew.") % {"what": _what(manifest)}
    console.result({"file": str(path), **_as_data(manifest)}, done)
    return 0


def _ask(console: Console) -> None:
    if not console.is_interactive:
        raise NotConfirmed(_("Nothing was changed. Confirm with --yes."))
    if not confirming.says_yes(_("Confirm? [y/N] ")):
        raise NotConfirmed(_("Nothing was changed."))


def _title(manifest: Manifest) -> str:
    """What is about to be loaded: how much, from when, from which Milepost."""
    made = localtime(datetime.fromisoformat(manifest.created_at))
    return _("Load %(what)s, as of %(moment)s, from Milepost %(version)s on %(database)s") % {
        "what": _what(manifest),
        "moment": date_format(made, "SHORT_DATETIME_FORMAT"),
        "version": manifest.milepost,
        "database": _DATABASES.get(manifest.vendor, manifest.vendor),
    }


def _what(manifest: Manifest) -> str:
    return _("%(rows)s rows in %(tables)s tables, %(files)s files") % {
        "rows": grouped(manifest.rows),
        "tables": grouped(len(manifest.tables)),
        "files": grouped(len(manifest.files)),
    }


def _as_data(manifest: Manifest) -> dict[str, Any]:
    return {
        "milepost": manifest.milepost,
        "database": manifest.vendor,
        "created_at": manifest.created_at,
        "rows": manifest.rows,
        "tables": {table.name: table.rows for table in manifest.tables},
        "files": len(manifest.files),
        "left_out": list(manifest.left_out),
    }
