"""`milepost reset`, `milepost complete` and `milepost template`."""

import argparse
import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.cli import confirming, words
from milepost.cli.console import Commands, Console
from milepost.progress import api
from milepost.uploads.formats import FORMATS
from milepost.uploads.kept import path_for
from milepost.uploads.report import describe, write_report
from milepost.uploads.table import Table, open_table

_SHOWN_FAULTS = 10


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    reset = commands.add_parser("reset", parents=[common], help=_("reset progress, so that training is taken again"))
    _add_options(reset, api.Kind.RESET)
    reset.add_argument(
        "--policy",
        choices=("retain", "erase"),
        default="",
        help=_("what is left behind; as each course says if not given. What is erased cannot be brought back"),
    )
    reset.add_argument(
        "--due", type=_day, metavar="D", help=_("the new due date, as 2027-01-31, where the old one has passed")
    )
    complete = commands.add_parser("complete", parents=[common], help=_("mark training complete"))
    _add_options(complete, api.Kind.MARK_COMPLETE)
    complete.add_argument("--enrol", action="store_true", help=_("enrol first who is not enrolled"))
    complete.add_argument(
        "--date", type=_day, metavar="D", help=_("the day of completion, as 2026-11-20; today if not given")
    )
    template = commands.add_parser("template", parents=[common], help=_("the empty upload file"))
    template.add_argument("kind", choices=("reset", "complete"), help=_("which of the two commands it is for"))
    template.add_argument("-o", "--output", type=Path, metavar="FILE", help=_("where it goes; else it is printed"))
    template.set_defaults(handler=run_template)


def _add_options(parser: argparse.ArgumentParser, kind: api.Kind) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--file", type=Path, metavar="F", help=_("a CSV file, one learner and one content a row"))
    who.add_argument(
        "--learner", nargs="+", action="extend", metavar="L", help=_("login ids, e-mail addresses or UUIDs")
    )
    who.add_argument("--rule", metavar="R", help=_("everybody whom a rule fits (docs/rules.md)"))
    who.add_argument("--all-of", metavar="C", help=_("everybody who is enrolled in course:ID or program:ID"))
    parser.add_argument(
        "--content",
        nargs="+",
        action="extend",
        metavar="C",
        help=_(
            "course:ID, program:ID or activity:COURSE/ID, by asset id or UUID; with --all-of that itself if not given"
        ),
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
    parser.set_defaults(handler=run_change, kind=kind, date=None, policy="", due=None, enrol=False)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("“%(text)s” is no day; write 2026-11-20") % {"text": text}) from error


def run_change(args: argparse.Namespace, console: Console) -> int:
    """Stage, preview, confirm, apply: exit status as in INTERFACES."""
    actor = confirming.actor(args)
    table = _table(args)
    request = api.Request(
        kind=args.kind,
        source="file" if table else "cli",
        reason=args.reason,
        policy=args.policy,
        notify_by_email=args.email,
        completed_on=args.date,
        due_on=args.due,
        enrol_missing=args.enrol,
        file_name=args.file.name if table else "",
    )
    operation = _submit(actor, request, table, args)
    if operation.state == api.State.REFUSED:
        return _refuse(operation, table, args, console)
    if table and args.report:
        _write_report(operation, table, args.report)
    if args.preview:
        console.result(api.report(operation), words.preview(operation))
        return 0
    return confirming.confirm_and_run(actor, operation, args, console)


def _submit(actor: Actor, request: api.Request, table: Table | None, args: argparse.Namespace) -> api.Operation:
    """Stage what was asked for: rows of a file, learners that were named, or a choice of learners."""
    if table:
        return api.submit(actor, request, FORMATS[args.kind].rows(table))
    if args.learner:
        return api.submit(actor, request, _rows(args))
    contents = [api.find_content(*_kind_and_name(text)) for text in args.content or [args.all_of]]
    if args.rule is not None:
        return api.submit_for(actor, request, api.Learners(rule=args.rule), contents)
    everybody = api.Learners(enrolled_in=api.find_content(*_kind_and_name(args.all_of)))
    return api.submit_for(actor, request, everybody, contents)


def _table(args: argparse.Namespace) -> Table | None:
    if args.file is None:
        if not args.content and not args.all_of:
            raise Refused(_("Say what with --content, as course:ID, program:ID or activity:COURSE/ID."))
        return None
    if args.content:
        raise Refused(_("--content goes with --learner, --rule or --all-of; a file names the content itself."))
    form = FORMATS[args.kind]
    return open_table(args.file, form.columns, form.optional)


def _rows(args: argparse.Namespace) -> Iterator[api.Row]:
    contents = [_kind_and_name(text) for text in args.content]
    pairs = ((learner, *content) for learner in args.learner for content in contents)
    for line, (learner, kind, name) in enumerate(pairs, start=1):
        course, slash, activity = name.partition("/")
        if kind == "activity" and slash:
            yield api.Row(line, learner, course, kind=kind, activity=activity)
        else:
            yield api.Row(line, learner, name, kind=kind)


def _kind_and_name(text: str) -> tuple[str, str]:
    """`course:SAFETY` in two; what names no kind is a course."""
    kind, colon, name = text.partition(":")
    return (kind, name) if colon and kind in ("course", "activity", "program") else ("course", text)


def _refuse(operation: api.Operation, table: Table | None, args: argparse.Namespace, console: Console) -> int:
    """Say what is wrong; with a file, write its report."""
    form = FORMATS[args.kind]
    if table is None:
        faults = list(api.faults(operation))
        lines = [words.fault(fault, args) for fault in faults]
    else:
        path = args.report or path_for(operation)
        _write_report(operation, table, path)
        faults = list(islice(api.faults(operation), _SHOWN_FAULTS))
        cells = dict(row for row in table.records() if row[0] in {fault.line for fault in faults})
        lines = [
            _("Row %(row)s  %(fault)s") % {"row": fault.line, "fault": describe(fault, table, form, cells[fault.line])}
            for fault in faults
        ]
    hidden = operation.faults - len({fault.line for fault in faults})
    shown = {"shown_faults": [line.strip() for line in lines]}
    console.result(api.report(operation) | shown, words.refusal(operation, lines, hidden=hidden))
    return 2


def _write_report(operation: api.Operation, table: Table, path: Path) -> None:
    write_report(table, FORMATS[api.Kind(operation.kind)], api.faults(operation), path)
    api.keep_report(operation, path)


def run_template(args: argparse.Namespace, console: Console) -> int:
    """Write the empty file, or print it."""
    text = FORMATS[api.Kind.RESET if args.kind == "reset" else api.Kind.MARK_COMPLETE].template()
    if args.output:
        args.output.write_text(text, encoding="utf-8-sig", newline="")
    console.result({"template": text}, str(args.output) if args.output else text.rstrip())
    return 0
