"""What the terminal says of an operation."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.cli.console import grouped
from milepost.progress.api import Fault, Kind, Operation, Seen, State, Target


def numbers(operation: Operation) -> dict[str, Any]:
    """The preview as numbers."""
    found: dict[str, Any] = json.loads(operation.preview)
    return found


def title(operation: Operation) -> str:
    """What is done to how many, as a sentence."""
    effect = numbers(operation)
    learners = ngettext("%(n)s learner", "%(n)s learners", effect["learners"]) % {"n": grouped(effect["learners"])}
    sentence = {
        Kind.RESET: _("Reset progress in %(courses)s for %(learners)s"),
        Kind.MARK_COMPLETE: _("Mark %(courses)s complete for %(learners)s"),
        Kind.UNDO: _("Undo in %(courses)s for %(learners)s"),
    }[Kind(operation.kind)]
    return sentence % {"courses": _content(operation, effect), "learners": learners}


def _content(operation: Operation, effect: dict[str, Any]) -> str:
    """What is concerned: its title if there is one, else how many courses and programs; activities come before."""
    courses, programs = effect["courses"], effect.get("programs", 0)
    parts = []
    if programs:
        parts.append(ngettext("%(n)s program", "%(n)s programs", programs) % {"n": grouped(programs)})
    if courses:
        parts.append(ngettext("%(n)s course", "%(n)s courses", courses) % {"n": grouped(courses)})
    where = _(" and ").join(parts) or ngettext("%(n)s course", "%(n)s courses", 0) % {"n": 0}
    if programs + courses == 1:
        where = _("“%(course)s”") % {"course": effect["titles"][0]}
    if set(operation.targets.split()) <= {Target.ACTIVITY, Target.ERASED_ACTIVITY} and effect["activities"]:
        activities = ngettext("%(n)s activity", "%(n)s activities", effect["activities"])
        return _("%(activities)s of %(courses)s") % {
            "activities": activities % {"n": grouped(effect["activities"])},
            "courses": where,
        }
    return where


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
    if operation.erases:
        lines.insert(1, _("Records are erased. That cannot be undone."))
    lines += [
        ngettext(
            "“%(program)s” is no longer complete for %(n)s learner",
            "“%(program)s” is no longer complete for %(n)s learners",
            program["learners"],
        )
        % {"program": program["title"], "n": grouped(program["learners"])}
        for program in effect.get("reopens", ())
    ]
    if skipped:
        lines += [_("Skipped"), *aligned[len(rows) :]]
    lines.append(_("Operation %(id)s, not confirmed yet") % {"id": operation.uuid})
    return "\n".join(lines)


def result(operation: Operation) -> str:
    """What has happened, by outcome."""
    rows = [(outcome(name), n) for name, n in json.loads(operation.outcomes).items()]
    lines = [title(operation), *_aligned(rows)]
    if operation.kind != Kind.UNDO and not operation.erases:
        lines.append(_("Undo it with: milepost undo %(id)s") % {"id": operation.uuid})
    return "\n".join(lines)


def handed_over(operation: Operation) -> str:
    """That a worker does it, and how to see how far it is."""
    where = _("A worker applies it. See how far it is: milepost operations %(id)s --follow") % {"id": operation.uuid}
    return f"{title(operation)}\n{where}"


def progress(found: Seen) -> dict[str, int]:
    """How far an operation is applied: `applied_to` of `last_position`, and that in per cent, rounded down."""
    percent = 100 * found.applied_to // found.last_position if found.last_position else 0
    return {"applied_to": found.applied_to, "last_position": found.last_position, "percent": percent}


def how_far(found: Seen) -> str:
    """How far an operation is applied, in words."""
    far = progress(found)
    return _("%(done)s of %(total)s, %(percent)s %%") % {
        "done": grouped(far["applied_to"]),
        "total": grouped(far["last_position"]),
        "percent": far["percent"],
    }


def cancelled(found: Seen) -> str:
    """That an operation is stopped, or is about to be."""
    if found.operation.state == State.RUNNING:
        stops = _("It stops after the rows that are being applied now: %(far)s") % {"far": how_far(found)}
        return f"{title(found.operation)}\n{stops}"
    return summary(found)


def refusal(operation: Operation, lines: Sequence[str], *, hidden: int = 0, report: Path | None = None) -> str:
    """What is wrong, and where the report is. `hidden`: the number of faulty rows that `lines` does not show."""
    head = ngettext(
        "%(n)s row has faults, so nothing was changed.",
        "%(n)s rows have faults, so nothing was changed.",
        operation.faults,
    ) % {"n": grouped(operation.faults)}
    more = []
    if hidden:
        more = [ngettext("… and %(n)s more row", "… and %(n)s more rows", hidden) % {"n": grouped(hidden)}]
    where = [_("Validation report: %(path)s") % {"path": report}] if report else []
    return "\n".join([head, *(f"  {line}" for line in lines), *more, *where])


def fault(found: Fault, args: argparse.Namespace) -> str:
    """A fault of what was named on the command line."""
    contents = len(args.content)
    learner, content = args.learner[(found.line - 1) // contents], args.content[(found.line - 1) % contents]
    sentence = {
        "missing_value": _("--learner or --content holds an empty value."),
        "unknown_learner": _("Nobody has the login id, e-mail address or UUID “%(learner)s”."),
        "ambiguous_learner": _("“%(learner)s” fits more than one learner. Write the login id or the UUID."),
        "unknown_content": _("There is no content “%(content)s”."),
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
        "bad_value": _("a value that means nothing there"),
        "unknown_learner": _("unknown learner"),
        "ambiguous_learner": _("ambiguous learner"),
        "unknown_content": _("unknown content"),
        "duplicate_row": _("duplicate row"),
    }
    return ", ".join(known[code.partition(".")[2]] for code in codes.split())


def _aligned(rows: Sequence[tuple[str, int]]) -> list[str]:
    width = max((len(name) for name, _number in rows), default=0) + 2
    return [f"  {name:<{width}}{grouped(number):>10}" for name, number in rows]


def summary(found: Seen) -> str:
    """One operation on a few lines: what, who, why, and what became of it."""
    operation = found.operation
    lines = [f"{kind(operation)}, {state(operation)}, {operation.actor_label}"]
    if operation.reason:
        lines.append(_("Reason: %(reason)s") % {"reason": operation.reason})
    if operation.state == State.RUNNING:
        lines.append(how_far(found))
    lines += _aligned([(outcome(name), n) for name, n in found.outcomes.items()])
    return "\n".join(lines)


def item(found: dict[str, Any]) -> str:
    """One item of an operation."""
    learner = found["display_name"] or found["login_id"] or "–"
    what = outcome(found["outcome"]) if found["outcome"] else faults(found["faults"]) or "–"
    return f"{found['line'] or '':>8}  {learner}  ·  {found['title'] or '–'}  ·  {what}"
