"""What the terminal says of an operation."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.cli.console import grouped
from milepost.progress.api import Fault, Kind, Operation


def numbers(operation: Operation) -> dict[str, Any]:
    """The preview as numbers."""
    found: dict[str, Any] = json.loads(operation.preview)
    return found


def title(operation: Operation) -> str:
    """What is done to how many, as a sentence."""
    effect = numbers(operation)
    learners = ngettext("%(n)s learner", "%(n)s learners", effect["learners"]) % {"n": grouped(effect["learners"])}
    courses = ngettext("%(n)s course", "%(n)s courses", effect["courses"]) % {"n": grouped(effect["courses"])}
    if effect["courses"] == 1:
        courses = _("“%(course)s”") % {"course": effect["titles"][0]}
    sentence = {
        Kind.RESET: _("Reset progress in %(courses)s for %(learners)s"),
        Kind.MARK_COMPLETE: _("Mark %(courses)s complete for %(learners)s"),
        Kind.UNDO: _("Undo in %(courses)s for %(learners)s"),
    }[Kind(operation.kind)]
    return sentence % {"courses": courses, "learners": learners}


def preview(operation: Operation) -> str:
    """What will happen, one effect a line, and what is skipped and why."""
    effect = numbers(operation)
    rows = [
        (_("Learning records"), effect["records"]),
        (_("Activities"), effect["activities"]),
        (_("Scores"), effect["scores"]),
    ]
    if effect["deactivated"]:
        rows.append((_("Deactivated learners among them"), effect["deactivated"]))
    skipped = [(outcome(name), n) for name, n in effect["skipped"].items()]
    aligned = _aligned([*rows, *skipped])
    lines = [title(operation), *aligned[: len(rows)]]
    if skipped:
        lines += [_("Skipped"), *aligned[len(rows) :]]
    lines.append(_("Operation %(id)s, not confirmed yet") % {"id": operation.uuid})
    return "\n".join(lines)


def result(operation: Operation) -> str:
    """What has happened, by outcome."""
    rows = [(outcome(name), n) for name, n in json.loads(operation.outcomes).items()]
    lines = [title(operation), *_aligned(rows)]
    if operation.kind != Kind.UNDO:
        lines.append(_("Undo it with: milepost undo %(id)s") % {"id": operation.uuid})
    return "\n".join(lines)


def refusal(operation: Operation, lines: Sequence[str], *, hidden: int = 0) -> str:
    """What is wrong, and where the report is. `hidden`: the number of faulty rows that `lines` does not show."""
    head = ngettext(
        "%(n)s row has faults, so nothing was changed.",
        "%(n)s rows have faults, so nothing was changed.",
        operation.faults,
    ) % {"n": grouped(operation.faults)}
    more = []
    if hidden:
        more = [ngettext("… and %(n)s more row", "… and %(n)s more rows", hidden) % {"n": grouped(hidden)}]
    report = [_("Validation report: %(path)s") % {"path": operation.report}] if operation.report else []
    return "\n".join([head, *(f"  {line}" for line in lines), *more, *report])


def fault(found: Fault, args: argparse.Namespace) -> str:
    """A fault of what was named on the command line."""
    contents = len(args.content)
    learner, content = args.learner[(found.line - 1) // contents], args.content[(found.line - 1) % contents]
    sentence = {
        "missing_value": _("--learner or --content holds an empty value."),
        "unknown_learner": _("Nobody has the login id, e-mail address or UUID “%(learner)s”."),
        "ambiguous_learner": _("“%(learner)s” fits more than one learner. Write the login id or the UUID."),
        "unknown_content": _("No course has the UUID or asset id “%(content)s”."),
        "duplicate_row": _("“%(learner)s” and “%(content)s” are named twice."),
    }[found.code]
    return f"{found.code}: {sentence % {'learner': learner, 'content': content}}"


def outcome(name: str) -> str:
    """An outcome in words (R45)."""
    return {
        "done": _("Done"),
        "already_complete": _("Already complete"),
        "nothing_to_reset": _("Nothing to reset"),
        "not_enrolled": _("Not enrolled"),
        "excluded": _("Left out"),
        "legacy": _("Legacy"),
        "archived": _("Archived"),
        "on_hold": _("On hold"),
        "moved_on": _("Moved on since"),
        "erased": _("Erased since"),
        "cancelled": _("Cancelled"),
    }[name]


def kind(operation: Operation) -> str:
    """What an operation does, in words."""
    return {"mark_complete": _("Mark complete"), "reset": _("Reset progress"), "undo": _("Undo")}[operation.kind]


def state(operation: Operation) -> str:
    """Where an operation stands, in words."""
    return {
        "staged": _("Staged"),
        "refused": _("Refused"),
        "previewed": _("Previewed"),
        "running": _("Running"),
        "done": _("Done"),
        "cancelled": _("Cancelled"),
        "failed": _("Failed"),
        "undone": _("Undone"),
    }[operation.state]


def faults(codes: str) -> str:
    """The faults of an item in words: `column.code`, separated by blanks (R44)."""
    known = {
        "missing_value": _("empty cell"),
        "bad_value": _("neither TRUE nor FALSE"),
        "unknown_learner": _("unknown learner"),
        "ambiguous_learner": _("ambiguous learner"),
        "unknown_content": _("unknown content"),
        "duplicate_row": _("duplicate row"),
    }
    return ", ".join(known[code.partition(".")[2]] for code in codes.split())


def _aligned(rows: Sequence[tuple[str, int]]) -> list[str]:
    width = max((len(name) for name, _number in rows), default=0) + 2
    return [f"  {name:<{width}}{grouped(number):>10}" for name, number in rows]


def summary(operation: Operation) -> str:
    """One operation on a few lines: what, who, why, and what became of it."""
    lines = [f"{kind(operation)}, {state(operation)}, {operation.actor_label}"]
    if operation.reason:
        lines.append(_("Reason: %(reason)s") % {"reason": operation.reason})
    lines += _aligned([(outcome(name), n) for name, n in json.loads(operation.outcomes).items()])
    return "\n".join(lines)


def item(found: dict[str, Any]) -> str:
    """One item of an operation."""
    learner = found["display_name"] or found["login_id"] or "–"
    what = outcome(found["outcome"]) if found["outcome"] else faults(found["faults"]) or "–"
    return f"{found['line'] or '':>8}  {learner}  ·  {found['title'] or '–'}  ·  {what}"
