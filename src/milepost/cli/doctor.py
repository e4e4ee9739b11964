"""`milepost doctor`."""

import argparse

from django.utils.translation import gettext as _

from milepost.checks import doctor
from milepost.cli.console import Commands, Console, grouped


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the command."""
    parser = commands.add_parser("doctor", parents=[common], help=_("check every invariant over the whole database"))
    parser.set_defaults(handler=run_doctor)


def run_doctor(args: argparse.Namespace, console: Console) -> int:
    """Examine the database. Exit status 0 when every invariant holds, else 1, with each broken row named."""
    found = doctor.diagnose(console.progress)
    console.result(_as_data(found), "\n".join(_as_lines(found)))
    return 0 if found.is_content else 1


def _as_data(found: doctor.Diagnosis) -> dict[str, object]:
    return {
        "content": found.is_content,
        "invariants": found.invariants,
        "broken": [
            {"invariant": each.invariant, "table": each.table, "row": each.row, "detail": each.sentence}
            for each in found.broken
        ],
        "counts": found.counts,
    }


def _as_lines(found: doctor.Diagnosis) -> list[str]:
    """One line a broken row, how many rows are not shown, and what it comes to."""
    if found.is_content:
        return [_("All %(n)s invariants hold.") % {"n": grouped(found.invariants)}]
    lines = [f"{each.invariant}: {each.table} {each.row}: {each.sentence}" for each in found.broken]
    lines += [
        _("%(invariant)s: %(shown)s of %(n)s rows are shown.")
        % {"invariant": name, "shown": grouped(doctor.NAMED), "n": grouped(count)}
        for name, count in found.counts.items()
        if count > doctor.NAMED
    ]
    numbers = {"broken": grouped(len(found.counts)), "n": grouped(found.invariants)}
    return [*lines, _("%(broken)s of %(n)s invariants are broken.") % numbers]
