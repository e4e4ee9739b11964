"""`milepost what-is-left`."""

import argparse

from django.utils.translation import gettext as _

from milepost.base.permissions import PROGRESS_MANAGE
from milepost.catalog.lookup import find_course
from milepost.checks.leftovers import Leftovers, what_is_left
from milepost.cli import confirming
from milepost.cli.console import Commands, Console, grouped
from milepost.people.lookup import find_users


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "what-is-left", parents=[common], help=_("what is kept of a learner in a course, after an erase or before")
    )
    parser.add_argument("--learner", required=True, metavar="L", help=_("login id, e-mail address or UUID"))
    parser.add_argument("--course", required=True, metavar="C", help=_("asset id or UUID"))
    confirming.add_actor(parser)
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """List what there is, by kind."""
    actor = confirming.actor(args)
    actor.require(PROGRESS_MANAGE)
    [user] = find_users([args.learner], actor)
    found = what_is_left(user, find_course(args.course.removeprefix("course:")).pk)
    console.result({"erased": found.is_erased, **found.numbers}, _text(found))
    return 0


def _text(found: Leftovers) -> str:
    names = {
        "enrolment": _("Enrolment"),
        "records": _("Learning records"),
        "tombstones": _("Erased learning records (number, time and operation of the erase)"),
        "activity_records": _("Activity records"),
        "sessions": _("Player sessions"),
        "emptied_sessions": _("Emptied player sessions"),
        "late_commits": _("Late commits"),
        "attempts": _("Attempts and forms"),
        "submissions": _("Submissions"),
        "assessments": _("Assessments"),
        "attendance": _("Attendance"),
        "graded_posts": _("Posts in graded discussions"),
        "reports_of_time": _("Reports of time"),
        "posts": _("Posts in other discussions"),
        "notes": _("Notes of the learner"),
        "events": _("Events"),
        "erasures": _("Events of the erase itself"),
        "redacted_events": _("Redacted events"),
        "operation_items": _("Rows of operations"),
        "holds": _("Legal holds"),
        "tags": _("Tags of the learner"),
        "groups": _("Groups of the learner"),
    }
    lines = [f"{grouped(number):>7}  {names[what]}" for what, number in found.numbers.items() if number]
    verdict = (
        _("Nothing tells of scores, times, dates or completion.")
        if found.is_erased
        else _("Something tells of scores, times, dates or completion.")
    )
    return "\n".join([*lines, verdict])
