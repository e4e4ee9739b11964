"""`milepost hold`: legal holds."""

import argparse
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.catalog.lookup import find_course
from milepost.catalog.models import Course
from milepost.cli import confirming
from milepost.cli.console import Commands, Console
from milepost.people.lookup import find_users
from milepost.people.models import User
from milepost.records import holds
from milepost.records.models import Hold


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the command."""
    hold = commands.add_parser("hold", help=_("legal holds: what must not be erased"))
    ways = hold.add_subparsers(title=_("commands"), dest="way", required=True, metavar="COMMAND")
    place = ways.add_parser("place", parents=[common], help=_("keep from being erased"))
    _add_what(place)
    place.add_argument("--reason", required=True, metavar="T", help=_("why"))
    place.set_defaults(handler=run_place)
    lift = ways.add_parser("lift", parents=[common], help=_("end a hold"))
    lift.add_argument("hold", nargs="?", type=int, metavar="ID", help=_("its number, as `hold list` gives it"))
    _add_what(lift)
    lift.add_argument("--reason", default="", metavar="T", help=_("why; kept in the log of administration"))
    lift.set_defaults(handler=run_lift)
    listing = ways.add_parser("list", parents=[common], help=_("the holds that stand"))
    confirming.add_actor(listing)
    listing.set_defaults(handler=run_list)


def _add_what(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--learner", metavar="L", help=_("login id, e-mail address or UUID"))
    parser.add_argument("--course", metavar="C", help=_("asset id or UUID"))
    confirming.add_actor(parser)


def run_place(args: argparse.Namespace, console: Console) -> int:
    """Place a hold."""
    actor = confirming.actor(args)
    user, course = _what(args, actor)
    hold = holds.place(actor, user, course, reason=args.reason)
    console.result(_data(hold), _("Hold %(number)s on %(subject)s stands.") % _words(hold))
    return 0


def run_lift(args: argparse.Namespace, console: Console) -> int:
    """Lift a hold, named by its number, or by what it alone is on."""
    actor = confirming.actor(args)
    hold = holds.find(actor, args.hold) if args.hold is not None else _the_one(args, actor)
    holds.lift(actor, hold, args.reason)
    console.result(_data(hold), _("Hold %(number)s on %(subject)s is lifted.") % _words(hold))
    return 0


def run_list(args: argparse.Namespace, console: Console) -> int:
    """List the holds that stand."""
    found = holds.active(confirming.actor(args))
    none = _("There are no holds.")
    console.result({"holds": [_data(each) for each in found]}, "\n".join(map(_line, found)) or none)
    return 0


def _what(args: argparse.Namespace, actor: Actor) -> tuple[User | None, Course | None]:
    user = None
    if args.learner is not None:
        [key] = find_users([args.learner], actor)
        user = User.objects.get(pk=key)
    return user, find_course(args.course) if args.course is not None else None


def _the_one(args: argparse.Namespace, actor: Actor) -> Hold:
    user, course = _what(args, actor)
    if user is None and course is None:
        raise Refused(_("Say which hold: by its number, or with --learner or --course."))
    found = [hold for hold in holds.active(actor) if (hold.user, hold.course) == (user, course)]
    if not found:
        raise Refused(_("There is no hold on just that."))
    if len(found) > 1:
        numbers = ", ".join(str(hold.pk) for hold in found)
        raise Refused(_("Several holds are on that: %(numbers)s. Lift each by its number.") % {"numbers": numbers})
    return found[0]


def _data(hold: Hold) -> dict[str, Any]:
    return {
        "id": hold.pk,
        "learner": hold.user.login_id if hold.user else None,
        "course": (hold.course.asset_id or str(hold.course.uuid)) if hold.course else None,
        "reason": hold.reason,
        "placed_at": hold.placed_at.isoformat(),
        "placed_by": hold.placed_by,
        "lifted_at": hold.lifted_at.isoformat() if hold.lifted_at else None,
        "lifted_by": hold.lifted_by or None,
    }


def _words(hold: Hold) -> dict[str, Any]:
    return {"number": hold.pk, "subject": holds.subject(hold)}


def _line(hold: Hold) -> str:
    placed = date_format(localtime(hold.placed_at), "SHORT_DATE_FORMAT")
    return f"{hold.pk:>6}  {placed}  {holds.subject(hold)}  ·  {hold.placed_by}  ·  {hold.reason}"
