"""An XLSX file as the archive that it is: what must be known before, or besides, reading its cells.

Office Open XML, ECMA-376 part 1, sections 18.2 (workbook) and 18.8 (styles).
"""

import lzma
import os
import posixpath
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, BinaryIO
from xml.parsers import expat

from milepost.uploads.parsing.number_formats import BUILT_IN
from milepost.uploads.parsing.refusal import Refusal

_MB = 1 << 20
# A full sheet of seven columns unpacks to 400 MB, about fifteen times its size.
_MOST_PACKED = 160 * _MB
_MOST_UNPACKED = 1_024 * _MB
_MOST_ENTRIES = 5_000
_MOST_TIMES = 150
_ANY_TIMES_BELOW = 32 * _MB
_MOST_DESCRIPTION = 16 * _MB  # of a part that is parsed here

_RELATIONS, _TYPES = "_rels/.rels", "[Content_Types].xml"
# How the types of these relations end.
_OF_WORKBOOK, _OF_STYLES, _OF_STRINGS = "/officeDocument", "/styles", "/sharedStrings"
_ENCRYPTED = 1
# What the archive module has been seen to raise for bytes that are no archive.
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)


class Package:
    """An archive that is small enough to be unpacked. Raises `Refusal` for one that is not, or is no XLSX."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGES as error:
            raise Refusal("broken") from error
        self._names: dict[str, list[str]] = {}
        for name in self._zip.namelist():
            self._names.setdefault(name.casefold(), []).append(name)
        if _RELATIONS not in self._names:
            raise Refusal("no_workbook")
        self._check_size(packed=file.seek(0, os.SEEK_END))
        self._workbook = next((part for _key, type_, part in self._related("") if type_.endswith(_OF_WORKBOOK)), "")
        if not self._workbook.casefold().endswith(".xml") or self._workbook.casefold() not in self._names:
            raise Refusal("no_workbook")

    def _check_size(self, packed: int) -> None:
        entries = self._zip.infolist()
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Refusal("encrypted")
        if packed > _MOST_PACKED:
            raise Refusal("too_large", size=_MOST_PACKED // _MB)
        unpacked = sum(entry.file_size for entry in entries)
        is_bomb = unpacked > _ANY_TIMES_BELOW and unpacked > packed * _MOST_TIMES
        if len(entries) > _MOST_ENTRIES:
            raise Refusal("too_many_parts", parts=len(entries), most=_MOST_ENTRIES)
        if unpacked > _MOST_UNPACKED or is_bomb:
            raise Refusal("unpacks_too_large", size=unpacked // _MB)

    def sheet_part(self, name: str) -> str:
        """Where the sheet of that name stands in the archive. Raises `Refusal` where that cannot be told."""
        keys = [
            attributes.get("id")
            for tag, attributes in self._tags(self._workbook)
            if (tag, attributes.get("name")) == ("sheet", name)
        ]
        parts = [part for key, _type, part in self._related(self._workbook) if key in keys]
        if len(parts) != 1:
            raise Refusal("broken")
        return parts[0]

    def number_formats(self) -> Sequence[str]:
        """The code of the number format of each cell format (`cellXfs`): that of style 0, 1, …; "" is General."""
        part = next((part for _key, type_, part in self._related(self._workbook) if type_.endswith(_OF_STYLES)), None)
        codes, found, inside = dict(BUILT_IN), [], False
        for tag, attributes in self._tags(part) if part else ():
            if tag == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            if tag in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
                inside = tag == "cellXfs"
            if inside and tag == "xf":
                found.append(codes.get(attributes.get("numFmtId", ""), ""))
        return found

    def size(self, part: str) -> int:
        """How many bytes a part has when unpacked, as the archive claims. Raises `Refusal` where it is missing."""
        return self._zip.getinfo(self._name(part)).file_size

    def has_part_larger_than(self, size: int) -> bool:
        """Whether any part claims to have more bytes than that."""
        return any(entry.file_size > size for entry in self._zip.infolist())

    @contextmanager
    def copied(self, target: BinaryIO, part: str) -> Iterator[IO[bytes]]:
        """Write the workbook to another file, not packed, with one sheet, whose part is written within the block."""
        with zipfile.ZipFile(target, "w") as copy:
            for name in dict.fromkeys(map(self._name, self._needed())):
                with self.opened(name) as source, copy.open(name, "w") as same:
                    shutil.copyfileobj(source, same, _MB)
            with copy.open(self._name(part), "w") as sheet:
                yield sheet

    def _needed(self) -> Iterator[str]:
        """The parts without which no cell of any sheet can be read, those that are there."""
        folder, name = posixpath.split(self._workbook)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        used = [
            part for _key, type_, part in self._related(self._workbook) if type_.endswith((_OF_STYLES, _OF_STRINGS))
        ]
        for part in (_TYPES, _RELATIONS, self._workbook, relations, *used):
            if part.casefold() in self._names:
                yield part

    def _related(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part (or "", the archive) refers to: key, type and part of each."""
        folder, name = posixpath.split(part)
        for tag, attributes in self._tags(posixpath.join(folder, "_rels", f"{name}.rels")):
            if tag == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                yield attributes.get("Id", ""), attributes.get("Type", ""), target.lstrip("/")

    def _tags(self, part: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Every start tag of a small part, with its attributes, prefixes left out."""
        with self.opened(part) as file:
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

    @contextmanager
    def opened(self, part: str) -> Iterator[IO[bytes]]:
        """A part as it is when unpacked. Raises `Refusal` where it is missing or damaged, also further down.

        Upper and lower case do not matter (ECMA-376 part 2, names of parts), so no two parts may differ in it alone.
        """
        name = self._name(part)
        try:
            with self._zip.open(name) as file:
                yield file
        except (KeyError, *_DAMAGES) as error:
            raise Refusal("broken") from error

    def _name(self, part: str) -> str:
        """What a part is called in the archive."""
        names = self._names.get(part.casefold(), ())
        if len(names) != 1:
            raise Refusal("broken")
        return names[0]


def _refuse_doctype(*_arguments: object) -> None:
    """A document type could define entities that grow without bound; no spreadsheet program writes one."""
    raise Refusal("broken")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
