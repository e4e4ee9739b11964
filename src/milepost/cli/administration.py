"""`milepost setting` and `milepost admin-log`."""

import argparse
import json
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from milepost.cli import confirming
from milepost.cli.console import Commands, Console
from milepost.organisation import adminlog, settings
from milepost.organisation.models import AdminEntry


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    setting = commands.add_parser("setting", parents=[common], help=_("show the organisation's settings, change one"))
    setting.add_argument("key", nargs="?", metavar="KEY", help=_("this one alone"))
    setting.add_argument("value", nargs="?", metavar="VALUE", help=_("what it is to be from now on"))
    confirming.add_actor(setting)
    setting.set_defaults(handler=run_setting)
    log = commands.add_parser(
        "admin-log", parents=[common], help=_("who changed what about roles, settings, tokens and holds")
    )
    log.add_argument("--number", type=_count, default=100, metavar="N", help=_("how many entries, the newest first"))
    confirming.add_actor(log)
    log.set_defaults(handler=run_log)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 0 < int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(_("“%(text)s” is no number from 1 to 1,000,000") % {"text": text})
    return int(text)


def run_setting(args: argparse.Namespace, console: Console) -> int:
    """Show all settings or one; with a value, change it first."""
    actor = confirming.actor(args)
    if args.value is not None:
        settings.change(actor, args.key, settings.define(args.key).read(args.value))
    found = settings.listing(actor)
    if args.key is not None:
        found = {args.key: found[settings.define(args.key).key]}
    lines = [f"{key} = {_written(value)}\n    {settings.DEFINITIONS[key].description}" for key, value in found.items()]
    console.result({"settings": found}, "\n".join(lines))
    return 0


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def run_log(args: argparse.Namespace, console: Console) -> int:
    """Show the newest entries of the log of administration."""
    found = adminlog.latest(confirming.actor(args), args.number)
    none = _("Nothing has been changed yet.")
    console.result({"entries": [_entry(each) for each in found]}, "\n".join(map(_line, found)) or none)
    return 0


def _entry(entry: AdminEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "recorded_at": entry.recorded_at.isoformat(),
        "actor": entry.actor_label,
        "kind": entry.kind,
        "subject": entry.subject,
        "data": json.loads(entry.data),
    }


def _line(entry: AdminEntry) -> str:
    recorded = date_format(localtime(entry.recorded_at), "SHORT_DATETIME_FORMAT")
    return f"{recorded}  {entry.actor_label}  ·  {entry.kind}  ·  {entry.subject}  ·  {entry.data}"
