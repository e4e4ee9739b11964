"""`milepost role`: who may do what. `milepost token` and `milepost tokens`: keys to the API."""

import argparse
import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import NotFound
from milepost.base.permissions import label
from milepost.cli import confirming
from milepost.cli.console import Commands, Console
from milepost.people import roles, tokens
from milepost.people.lookup import find_groups, find_users
from milepost.people.models import ApiToken, Role, User


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    token = commands.add_parser("token", parents=[common], help=_("issue an API token; it is shown this once"))
    token.add_argument("--login", required=True, metavar="L", help=_("whom the token acts as"))
    token.add_argument(
        "--scope",
        nargs="+",
        action="extend",
        default=[],
        metavar="S",
        help=_("permissions that it may use; without any, only the person's own learning"),
    )
    token.add_argument("--days", type=int, metavar="N", help=_("how long it holds, at most 366 days"))
    token.add_argument("--name", default="command line", metavar="N", help=_("what it is for"))
    confirming.add_actor(token)
    token.set_defaults(handler=run_token)
    several = commands.add_parser("tokens", help=_("list API tokens, revoke one"))
    ways = several.add_subparsers(title=_("commands"), dest="way", required=True, metavar="COMMAND")
    _add(ways, common, "list", _("all tokens, without their secrets"), run_tokens)
    revoke = _add(ways, common, "revoke", _("let a token open nothing any more"), run_revoke)
    revoke.add_argument("token", type=int, metavar="ID", help=_("its number, as `tokens list` gives it"))
    _add_roles(commands, common)


def _add_roles(commands: Commands, common: argparse.ArgumentParser) -> None:
    role = commands.add_parser("role", help=_("list, change and give roles"))
    ways = role.add_subparsers(title=_("commands"), dest="way", required=True, metavar="COMMAND")
    _add(ways, common, "list", _("all roles, with permissions and groups"), run_roles)
    change = _add(ways, common, "set", _("change a role, or make one"), run_set)
    change.add_argument("name", metavar="NAME", help=_("the role"))
    change.add_argument(
        "--permission", nargs="*", action="extend", metavar="P", help=_("all that it may do; without P: nothing")
    )
    whom = change.add_mutually_exclusive_group()
    whom.add_argument(
        "--group", nargs="*", action="extend", metavar="G", help=_("limit it to these groups; without G: nobody")
    )
    whom.add_argument("--everybody", action="store_true", help=_("limit it no longer"))
    give = _add(ways, common, "assign", _("give somebody a role, in place of the old one"), run_assign)
    give.add_argument("name", metavar="NAME", help=_("the role"))
    give.add_argument("--login", required=True, metavar="L", help=_("to whom"))
    delete = _add(ways, common, "delete", _("remove a role that nobody has"), run_delete)
    delete.add_argument("name", metavar="NAME", help=_("the role"))


def _add(
    ways: Commands, common: argparse.ArgumentParser, name: str, words: str, handler: Any
) -> argparse.ArgumentParser:
    parser = ways.add_parser(name, parents=[common], help=words)
    confirming.add_actor(parser)
    parser.set_defaults(handler=handler)
    return parser


# --- tokens --------------------------------------------------------------------------------------
def run_token(args: argparse.Namespace, console: Console) -> int:
    """Issue a token. Standard output gets the token alone, so that a script can keep it."""
    actor = confirming.actor(args)
    [key] = find_users([args.login], actor)
    days = None if args.days is None else min(max(args.days, 0), 10_000)
    expires_at = None if days is None else clock.now() + dt.timedelta(days=days)
    token, secret = tokens.issue(actor, User.objects.get(pk=key), args.scope, args.name, expires_at)
    console.say(_("Keep it now: it is not shown again. It expires on %(day)s.") % {"day": _day(token.expires_at)})
    console.result({"token": secret, **_token(token)}, secret)
    return 0


def run_tokens(args: argparse.Namespace, console: Console) -> int:
    """List the tokens within reach."""
    found = tokens.listing(confirming.actor(args))
    none = _("There are no API tokens.")
    console.result({"tokens": [_token(each) for each in found]}, "\n".join(map(_token_line, found)) or none)
    return 0


def run_revoke(args: argparse.Namespace, console: Console) -> int:
    """Revoke a token; a second time changes nothing."""
    actor = confirming.actor(args)
    token = tokens.find(actor, args.token)
    tokens.revoke(actor, token)
    console.result(_token(token), _("Token %(number)s opens nothing any more.") % {"number": token.pk})
    return 0


def _token(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.pk,
        "login": token.user.login_id,
        "name": token.name,
        "scopes": token.scopes.split(),
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }


def _token_line(token: ApiToken) -> str:
    if token.revoked_at:
        state = _("revoked on %(day)s") % {"day": _day(token.revoked_at)}
    elif token.expires_at <= clock.now():
        state = _("expired on %(day)s") % {"day": _day(token.expires_at)}
    else:
        state = _("until %(day)s") % {"day": _day(token.expires_at)}
    return f"{token.pk:>6}  {token.user.login_id}  ·  {token.name}  ·  {token.scopes or '–'}  ·  {state}"


def _day(moment: dt.datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATE_FORMAT")


# --- roles ---------------------------------------------------------------------------------------
def run_roles(args: argparse.Namespace, console: Console) -> int:
    """List the roles."""
    found = roles.listing(confirming.actor(args))
    console.result({"roles": [_role(each) for each in found]}, "\n".join(map(_role_text, found)))
    return 0


def run_set(args: argparse.Namespace, console: Console) -> int:
    """Change what is said about a role and leave the rest; a role that does not exist is made."""
    actor = confirming.actor(args)
    groups = None if args.group is None else find_groups(args.group, actor)
    try:
        role = roles.find(args.name)
    except NotFound:
        role = roles.create_role(actor, args.name, args.permission or [], groups)
    else:
        unlimited = args.everybody or (groups is None and not role.limited)
        kept = roles.groups_of(role) if groups is None else groups
        permissions = role.codes() if args.permission is None else args.permission
        roles.change_role(actor, role, permissions, None if unlimited else kept)
    console.result(_role(role), _role_text(role))
    return 0


def run_assign(args: argparse.Namespace, console: Console) -> int:
    """Give somebody a role."""
    actor = confirming.actor(args)
    [key] = find_users([args.login], actor)
    user, role = User.objects.get(pk=key), roles.find(args.name)
    roles.assign(actor, user, role)
    words = {"login": user.login_id, "role": role.name}
    console.result(words, _("“%(login)s” has the role “%(role)s” now.") % words)
    return 0


def run_delete(args: argparse.Namespace, console: Console) -> int:
    """Remove a role."""
    roles.delete_role(confirming.actor(args), roles.find(args.name))
    console.result({"deleted": args.name}, _("The role “%(name)s” is gone.") % {"name": args.name})
    return 0


def _role(role: Role) -> dict[str, Any]:
    return {"name": role.name, "built_in": role.built_in, "users": role.users.count(), **roles.facts(role)}


def _role_text(role: Role) -> str:
    """A role on a few lines: its name, whom it reaches, and one permission a line."""
    facts = roles.facts(role)
    reach = _("everybody") if facts["groups"] is None else ", ".join(facts["groups"]) or _("nobody")
    lines = [f"  {code}  {label(code)}" for code in facts["permissions"]]
    return "\n".join([f"{role.name}  ·  {reach}", *lines])
