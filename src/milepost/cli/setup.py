"""`milepost migrate`, `milepost createadmin` and `milepost password`."""

import argparse
import os

from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base.errors import NotFound, Refused
from milepost.cli.console import Commands, Console
from milepost.people import actors, passwords, roles
from milepost.people.models import User


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    migrate = commands.add_parser("migrate", parents=[common], help=_("make or update the database"))
    migrate.set_defaults(handler=run_migrate)
    admin = commands.add_parser("createadmin", parents=[common], help=_("make an administrator"))
    admin.add_argument("--login", required=True, metavar="L", help=_("the login id"))
    admin.add_argument("--email", required=True, metavar="E", help=_("the e-mail address"))
    admin.add_argument("--password-env", metavar="V", help=_("the environment variable that holds the password"))
    admin.set_defaults(handler=run_createadmin)
    password = commands.add_parser(
        "password",
        parents=[common],
        help=_("give somebody a password; without --password-env one is made up and shown"),
    )
    password.add_argument("--login", required=True, metavar="L", help=_("the login id"))
    password.add_argument("--password-env", metavar="V", help=_("the environment variable that holds the password"))
    password.set_defaults(handler=run_password)


def run_migrate(args: argparse.Namespace, console: Console) -> int:
    """Bring the database up to date. A second time changes nothing."""
    call_command("migrate", verbosity=0, interactive=False)
    roles.ensure_built_in()
    console.result({"migrated": True}, _("The database is up to date."))
    return 0


def run_createadmin(args: argparse.Namespace, console: Console) -> int:
    """Make an administrator; without a password nobody can sign in as that user until one is set."""
    if User.objects.filter(login_id=args.login).exists():
        raise Refused(_("The login id “%(login)s” is taken.") % {"login": args.login})
    password = _password(args)
    with transaction.atomic():
        user = User.objects.create_user(args.login, password=password, email=args.email)
        roles.assign(actors.system("command line"), user, roles.find("Administrator"))
    console.result(
        {"login": user.login_id, "uuid": str(user.uuid)},
        _("“%(login)s” is an administrator now.") % {"login": user.login_id},
    )
    return 0


def run_password(args: argparse.Namespace, console: Console) -> int:
    """Give somebody a password; one that was made up here is shown once, and kept nowhere."""
    user = User.objects.filter(login_id=args.login).first()
    if user is None:
        raise NotFound(_("Nobody has the login id “%(login)s”.") % {"login": args.login})
    said = _password(args)
    password = said or passwords.made_up()
    passwords.give(actors.system("command line"), user, password)
    if said:
        console.result({"login": user.login_id}, _("“%(login)s” has a new password.") % {"login": user.login_id})
    else:
        known = {"login": user.login_id, "password": password}
        console.result(known, _("“%(login)s” can sign in with: %(password)s") % known)
    return 0


def _password(args: argparse.Namespace) -> str | None:
    """What the environment variable holds, if one is named."""
    if not args.password_env:
        return None
    password = os.environ.get(args.password_env)
    if not password:
        raise Refused(_("The environment variable %(name)s is empty.") % {"name": args.password_env})
    return password
