"""`milepost reset`, `milepost complete` and `milepost template`."""

import argparse
import datetime as dt
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.base.places import writing
from milepost.cli import confirming, words
from milepost.cli.console import Commands, Console
from milepost.progress import api
from milepost.uploads import api as uploads


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
    template.add_argument("--xlsx", action="store_true", help=_("as an Excel workbook instead of CSV"))
    template.set_defaults(handler=run_template)


def _add_options(parser: argparse.ArgumentParser, kind: api.Kind) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--file", type=Path, metavar="F", help=_("a CSV or XLSX file, one learner and one content a row"))
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
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help=_("with --file: where a copy of the validation report goes"),
    )
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
    request = api.Request(
        kind=args.kind,
        source="file" if args.file else "cli",
        reason=args.reason,
        policy=args.policy,
        notify_by_email=args.email,
        completed_on=args.date,
        due_on=args.due,
        enrol_missing=args.enrol,
    )
    submitted = _submit(actor, request, args)
    for note in submitted.notes:
        console.say(note)
    operation = submitted.operation
    if operation.state == api.State.REFUSED:
        return _refuse(submitted, args, console)
    if args.preview:
        console.result(api.report(operation), words.preview(operation))
        return 0
    return confirming.confirm_and_run(actor, operation, args, console)


def _submit(actor: Actor, request: api.Request, args: argparse.Namespace) -> uploads.Submitted:
    """Stage what was asked for: rows of a file, learners that were named, or a choice of learners."""
    if args.file:
        if args.content:
            raise Refused(_("--content goes with --learner, --rule or --all-of; a file names the content itself."))
        return uploads.submit_file(actor, request, args.file, report=args.report)
    if args.report:
        raise Refused(_("--report goes with --file: only a file has a validation report."))
    if not args.content and not args.all_of:
        raise Refused(_("Say what with --content, as course:ID, program:ID or activity:COURSE/ID."))
    return uploads.Submitted(_submit_named(actor, request, args))


def _submit_named(actor: Actor, request: api.Request, args: argparse.Namespace) -> api.Operation:
    if args.learner:
        return api.submit(actor, request, api.rows_of(args.learner, [_kind_and_name(text) for text in args.content]))
    contents = [api.find_content(*_kind_and_name(text)) for text in args.content or [args.all_of]]
    if args.rule is not None:
        return api.submit_for(actor, request, api.Learners(rule=args.rule), contents)
    everybody = api.Learners(enrolled_in=api.find_content(*_kind_and_name(args.all_of)))
    return api.submit_for(actor, request, everybody, contents)


def _kind_and_name(text: str) -> tuple[str, str]:
    """`course:SAFETY` in two; what names no kind is a course."""
    kind, colon, name = text.partition(":")
    return (kind, name) if colon and kind in ("course", "activity", "program") else ("course", text)


def _refuse(submitted: uploads.Submitted, args: argparse.Namespace, console: Console) -> int:
    """Say what is wrong; of a file, the first rows of its report."""
    operation = submitted.operation
    lines = list(submitted.faults)
    if not args.file:
        lines = [words.fault(fault, args) for fault in api.faults(operation)]
    hidden = operation.faults - len(lines) if args.file else 0
    shown = {"shown_faults": [line.strip() for line in lines]}
    text = words.refusal(operation, lines, hidden=hidden, report=args.report or api.report_path(operation))
    console.result(api.report(operation) | shown, text)
    return 2


def run_template(args: argparse.Namespace, console: Console) -> int:
    """Write the empty file, or print it."""
    kind = api.Kind.RESET if args.kind == "reset" else api.Kind.MARK_COMPLETE
    if args.xlsx and not args.output:
        raise Refused(_("A workbook cannot be printed. Say with -o where it goes."))
    if args.output:
        with writing(args.output):
            args.output.write_bytes(uploads.template(kind, "xlsx" if args.xlsx else "csv"))
    text = uploads.template(kind).decode("utf-8-sig")
    console.result({"template": text}, str(args.output) if args.output else text.rstrip())
    return 0
