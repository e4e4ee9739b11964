"""From the words on the command line to a handler, and from what it raises to an exit status (INTERFACES)."""

import argparse
import gettext
import locale
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured


def entry() -> None:
    """The program's entry point."""
    sys.exit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)  # noqa: T201 - there is no console without settings
        return 2
    from django.utils import translation

    _translate_argparse()
    with translation.override(_language()):
        return _dispatch(argv)


def _dispatch(argv: Sequence[str]) -> int:
    from django.db import DatabaseError

    from milepost.base.errors import MilepostError
    from milepost.cli.console import Console

    args = _parser().parse_args(argv)
    console = Console(as_json=args.json)
    try:
        status: int = args.handler(args, console)
    except MilepostError as error:
        console.error(str(error), status=error.exit_status)
        return error.exit_status
    except DatabaseError as error:
        if not (sentence := _explained(error)):
            raise
        console.error(sentence, status=1)
        return 1
    except BrokenPipeError:  # the reader of our output has gone, which is its right
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    finally:
        console.close()
    return status


def _explained(error: Exception) -> str:
    """What to do about an error of the database, where it is not an error of ours; else empty."""
    from django.db import DatabaseError, OperationalError, ProgrammingError
    from django.utils.translation import gettext as _

    if "no such table" in str(error) or (isinstance(error, ProgrammingError) and "does not exist" in str(error)):
        return _("The database is not set up yet. Run: milepost migrate")
    # SQLite says of a file that is no database, or a broken one, nothing more special than that it is an error.
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        reason = " ".join(str(error).split())
        return _("The database cannot be used: %(reason)s. Which one it is says MILEPOST_DATABASE_URL.") % {
            "reason": reason.rstrip(".")
        }
    return ""


def _parser() -> argparse.ArgumentParser:
    from django.utils.translation import gettext as _

    from milepost import __version__
    from milepost.cli import (
        access,
        administration,
        backup,
        bring_in,
        change,
        demo,
        doctor,
        holds,
        ledger,
        leftovers,
        operations,
        serve,
        setup,
    )

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help=_("one JSON object on standard output"))
    parser = argparse.ArgumentParser(prog="milepost", description=_("Set straight what is recorded about learners."))
    parser.add_argument("--version", action="version", version=f"milepost {__version__}")
    commands = parser.add_subparsers(title=_("commands"), dest="command", required=True, metavar="COMMAND")
    for group in (
        setup,
        access,
        holds,
        administration,
        backup,
        bring_in,
        change,
        operations,
        doctor,
        leftovers,
        ledger,
        serve,
        demo,
    ):
        group.add(commands, common)
    return parser


def _translate_argparse() -> None:
    """Argparse asks Python's own gettext for its words; they stand in a catalogue of their own."""
    gettext.bindtextdomain("argparse", str(Path(__file__).parents[1] / "locale"))
    gettext.textdomain("argparse")


def _language() -> str:
    """English or German, as the terminal asks."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "de" if locale.normalize(value).lower().startswith("de") else "en"
    return "en"
