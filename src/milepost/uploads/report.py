"""The validation report: the uploaded file again, with what is wrong in its last column."""

import csv
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.progress.api import Fault
from milepost.uploads.cells import escape, unescape
from milepost.uploads.formats import ACTIVITY, CONTENT_TYPE, Format
from milepost.uploads.table import ERROR_COLUMN, Table


def write_report(table: Table, form: Format, faults: Iterable[Fault], path: Path) -> None:
    """Write the file again with an Error column at the far right: `code: sentence`, joined by `; `.

    An Error column that was there before is replaced. The report appears whole or not at all.
    """
    by_row: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.line].append(fault)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        encoding = "utf-8-sig" if table.has_bom else "utf-8"
        with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=table.delimiter, lineterminator=table.newline)
            writer.writerow([*_without_error(table, table.heading), ERROR_COLUMN])
            for line, cells in table.records():
                sentences = [describe(fault, table, form, cells) for fault in by_row.get(line, ())]
                writer.writerow([*map(_safe, _padded(table, cells)), "; ".join(sentences)])
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def describe(fault: Fault, table: Table, form: Format, cells: Sequence[str]) -> str:
    """One fault of one row as `code: sentence`; the sentence names the value and what to do."""
    headings = {"learner": form.learner, "content": form.content, "wanted": form.wanted}
    heading = (headings | {"kind": CONTENT_TYPE, "activity": ACTIVITY}).get(fault.column, "")
    place = table.columns.get(heading, len(cells))
    value = unescape(cells[place]).strip() if place < len(cells) else ""
    return f"{fault.code}: {_sentence(fault) % {'column': heading, 'value': value}}"


def _sentence(fault: Fault) -> str:
    if (fault.column, fault.code) == ("kind", "bad_value"):
        return _("“%(value)s” in “%(column)s” is no kind of content. Write course, activity or program.")
    if (fault.column, fault.code) == ("activity", "unknown_content"):
        return _("The course has no activity with the UUID or asset id “%(value)s”. Correct it.")
    return {
        "missing_value": _("“%(column)s” is empty. Fill it in."),
        "bad_value": _("“%(value)s” in “%(column)s” is neither TRUE nor FALSE. Write one of the two."),
        "unknown_learner": _("Nobody has the login id, e-mail address or UUID “%(value)s”. Correct it."),
        "ambiguous_learner": _("“%(value)s” fits more than one learner. Write the login id or the UUID."),
        "unknown_content": _("Nothing has the UUID or asset id “%(value)s”. Correct it."),
        "duplicate_row": _("The same learner and content stand in an earlier row. Delete one of the two rows."),
    }[fault.code]


def _safe(cell: str) -> str:
    return escape(unescape(cell))


def _padded(table: Table, cells: Sequence[str]) -> list[str]:
    """A row as wide as the heading, so that the Error column stands at the same place in each."""
    width = len(table.heading)
    return _without_error(table, [*cells[:width], *[""] * (width - len(cells))])


def _without_error(table: Table, cells: Sequence[str]) -> list[str]:
    place = table.error_place
    return [cell for index, cell in enumerate(cells) if index != place]
