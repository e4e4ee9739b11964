"""The validation report: the uploaded file again, with what is wrong in its last column."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from milepost.base.places import printable, writing
from milepost.progress.api import Fault
from milepost.uploads import sheet as sheets
from milepost.uploads.cells import unescape
from milepost.uploads.formats import Format
from milepost.uploads.parsing.cells import shown
from milepost.uploads.parsing.found import Cell
from milepost.uploads.sheet import ERROR_COLUMN, Sheet
from milepost.uploads.writers import Writer, writer_like

# What a spreadsheet has made a number of: 5 of 00000005, 1E+05 of 1E05.
_NUMBER = re.compile(r"\d+([.,]\d+)?(E[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_QUOTED = 100  # characters of a cell
# The columns of the format that hold text, whatever it looks like.
_TEXTS = ("learner", "content", "kind", "activity", "reason")
_T = TypeVar("_T")


def write_report(
    upload: Path, form: Format, faults: Iterable[Fault], target: Path, *, name: str = "", telling: int = 0
) -> list[str]:
    """Write an uploaded file again with an Error column at the far right: `code: sentence`, joined by `; `.

    Format, encoding, delimiter, line ends and the order of rows are those of the upload; an Error column that was
    there before is replaced. `faults` come in the order of their rows. The report appears whole or not at all.

    Returns the first `telling` faulty rows, each as a sentence with its number. Raises `Refused` where the upload
    cannot be read any more, and where the report cannot be written.
    """
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            sheets.opened(upload, form, name=name, whole=True) as sheet,
            tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder,
        ):
            with writer_like(sheet.about, Path(folder), texts=_texts(sheet, form)) as writer:
                first = _write(writer, sheet, Describer(sheet, form), faults, telling)
            writer.path.replace(target)
    return first


def _write(writer: Writer, sheet: Sheet, describer: "Describer", faults: Iterable[Fault], telling: int) -> list[str]:
    """Write heading and rows, each with its faults; returns the first of them in words."""
    first: list[str] = []
    writer.heading([*_without(sheet.heading, sheet.error_place), ERROR_COLUMN])
    rows, row, place = _filled(sheet), 2, sheet.error_place
    for line, found in groupby(faults, key=attrgetter("line")):
        writer.faultless(_each_without(islice(rows, line - row), place))
        for cells in islice(rows, 1):
            error = "; ".join([describer.describe(fault, cells) for fault in found])
            writer.row(_without(cells, place), error)
            if len(first) < telling:
                first.append(_("Row %(row)s  %(fault)s") % {"row": line, "fault": error})
        row = line + 1
    writer.faultless(_each_without(rows, place))
    return first


def _texts(sheet: Sheet, form: Format) -> Sequence[bool]:
    """Whether each column of the report is to hold text."""
    named = {sheet.columns.get(form.headings[column]) for column in _TEXTS if column in form.headings}
    return _without([place in named for place in range(len(sheet.heading))], sheet.error_place)


def _filled(sheet: Sheet) -> Iterator[list[Cell]]:
    """The rows, as wide as the heading."""
    width = len(sheet.heading)
    filling = [""] * width
    for cells in sheet.rows():
        if len(cells) != width:
            cells[width:] = []
            cells += filling[len(cells) :]
        yield cells


def _each_without(rows: Iterable[list[Cell]], place: int | None) -> Iterable[Sequence[Cell]]:
    return rows if place is None else (_without(cells, place) for cells in rows)


def _without(cells: Sequence[_T], place: int | None) -> Sequence[_T]:
    """The cells but for the one at that place."""
    return cells if place is None else [*cells[:place], *cells[place + 1 :]]


class Describer:
    """Puts the faults of one sheet's rows into words, in the language of now."""

    def __init__(self, sheet: Sheet, form: Format) -> None:
        headings = form.headings
        self._headings = headings
        self._places = {column: sheet.columns.get(heading) for column, heading in headings.items()}
        self._sentences: dict[tuple[str, str, bool], str] = {}

    def describe(self, fault: Fault, cells: Sequence[Cell]) -> str:
        """One fault as `code: sentence`; the sentence names the value and what to do."""
        place = self._places.get(fault.column)
        value = "" if place is None else unescape(shown(cells[place])).strip()
        key = fault.column, fault.code, bool(_NUMBER.fullmatch(value))
        sentence = self._sentences.get(key)
        if sentence is None:
            sentence = self._sentences[key] = f"{fault.code}: {_sentence(*key)}"
        if len(value) > _QUOTED:
            value = f"{value[:_QUOTED]}…"
        return sentence % {"column": self._headings.get(fault.column, ""), "value": printable(value)}


def _sentence(column: str, code: str, is_number: bool) -> str:
    if code == "bad_value":
        return _BAD_VALUES[column]()
    if (column, code) == ("activity", "unknown_content"):
        return _("The course has no activity with the UUID or asset id “%(value)s”. Correct it.")
    if is_number and code in _NUMBERS:
        return _NUMBERS[code]()
    return _SENTENCES[code]()


# Functions, so that the sentence is in the language of whoever is being told.
_SENTENCES = {
    "missing_value": lambda: _("“%(column)s” is empty. Fill it in."),
    "unknown_learner": lambda: _("Nobody has the login id, e-mail address or UUID “%(value)s”. Correct it."),
    "ambiguous_learner": lambda: _("“%(value)s” fits more than one learner. Write the login id or the UUID."),
    "unknown_content": lambda: _("Nothing has the UUID or asset id “%(value)s”. Correct it."),
    "duplicate_row": lambda: _("The same learner and content stand in an earlier row. Delete one of the two rows."),
}
_NUMBERS = {
    "unknown_learner": lambda: _(
        "Nobody has the login id, e-mail address or UUID “%(value)s”. Spreadsheets shorten ids that look like "
        "numbers: format the column as text, then enter the whole id again."
    ),
    "unknown_content": lambda: _(
        "Nothing has the UUID or asset id “%(value)s”. Spreadsheets shorten ids that look like numbers: format the "
        "column as text, then enter the whole id again."
    ),
}
_BAD_VALUES = {
    "wanted": lambda: _("“%(value)s” in “%(column)s” is neither TRUE nor FALSE. Write one of the two."),
    "kind": lambda: _("“%(value)s” in “%(column)s” is no kind of content. Write course, activity or program."),
    "activity": lambda: _(
        "“%(value)s” stands in “%(column)s”, but the row is about a program. Write activity in “Content type”, or "
        "empty “%(column)s”."
    ),
    "completed_on": lambda: _(
        "“%(value)s” in “%(column)s” is no day until today. Write it as 2026-11-20 or 20.11.2026."
    ),
    "score": lambda: _("“%(value)s” in “%(column)s” is no score. Write a number from 0 to 100, such as 85.5."),
    "seconds": lambda: _(
        "“%(value)s” in “%(column)s” is no time. Write seconds, or hours, minutes and seconds as 1:30:00."
    ),
    "reason": lambda: _("The text in “%(column)s” is too long, or has a character that cannot be stored. Shorten it."),
}
