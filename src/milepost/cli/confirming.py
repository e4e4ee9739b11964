"""Nothing changes without a yes (R42): `--yes`, or an answer on the terminal."""

import argparse

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import NotConfirmed
from milepost.cli import words
from milepost.cli.console import Console
from milepost.jobs import background
from milepost.people import actors
from milepost.progress import api

# From so many learners on the number itself has to be typed.
_TYPED_ABOVE = 100
_YES = {"y", "yes", "j", "ja"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command that changes something."""
    parser.add_argument("--yes", action="store_true", help=_("confirm the preview unseen"))
    parser.add_argument("--background", action="store_true", help=_("leave it to a worker instead of waiting for it"))
    add_actor(parser)


def add_actor(parser: argparse.ArgumentParser) -> None:
    """The option that says who acts."""
    parser.add_argument(
        "--as", dest="as_login", metavar="LOGIN", help=_("act as this user, with that user's permissions")
    )


def actor(args: argparse.Namespace) -> Actor:
    """Who acts: the user named by `--as`, else whoever may run programs on this machine."""
    return actors.by_login(args.as_login) if args.as_login else actors.system("command line")


def confirm_and_run(who: Actor, operation: api.Operation, args: argparse.Namespace, console: Console) -> int:
    """Ask, unless told not to; apply, or leave it to a worker; print the result."""
    if not args.yes and words.numbers(operation)["records"]:
        _ask(operation, console)
    try:
        operation = api.confirm(who, operation, operation.digest, reserve=not args.background)
    except api.EffectChanged as changed:
        console.say(str(changed))
        console.result(api.report(changed.operation), words.preview(changed.operation))
        return changed.exit_status
    if args.background:
        operation = background.hand_over(operation)
        console.result(api.report(operation), words.handed_over(operation))
        return 0
    operation = api.run(operation, console.progress)
    console.result(api.report(operation), words.result(operation))
    return 0 if operation.state == api.State.DONE else 1


def _ask(operation: api.Operation, console: Console) -> None:
    console.say(words.preview(operation))
    if not console.is_interactive:
        raise NotConfirmed(_("Nothing was changed. Confirm with --yes."))
    learners = words.numbers(operation)["learners"]
    typed = learners > _TYPED_ABOVE or operation.erases
    wanted = {str(learners)} if typed else _YES
    question = _("Type %(number)s to confirm: ") % {"number": learners} if typed else _("Confirm? [y/N] ")
    answer = _answer(question).replace(",", "").replace(".", "").replace("\u202f", "")
    if answer not in wanted:
        raise NotConfirmed(_("Nothing was changed."))


def says_yes(question: str) -> bool:
    """Ask on the terminal; whether the answer is a yes, in English or German."""
    return _answer(question) in _YES


def _answer(question: str) -> str:
    """What is typed; nothing, which is a no everywhere, where the terminal has come to its end (Ctrl-D)."""
    try:
        return input(question).strip().lower()
    except EOFError:
        return ""


def ask_to_cancel(found: api.Seen, args: argparse.Namespace, console: Console) -> None:
    """Ask whether to stop an operation, if there is somebody to ask. No record changes by that, so no yes is needed.

    Raises `NotConfirmed` for a no, `BeyondReach` for an operation that concerns others too.
    """
    operation = found.whole()
    if args.yes or not console.is_interactive:
        return
    console.say(words.title(operation))
    console.say(words.how_far(found))
    if not says_yes(_("Stop it? [y/N] ")):
        raise NotConfirmed(_("The operation goes on."))
