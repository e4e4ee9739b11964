"""`milepost migrate` and `milepost createadmin`."""

import argparse
import os

from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base.errors import Refused
from milepost.cli.console import Commands, Console
from milepost.people import actors, roles
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
    password = None
    if args.password_env:
        password = os.environ.get(args.password_env)
        if not password:
            raise Refused(_("The environment variable %(name)s is empty.") % {"name": args.password_env})
    with transaction.atomic():
        user = User.objects.create_user(args.login, password=password, email=args.email)
        roles.assign(actors.system("command line"), user, roles.find("Administrator"))
    console.result(
        {"login": user.login_id, "uuid": str(user.uuid)},
        _("“%(login)s” is an administrator now.") % {"login": user.login_id},
    )
    return 0
