"""In which encoding a text file is: UTF-8, UTF-16, or else Windows-1252."""

import codecs
import os
from dataclasses import dataclass
from typing import TextIO

from milepost.uploads.parsing.refusal import Refusal

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = "cp1252"
# What text does not hold, whatever its encoding.
_BINARY = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\x0b\x1a\x1b")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec of Python, and the byte order mark that the file begins with, if it does."""

    codec: str
    mark: bytes = b""

    @property
    def is_legacy(self) -> bool:
        """Whether it was only guessed, because the file is no Unicode."""
        return self.codec == _LEGACY


class _Undecodable(Exception):
    """The byte at that offset, counted behind the mark, does not fit the encoding."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def recognise(handle: int) -> Encoding:
    """The encoding of all of an open file.

    Raises `Refusal` with the line for what fits none; so too for a file that is UTF-8 at first and then is not:
    read as Windows-1252, the names before that line would come out wrong.
    """
    start = os.pread(handle, 4, 0)
    encoding = next((Encoding(codec, mark) for mark, codec in _MARKS if start.startswith(mark)), Encoding("utf-8"))
    if start.startswith(codecs.BOM_UTF32_LE):
        raise Refusal("not_text")
    try:
        _decode_all(handle, encoding)
    except _Undecodable as fault:
        if encoding.mark or not _is_ascii(handle, fault.offset):
            raise Refusal("bad_encoding", line=_line_of(handle, encoding, fault.offset)) from fault
        return _recognise_legacy(handle)
    return encoding


def as_text(handle: int, encoding: Encoding) -> TextIO:
    """The file from its beginning, as text whose line ends stand as they are."""
    os.lseek(handle, len(encoding.mark), os.SEEK_SET)
    return open(handle, encoding=encoding.codec, newline="", closefd=False)


def _recognise_legacy(handle: int) -> Encoding:
    encoding = Encoding(_LEGACY)
    if not _BINARY.isdisjoint(os.pread(handle, _BLOCK, 0)):
        raise Refusal("not_text")
    try:
        _decode_all(handle, encoding)
    except _Undecodable as fault:
        raise Refusal("bad_encoding", line=_line_of(handle, encoding, fault.offset)) from fault
    return encoding


def _decode_all(handle: int, encoding: Encoding) -> None:
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    offset, block = 0, b"."
    while block:
        block = os.pread(handle, _BLOCK, len(encoding.mark) + offset)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            # What the error is about may begin in the block before.
            carried = len(error.object) - len(block)
            raise _Undecodable(offset - carried + error.start) from error
        offset += len(block)


def _is_ascii(handle: int, end: int) -> bool:
    """Whether the file has nothing but ASCII before an offset."""
    return all(os.pread(handle, min(_BLOCK, end - offset), offset).isascii() for offset in range(0, end, _BLOCK))


def _line_of(handle: int, encoding: Encoding, offset: int) -> int:
    """The line, from 1, that an offset behind the mark stands in."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="replace")
    line, last = 1, ""
    for begin in range(0, offset, _BLOCK):
        text = decoder.decode(os.pread(handle, min(_BLOCK, offset - begin), len(encoding.mark) + begin))
        line += text.count("\n") + text.count("\r") - text.count("\r\n") - (last == "\r" and text[:1] == "\n")
        last = text[-1:] or last
    return line
