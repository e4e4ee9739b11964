"""`milepost verify-log`."""

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from milepost.cli.console import Commands, Console, grouped
from milepost.ledger import verifying
from milepost.ledger.head import Head


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "verify-log", parents=[common], help=_("check that no event of the log was changed, removed or inserted")
    )
    parser.add_argument("--head", type=Path, metavar="FILE", help=_("write the head of the chain into this file"))
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help=_("compare with the head that was written into this file before")
    )
    parser.set_defaults(handler=run_verify_log)


def run_verify_log(args: argparse.Namespace, console: Console) -> int:
    """Compute the chain anew, then seal what is new. Exit status 0 when the log is as it was sealed, else 1.

    A head is written only then: a file that is there stays what it was when something is wrong.
    """
    against = None if args.against is None else Head.read(args.against)
    verdict = verifying.verify(against, console.progress)
    sealed = verifying.seal_what_is_new(verdict)
    head = Head.now() if sealed else verdict.head
    if args.head is not None and verdict.is_content:
        head.write(args.head)
    console.result(_as_data(verdict, sealed, head), "\n".join(_as_lines(verdict, sealed)))
    return 0 if verdict.is_content else 1


def _as_data(verdict: verifying.Verdict, sealed: int, head: Head) -> dict[str, Any]:
    return {
        "content": verdict.is_content,
        "events": verdict.head.events,
        "seals": verdict.head.seal,
        "unsealed": verdict.unsealed,
        "sealed_now": sealed,
        "broken": [finding.as_data() for finding in verdict.broken],
        "counts": dict(verdict.counts),
        "head": head.as_data(),
    }


def _as_lines(verdict: verifying.Verdict, sealed: int) -> list[str]:
    """One line a contradiction, how many are not shown, what it comes to, and what was not sealed yet."""
    lines = [finding.sentence for finding in verdict.broken]
    more = sum(verdict.counts.values()) - len(verdict.broken)
    if more:
        lines.append(_("%(n)s more are not shown.") % {"n": grouped(more)})
    numbers = {"events": grouped(verdict.head.events), "seals": grouped(verdict.head.seal)}
    if verdict.is_content:
        lines.append(_("All %(events)s events under %(seals)s seals are as they were sealed.") % numbers)
    else:
        lines.append(_("The log is not as it was sealed: %(events)s events under %(seals)s seals.") % numbers)
    if verdict.unsealed:
        pending = {"n": grouped(verdict.unsealed), "sealed": grouped(sealed)}
        lines.append(_("%(n)s events were not sealed yet; %(sealed)s of them are now.") % pending)
    return lines
