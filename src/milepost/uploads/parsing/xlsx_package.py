"""An XLSX file as the archive that it is: what must be known before, or besides, reading its cells.

Office Open XML, ECMA-376 part 1, sections 18.2 (workbook), 18.3 (worksheet) and 18.8 (styles).
"""

import lzma
import os
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, BinaryIO
from xml.parsers import expat

from milepost.uploads.parsing.refusal import Refusal

_MB = 1 << 20
# A full sheet of seven columns unpacks to 400 MB, about fifteen times its size.
_MOST_PACKED = 160 * _MB
_MOST_UNPACKED = 1_024 * _MB
_MOST_ENTRIES = 5_000
_MOST_TIMES = 150
_ANY_TIMES_BELOW = 32 * _MB
_MOST_DESCRIPTION = 16 * _MB  # of a part that is parsed here
_LONGEST_TAG = 10_000

_RELATIONS = "_rels/.rels"
_OF_WORKBOOK, _OF_STYLES = "/officeDocument", "/styles"  # how the types of these relations end
_PERCENT = {"9", "10"}  # built-in formats, section 18.8.30
_ENCRYPTED = 1
# What the archive module has been seen to raise for bytes that are no archive.
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s([^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*)>")
_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")


class Package:
    """An archive that is small enough to be unpacked. Raises `Refusal` for one that is not, or is no XLSX."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGES as error:
            raise Refusal("broken") from error
        if _RELATIONS not in self._zip.namelist():
            raise Refusal("no_workbook")
        self._check_size(packed=file.seek(0, os.SEEK_END))
        self._workbook = next((part for _key, type_, part in self._related("") if type_.endswith(_OF_WORKBOOK)), "")
        if not self._workbook.endswith(".xml") or self._workbook not in self._zip.namelist():
            raise Refusal("no_workbook")

    def _check_size(self, packed: int) -> None:
        entries = self._zip.infolist()
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Refusal("encrypted")
        if packed > _MOST_PACKED:
            raise Refusal("too_large", size=_MOST_PACKED // _MB)
        unpacked = sum(entry.file_size for entry in entries)
        is_bomb = unpacked > _ANY_TIMES_BELOW and unpacked > packed * _MOST_TIMES
        if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED or is_bomb:
            raise Refusal("unpacks_too_large", size=unpacked // _MB)

    def sheet_part(self, name: str) -> str | None:
        """Where the sheet of that name stands in the archive; None where that cannot be told."""
        keys = [
            attributes.get("id")
            for tag, attributes in self._tags(self._workbook)
            if (tag, attributes.get("name")) == ("sheet", name)
        ]
        parts = (part for key, _type, part in self._related(self._workbook) if key in keys)
        return next((part for part in parts if part in self._zip.namelist()), None)

    def hidden_row(self, part: str) -> int:
        """The first row below the heading that has cells and is hidden; 0 if none is."""
        for piece in self._pieces(part):
            if b"hidden=" in piece:
                for match in _HIDDEN_ROW.finditer(piece):
                    number = _NUMBER.search(match[1])
                    is_empty = match[1].endswith(b"/")
                    if number is not None and int(number[1]) > 1 and not is_empty:
                        return int(number[1])
        return 0

    def percent_rows(self, part: str, column: int) -> set[int]:
        """The rows whose cell in that column (from 0) is shown as per cent: such a cell holds 0.85 and reads 85 %."""
        styles = b"|".join(str(style).encode() for style in self._percent_styles())
        if not styles:
            return set()
        cell = re.compile(
            rb"<(?:\w+:)?c\s(?=[^<>]*\bs=[\"'](?:%s)[\"'])[^<>]*\br=[\"']%s(\d+)[\"']" % (styles, _letters(column))
        )
        return {int(number) for piece in self._pieces(part) for number in cell.findall(piece)}

    def _percent_styles(self) -> Iterator[int]:
        """The numbers of the cell formats (`cellXfs`) that show per cent."""
        part = next((part for _key, type_, part in self._related(self._workbook) if type_.endswith(_OF_STYLES)), None)
        formats, inside, number = set(_PERCENT), False, 0
        for tag, attributes in self._tags(part) if part else ():
            if tag == "numFmt" and "%" in attributes.get("formatCode", ""):
                formats.add(attributes.get("numFmtId", ""))
            if tag in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
                inside, number = tag == "cellXfs", 0
            if inside and tag == "xf":
                if attributes.get("numFmtId") in formats:
                    yield number
                number += 1

    def _related(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part (or "", the archive) refers to: key, type and part of each."""
        folder, name = posixpath.split(part)
        for tag, attributes in self._tags(posixpath.join(folder, "_rels", f"{name}.rels")):
            if tag == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                yield attributes.get("Id", ""), attributes.get("Type", ""), target.lstrip("/")

    def _tags(self, part: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Every start tag of a small part, with its attributes, prefixes left out."""
        with self._opened(part) as file:
            data = file.read(_MOST_DESCRIPTION + 1)
        if len(data) > _MOST_DESCRIPTION:
            raise Refusal("unpacks_too_large", size=len(data) // _MB)
        tags: list[tuple[str, Mapping[str, str]]] = []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = lambda tag, attributes: tags.append(
            (_local(tag), {_local(name): value for name, value in attributes.items()})
        )
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Refusal("broken") from error
        yield from tags

    def _pieces(self, part: str) -> Iterator[bytes]:
        """The text of a part, cut before a tag."""
        rest = b""
        with self._opened(part) as file:
            while block := file.read(_MB):
                text = rest + block
                cut = max(text.rfind(b"<"), len(text) - _LONGEST_TAG)
                yield text[:cut]
                rest = text[cut:]
        yield rest

    @contextmanager
    def _opened(self, part: str) -> Iterator[IO[bytes]]:
        """A part as it is when unpacked. Raises `Refusal` where it is missing or damaged, also further down."""
        try:
            with self._zip.open(part) as file:
                yield file
        except (KeyError, *_DAMAGES) as error:
            raise Refusal("broken") from error


def _refuse_doctype(*_arguments: object) -> None:
    """A document type could define entities that grow without bound; no spreadsheet program writes one."""
    raise Refusal("broken")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _letters(column: int) -> bytes:
    """The letters of a column: A for 0, AA for 26."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters.encode()
