"""`milepost import`: data from elsewhere. A second time changes nothing and says so."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.cli.console import Commands, Console, grouped
from milepost.imports import oulad


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    bring_in = commands.add_parser("import", help=_("bring in users, courses and learning records"))
    sources = bring_in.add_subparsers(title=_("sources"), dest="source", required=True, metavar="SOURCE")
    source = sources.add_parser(
        "oulad", parents=[common], help=_("the Open University Learning Analytics dataset, a folder of CSV files")
    )
    source.add_argument("folder", type=Path, metavar="DIR", help=_("the folder that holds the files"))
    source.add_argument(
        "--without-banked", action="store_true", help=_("leave out results carried over from an earlier presentation")
    )
    source.set_defaults(handler=run_oulad)


def run_oulad(args: argparse.Namespace, console: Console) -> int:
    """Import the dataset: set-up by the machine's owner, so no permission is asked for."""
    summary = oulad.load(args.folder, without_banked=args.without_banked, say=console.say)
    kinds = ("users", "courses", "activities", "enrolments", "results", "records", "completed", "changed")
    console.result({kind: getattr(summary, kind) for kind in kinds}, _text(summary))
    return 0


def _text(summary: oulad.Summary) -> str:
    added = summary.added
    pairs = [
        (_("Users: %(all)s, new: %(new)s"), summary.users, added.users),
        (_("Courses: %(all)s, new: %(new)s"), summary.courses, added.courses),
        (_("Activities: %(all)s, new: %(new)s"), summary.activities, added.activities),
        (_("Enrolments: %(all)s, new: %(new)s"), summary.enrolments, added.enrolments),
        (_("Learning records: %(all)s, new: %(new)s"), summary.records, added.records),
        (_("Results: %(all)s, new: %(new)s"), summary.results, added.results),
    ]
    lines = [words % {"all": grouped(every), "new": grouped(new)} for words, every, new in pairs]
    lines.append(_("Completed learning records: %(all)s") % {"all": grouped(summary.completed)})
    if summary.left_out:
        left_out = _("Results left out, because their learning record was there before: %(number)s")
        lines.append(left_out % {"number": grouped(summary.left_out)})
    if not summary.changed:
        lines.append(_("Nothing has changed."))
    return "\n".join(lines)
