"""`milepost demo`: an organisation to look at, and the main job done before the reader's eyes."""

import argparse
import contextlib
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from milepost.catalog.models import Course, Program
from milepost.cli import setup
from milepost.cli.console import Commands, Console, grouped
from milepost.cli.serve import serve
from milepost.demo.load import load
from milepost.demo.story import Story
from milepost.ledger.models import Event
from milepost.people import actors, passwords
from milepost.people.models import Group, User
from milepost.records.models import CourseRecord

# Who can sign in: a learner, and a training manager.
_PEOPLE = ("a.laurent", "h.brandt")


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the command."""
    demo = commands.add_parser(
        "demo",
        parents=[common],
        help=_("load the demo organisation, show the main job, then serve; SERVE=no ends before that"),
    )
    demo.set_defaults(handler=run_demo)


def run_demo(args: argparse.Namespace, console: Console) -> int:
    """Load, show, serve. All that is told goes to standard error; standard output gets what it came to."""
    from milepost.cli.main import main

    # The commands of the story write their results to standard output: here they are part of what is told.
    with contextlib.redirect_stdout(sys.stderr):
        setup.run_migrate(args, Console())
        _load(console)
        story = Story(console.say, main, _program(), settings.DATA_DIR / "demo")
        told = story.tell()
        signing_in = _let_in()
    console.say()
    _tell_how_to_sign_in(console, signing_in)
    console.result(
        _numbers() | told | {"sign_in": signing_in},
        _("The demo is ready. Its files are in %(folder)s.") % {"folder": story.folder},
    )
    if os.environ.get("SERVE", "yes").lower() in ("no", "0", "false"):
        return 0
    return serve(console)


def _tell_how_to_sign_in(console: Console, made: dict[str, str]) -> None:
    for login_id in _PEOPLE:
        known = {"login": login_id, "password": made.get(login_id, "")}
        if login_id in made:
            console.say(_("Sign in as %(login)s with the password %(password)s") % known)
        else:
            console.say(_("Sign in as %(login)s; for a new password: milepost password --login %(login)s") % known)


def _let_in() -> dict[str, str]:
    """Give a learner and a training manager a password, unless they have one; returns those that are new."""
    without = [user for user in User.objects.filter(login_id__in=_PEOPLE) if not user.has_usable_password()]
    made = {user.login_id: passwords.made_up() for user in without}
    for user in without:
        passwords.give(actors.system("demo"), user, made[user.login_id])
    return made


def _load(console: Console) -> None:
    begun = time.monotonic()
    if not load():
        console.say(_("The demo organisation is here already and is used as it is."))
    else:
        seconds = {"seconds": number_format(time.monotonic() - begun, 1)}
        console.say(_("The demo organisation was loaded in %(seconds)s s.") % seconds)
    found = {name: grouped(number) for name, number in _numbers().items()}
    console.say(
        _(
            "Nordwerk Training: %(learners)s learners at %(sites)s sites, %(courses)s courses, %(programs)s "
            "programs,\n"
            "%(records)s learning records and %(events)s events in two years."
        )
        % found
    )


def _numbers() -> dict[str, Any]:
    return {
        "learners": User.objects.filter(role__name="Learner").count(),
        "sites": Group.objects.count(),
        "courses": Course.objects.count(),
        "programs": Program.objects.count(),
        "records": CourseRecord.objects.count(),
        "events": Event.objects.count(),
    }


def _program() -> str:
    """The program's name as the reader would type it."""
    called = Path(sys.argv[0])
    found = shutil.which(called.name)
    return called.name if found and Path(found).resolve() == called.resolve() else sys.argv[0]
