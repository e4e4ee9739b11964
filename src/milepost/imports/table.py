"""A CSV file read line by line, each field checked; whatever is wrong is said with file, line, field and remedy."""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from django.utils.translation import gettext as _

from milepost.base.errors import Refused

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line below the heading: `number` counts the lines of the file from 1, the heading's included.

    Every method returns one field's value and raises `Refused` when the field does not hold one.
    """

    file: str
    number: int
    fields: dict[str, str]

    def text(self, field: str, *, longest: int) -> str:
        """A text of 1 to `longest` printable characters."""
        value = self.fields[field]
        if not value:
            self.refuse(field, _("The field is empty. Fill it in."))
        if len(value) > longest or not value.isprintable():
            self.refuse(field, _("Write at most %(longest)s printable characters.") % {"longest": longest})
        return value

    def one_of(self, field: str, values: Collection[str]) -> str:
        """One of a few words, in exactly this spelling."""
        value = self.fields[field]
        if value not in values:
            self.refuse(field, _("Write one of these: %(values)s.") % {"values": ", ".join(values)})
        return value

    def whole(self, field: str, *, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.fields[field]
        if not _WHOLE.fullmatch(value) or not least <= int(value) <= most:
            bounds = {"least": least, "most": most}
            self.refuse(field, _("Write a whole number from %(least)s to %(most)s.") % bounds)
        return int(value)

    def whole_or_none(self, field: str, *, least: int, most: int) -> int | None:
        """A whole number from `least` to `most`; None where the field is empty."""
        return self.whole(field, least=least, most=most) if self.fields[field] else None

    def decimal(self, field: str, *, most: int) -> float:
        """A number from 0 to `most`, with a point before its decimals."""
        value = self.fields[field]
        if not _DECIMAL.fullmatch(value) or float(value) > most:
            self.refuse(field, _("Write a number from 0 to %(most)s, such as 12.5.") % {"most": most})
        return float(value)

    def decimal_or_none(self, field: str, *, most: int) -> float | None:
        """A number from 0 to `most`; None where the field is empty."""
        return self.decimal(field, most=most) if self.fields[field] else None

    def refuse(self, field: str, remedy: str) -> NoReturn:
        """Refuse the file because of this field."""
        place = {"file": self.file, "line": self.number, "field": field, "value": self.fields[field][:80]}
        raise Refused(_("%(file)s, line %(line)s, field “%(field)s” (“%(value)s”):") % place + " " + remedy)


def read(path: Path, columns: Sequence[str]) -> Iterator[Line]:
    """The lines of a CSV file in UTF-8, with at least these columns in any order; others are not looked at.

    The file is streamed. Blank lines are passed over, blanks around a value do not count. Raises `Refused`.
    """
    try:
        with path.open("rb") as file:
            yield from _lines(path.name, file, columns)
    except FileNotFoundError:
        raise Refused(_("The file %(path)s is missing. Put it there.") % {"path": path}) from None
    except OSError as error:
        reason = {"path": path, "reason": error.strerror}
        raise Refused(
            _("The file %(path)s cannot be read: %(reason)s. Make it readable for this account.") % reason
        ) from None


def _lines(name: str, file: BinaryIO, columns: Sequence[str]) -> Iterator[Line]:
    rows = csv.reader(_decoded(name, file), strict=True)
    try:
        heading = [column.strip() for column in next(rows, [])]
        places = [(column, _place(name, heading, column)) for column in columns]
        for row in rows:
            if not row:
                continue
            if len(row) != len(heading):
                _refuse_line(name, rows.line_num, _("The line has more or fewer fields than the heading."))
            yield Line(name, rows.line_num, {column: row[place].strip() for column, place in places})
    except csv.Error as error:
        _refuse_line(name, rows.line_num, _("This is not CSV: %(reason)s.") % {"reason": error})


def _decoded(name: str, file: BinaryIO) -> Iterator[str]:
    """Lines as text, decoded one by one so that a fault can be placed."""
    for number, line in enumerate(file, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            _refuse_line(name, number, _("This is not UTF-8. Save the file in the encoding UTF-8."))


def _place(name: str, heading: Sequence[str], column: str) -> int:
    if heading.count(column) != 1:
        names = {"file": name, "column": column}
        raise Refused(
            _("%(file)s, line 1: The column “%(column)s” must be there once. Mend the heading of the file.") % names
        )
    return heading.index(column)


def _refuse_line(name: str, number: int, remedy: str) -> NoReturn:
    raise Refused(_("%(file)s, line %(line)s:") % {"file": name, "line": number} + " " + remedy)
