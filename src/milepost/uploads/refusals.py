"""What is no upload file at all, in a sentence that names the place and the remedy."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from milepost.base.errors import Refused
from milepost.uploads.parsing.refusal import Refusal

_DELIMITERS = {",": gettext_noop("comma"), ";": gettext_noop("semicolon"), "\t": gettext_noop("tab")}

# Functions, so that the sentence is in the language of whoever is being told.
_SENTENCES: Mapping[str, Callable[[], str]] = {
    "empty": lambda: _("The file “%(file)s” is empty. Begin with the template."),
    "no_heading": lambda: _(
        "Row 1 of “%(file)s” is empty; the heading must stand there. Delete the empty rows above it."
    ),
    "no_column": lambda: _(
        "The file “%(file)s” has no column “%(columns)s”. Its first row must name the columns %(expected)s."
    ),
    "column_twice": lambda: _("The column “%(column)s” is there twice. Delete one of the two."),
    "bad_encoding": lambda: _(
        "Line %(line)s of “%(file)s” cannot be read: the file is neither UTF-8 nor UTF-16 nor Windows-1252 "
        "throughout. Save it as “CSV UTF-8” and hand it in again."
    ),
    "not_text": lambda: _("“%(file)s” is neither CSV nor XLSX. Save the table as “Excel workbook” or “CSV UTF-8”."),
    "old_format": lambda: _("“%(file)s” is in an old format (.xls). Save it as “Excel workbook (.xlsx)”."),
    "encrypted": lambda: _("“%(file)s” is protected by a password. Take the password off and save it again."),
    "no_workbook": lambda: _("“%(file)s” is an archive, but no XLSX. Save the table as “Excel workbook (.xlsx)”."),
    "broken": lambda: _("“%(file)s” is damaged and cannot be read. Open it in a spreadsheet and save it anew."),
    "too_large": lambda: _("The file is larger than %(size)s MB. Divide it."),
    "unpacks_too_large": lambda: _(
        "“%(file)s” unpacks to %(size)s MB, which is too much. Divide it, or save it as “CSV UTF-8”."
    ),
    "too_many_parts": lambda: _(
        "“%(file)s” consists of %(parts)s parts; up to %(most)s are read. Copy the table into a new workbook."
    ),
    "memory": lambda: _(
        "Reading “%(file)s” takes too much memory. Delete cells far to the right of and far below the table, or save "
        "it as “CSV UTF-8”."
    ),
    "time": lambda: _("Reading “%(file)s” takes too long. Divide it, or save it as “CSV UTF-8”."),
    "merged": lambda: _("Row %(row)s has merged cells. Unmerge them, and fill in every row."),
    "hidden": lambda: _("Row %(row)s is hidden. Show all rows (clear the filter), or delete what is not meant."),
    "no_places": lambda: _(
        "“%(file)s” does not say where its rows and cells stand. Open it in a spreadsheet program and save it anew."
    ),
    "no_result": lambda: _(
        "Cell %(cell)s shows an error or a formula without a result. Correct it, or save the file in a spreadsheet "
        "program."
    ),
    "shown_otherwise": lambda: _(
        "Cell %(cell)s holds the number %(value)s, but shows it in another form. Format the column as text, then "
        "enter the whole id again."
    ),
    "cell_too_long": lambda: _(
        "Row %(row)s has %(characters)s characters in “%(column)s”; up to %(most)s are read. Correct the cell, or "
        "look above it for a quotation mark that is not closed."
    ),
    "row_too_long": lambda: _("Row %(row)s has more than %(most)s characters. Shorten the texts in it."),
    "too_many_rows": lambda: _("The file has more than %(rows)s rows. Divide it."),
    "too_many_cells": lambda: _(
        "Row %(row)s has %(cells)s cells, but the heading has %(columns)s. "
        "Put a text with a %(mark)s in it into quotation marks."
    ),
    "bad_csv": lambda: _(
        "Row %(row)s cannot be read as CSV. Look for a quotation mark that is not closed, or that has text or a space "
        "beside it."
    ),
}


def refused(refusal: Refusal, file_name: str) -> Refused:
    """The refusal as people are told it; `file_name` is what they call the file."""
    details: dict[str, Any] = {"file": file_name, **refusal.details}
    if refusal.code == "too_many_cells":
        delimiter = _DELIMITERS[details["mark"]]
        details["mark"] = _(delimiter)
    return Refused(_SENTENCES[refusal.code]() % details)


def note(code: str, details: Mapping[str, str]) -> str:
    """Something that whoever handed the file in should know, though it could be read."""
    if code == "legacy_encoding":
        return _(
            "The file is not in Unicode; it was read as Windows-1252. Check that letters such as ä and é are right."
        )
    return _("The file has several sheets; only “%(sheet)s” was read.") % details
