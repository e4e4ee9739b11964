"""The empty file to begin with."""

import csv
import io

import xlsxwriter

from milepost.uploads.formats import Format

_WIDTH = 24


def as_csv(form: Format) -> str:
    """Nothing but the heading."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(form.template)
    return text.getvalue()


def as_xlsx(form: Format) -> bytes:
    """The same as a workbook. Its cells are text, so that 00000005 stays what it is."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(form.template) - 1, _WIDTH, book.add_format({"num_format": "@"}))
        sheet.write_row(0, 0, form.template, book.add_format({"bold": True, "num_format": "@"}))
        sheet.freeze_panes(1, 0)
    return file.getvalue()
