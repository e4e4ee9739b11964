"""`milepost operations`, `milepost undo` and `milepost cancel`."""

import argparse
import time
import uuid
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.cli import confirming, words
from milepost.cli.console import Commands, Console, grouped
from milepost.jobs import background
from milepost.people.lookup import find_users
from milepost.progress import api

# How often, in seconds, `--follow` looks.
_GLANCE = 0.5


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    operations = commands.add_parser(
        "operations", parents=[common], help=_("what has been done, and what became of it")
    )
    operations.add_argument("operation", nargs="?", type=uuid.UUID, metavar="ID", help=_("show this one"))
    operations.add_argument("--items", action="store_true", help=_("with ID: each row and its outcome"))
    operations.add_argument("--follow", action="store_true", help=_("with ID: say how far it is until it ends"))
    confirming.add_actor(operations)
    operations.set_defaults(handler=run_operations)
    undo = commands.add_parser("undo", parents=[common], help=_("undo an operation"))
    undo.add_argument("operation", type=uuid.UUID, metavar="OPERATION", help=_("its ID, as `operations` lists it"))
    undo.add_argument("--learner", nargs="+", action="extend", metavar="L", help=_("only for these learners"))
    undo.add_argument("--preview", action="store_true", help=_("show what would happen, change nothing"))
    confirming.add_options(undo)
    undo.set_defaults(handler=run_undo)
    cancel = commands.add_parser("cancel", parents=[common], help=_("stop an operation that is running"))
    cancel.add_argument("operation", type=uuid.UUID, metavar="ID", help=_("as `operations` lists it"))
    cancel.add_argument("--yes", action="store_true", help=_("do not ask"))
    confirming.add_actor(cancel)
    cancel.set_defaults(handler=run_cancel)


def run_operations(args: argparse.Namespace, console: Console) -> int:
    """List the newest operations, or show one, as far as the actor's reach goes (R40)."""
    actor = confirming.actor(args)
    if args.operation is None:
        newest = api.latest(actor)
        none = _("There are no operations yet.")
        console.result({"operations": [api.report(found) for found in newest]}, "\n".join(map(_line, newest)) or none)
        return 0
    found = _follow(actor, args.operation, console) if args.follow else api.seen(actor, args.operation)
    report, text = _data(found), words.summary(found)
    if args.items:
        items = api.items(found)
        report["items"] = items
        text = "\n".join([text, *(words.item(item) for item in items)])
    console.result(report, text)
    return 0


def _line(found: api.Seen) -> str:
    """One operation in the list."""
    operation = found.operation
    created = date_format(localtime(operation.created_at), "SHORT_DATETIME_FORMAT")
    return f"{operation.uuid}  {created}  {grouped(found.items):>9}  {words.kind(operation)}, {words.state(operation)}"


def _data(found: api.Seen) -> dict[str, Any]:
    """The operation object, with how far it is."""
    return api.report(found) | {"progress": words.progress(found)}


def _follow(actor: Actor, operation_id: uuid.UUID, console: Console) -> api.Seen:
    """Say how far an operation is, each time it has got further, until it does not run any more."""
    said = -1
    while (found := api.seen(actor, operation_id)).operation.state == api.State.RUNNING:
        if found.applied_to > said:
            said = found.applied_to
            console.say(words.how_far(found))
        time.sleep(_GLANCE)
    return found


def run_undo(args: argparse.Namespace, console: Console) -> int:
    """Take an operation back, as a whole or for some learners."""
    actor = confirming.actor(args)
    learners = find_users(args.learner, actor) if args.learner else None
    operation = api.undo(actor, args.operation, learners, source="cli")
    if args.preview:
        console.result(api.report(operation), words.preview(operation))
        return 0
    return confirming.confirm_and_run(actor, operation, args, console)


def run_cancel(args: argparse.Namespace, console: Console) -> int:
    """Stop an operation after the chunk that is being applied; what has been done stays, and can be undone."""
    who = confirming.actor(args)
    confirming.ask_to_cancel(api.seen(who, args.operation), args, console)
    found = api.seen(who, background.cancel(who, args.operation).uuid)
    console.result(_data(found), words.cancelled(found))
    return 0
