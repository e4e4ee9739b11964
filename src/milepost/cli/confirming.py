"""Nothing changes without a yes (R42): `--yes`, or an answer on the terminal."""

import argparse

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import NotConfirmed
from milepost.cli import words
from milepost.cli.console import Console
from milepost.people import actors
from milepost.progress import api

# From so many learners on the number itself has to be typed.
_TYPED_ABOVE = 100


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command that changes something."""
    parser.add_argument("--yes", action="store_true", help=_("confirm the preview unseen"))
    parser.add_argument(
        "--as", dest="as_login", metavar="LOGIN", help=_("act as this user, with that user's permissions")
    )


def actor(args: argparse.Namespace) -> Actor:
    """Who acts: the user named by `--as`, else whoever may run programs on this machine."""
    return actors.by_login(args.as_login) if args.as_login else actors.system("command line")


def confirm_and_run(who: Actor, operation: api.Operation, args: argparse.Namespace, console: Console) -> int:
    """Ask, unless told not to; apply; print the result."""
    if not args.yes and words.numbers(operation)["records"]:
        _ask(operation, console)
    try:
        operation = api.confirm(who, operation, operation.digest)
    except api.EffectChanged as changed:
        console.say(str(changed))
        console.result(api.report(changed.operation), words.preview(changed.operation))
        return changed.exit_status
    api.run(operation, console.progress)
    console.result(api.report(operation), words.result(operation))
    return 0


def _ask(operation: api.Operation, console: Console) -> None:
    console.say(words.preview(operation))
    if not console.is_interactive:
        raise NotConfirmed(_("Nothing was changed. Confirm with --yes."))
    learners = words.numbers(operation)["learners"]
    wanted = {str(learners)} if learners > _TYPED_ABOVE else {"y", "yes", "j", "ja"}
    question = (
        _("Type %(number)s to confirm: ") % {"number": learners} if learners > _TYPED_ABOVE else _("Confirm? [y/N] ")
    )
    answer = input(question).strip().lower().replace(",", "").replace(".", "").replace("\u202f", "")
    if answer not in wanted:
        raise NotConfirmed(_("Nothing was changed."))
