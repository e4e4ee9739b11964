"""`milepost reset`, `milepost complete` and `milepost template`."""

import argparse
import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.cli import confirming, words
from milepost.cli.console import Commands, Console
from milepost.progress import api
from milepost.uploads.formats import FORMATS
from milepost.uploads.report import describe, write_report
from milepost.uploads.table import Table, open_table

_SHOWN_FAULTS = 10


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    reset = commands.add_parser("reset", parents=[common], help=_("reset progress, so that training is taken again"))
    _add_options(reset, api.Kind.RESET)
    complete = commands.add_parser("complete", parents=[common], help=_("mark courses complete"))
    _add_options(complete, api.Kind.MARK_COMPLETE)
    complete.add_argument(
        "--date", type=_day, metavar="D", help=_("the day of completion, as 2026-11-20; today if not given")
    )
    template = commands.add_parser("template", parents=[common], help=_("the empty upload file"))
    template.add_argument("kind", choices=("reset", "complete"), help=_("which of the two commands it is for"))
    template.add_argument("-o", "--output", type=Path, metavar="FILE", help=_("where it goes; else it is printed"))
    template.set_defaults(handler=run_template)


def _add_options(parser: argparse.ArgumentParser, kind: api.Kind) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--file", type=Path, metavar="F", help=_("a CSV file, one learner and one course a row"))
    who.add_argument(
        "--learner", nargs="+", action="extend", metavar="L", help=_("login ids, e-mail addresses or UUIDs")
    )
    parser.add_argument(
        "--content", nargs="+", action="extend", metavar="C", help=_("course:ID, by asset id or UUID; with --learner")
    )
    parser.add_argument(
        "--policy",
        choices=("retain", "erase"),
        default="retain",
        help=_("the record policy; erase is not available yet"),
    )
    parser.add_argument(
        "--email",
        action="store_true",
        help=_("keep with the operation that learners be told by e-mail; no mail is sent yet"),
    )
    parser.add_argument("--reason", default="", metavar="T", help=_("why; kept with the operation, told to learners"))
    parser.add_argument("--report", type=Path, metavar="FILE", help=_("where the validation report goes"))
    parser.add_argument("--preview", action="store_true", help=_("show what would happen, change nothing"))
    confirming.add_options(parser)
    parser.set_defaults(handler=run_change, kind=kind, date=None)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("“%(text)s” is no day; write 2026-11-20") % {"text": text}) from error


def run_change(args: argparse.Namespace, console: Console) -> int:
    """Stage, preview, confirm, apply: exit status as in INTERFACES."""
    actor = confirming.actor(args)
    table = _table(args)
    rows = FORMATS[args.kind].rows(table) if table else _rows(args)
    request = api.Request(
        kind=args.kind,
        source="file" if table else "cli",
        reason=args.reason,
        policy=args.policy,
        notify_by_email=args.email,
        completed_on=args.date,
        file_name=args.file.name if table else "",
    )
    operation = api.submit(actor, request, rows)
    if operation.state == api.State.REFUSED:
        return _refuse(operation, table, args, console)
    if table and args.report:
        _write_report(operation, table, args.report)
    if args.preview:
        console.result(api.report(operation), words.preview(operation))
        return 0
    return confirming.confirm_and_run(actor, operation, args, console)


def _table(args: argparse.Namespace) -> Table | None:
    if args.file is None:
        if not args.content:
            raise Refused(_("Say which course with --content course:ID."))
        return None
    if args.content:
        raise Refused(_("--content goes with --learner; a file names the content itself."))
    return open_table(args.file, FORMATS[args.kind].columns)


def _rows(args: argparse.Namespace) -> Iterator[api.Row]:
    contents = [_course(text) for text in args.content]
    pairs = ((learner, content) for learner in args.learner for content in contents)
    for line, (learner, content) in enumerate(pairs, start=1):
        yield api.Row(line, learner, content)


def _course(text: str) -> str:
    kind, colon, name = text.partition(":")
    if not colon:
        return text
    if kind in ("activity", "program"):
        raise Refused(_("“%(content)s”: only whole courses can be named yet (course:ID).") % {"content": text})
    return name if kind == "course" else text


def _refuse(operation: api.Operation, table: Table | None, args: argparse.Namespace, console: Console) -> int:
    """Say what is wrong; with a file, write its report."""
    form = FORMATS[args.kind]
    if table is None:
        faults = list(api.faults(operation))
        lines = [words.fault(fault, args) for fault in faults]
    else:
        path = args.report or settings.DATA_DIR / "reports" / f"{operation.uuid}.csv"
        _write_report(operation, table, path)
        faults = list(islice(api.faults(operation), _SHOWN_FAULTS))
        cells = dict(row for row in table.records() if row[0] in {fault.line for fault in faults})
        lines = [
            _("Row %(row)s  %(fault)s") % {"row": fault.line, "fault": describe(fault, table, form, cells[fault.line])}
            for fault in faults
        ]
    hidden = operation.faults - len({fault.line for fault in faults})
    console.result(api.report(operation), words.refusal(operation, lines, hidden=hidden))
    return 2


def _write_report(operation: api.Operation, table: Table, path: Path) -> None:
    write_report(table, FORMATS[api.Kind(operation.kind)], api.faults(operation), path)
    api.keep_report(operation, str(path.absolute()))


def run_template(args: argparse.Namespace, console: Console) -> int:
    """Write the empty file, or print it."""
    text = FORMATS[api.Kind.RESET if args.kind == "reset" else api.Kind.MARK_COMPLETE].template()
    if args.output:
        args.output.write_text(text, encoding="utf-8-sig", newline="")
    console.result({"template": text}, str(args.output) if args.output else text.rstrip())
    return 0
