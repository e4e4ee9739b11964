"""The process: limits, the kind of file, and what is written to standard output."""

import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from milepost.uploads.parsing import csv_file, limits, xlsx_file
from milepost.uploads.parsing.found import Found
from milepost.uploads.parsing.heading import Wanted
from milepost.uploads.parsing.naming import named
from milepost.uploads.parsing.picking import picked, refuse_long_row
from milepost.uploads.parsing.refusal import Refusal

_INPUT = 0
_BATCH, _WHOLE = 250, 100  # rows: so many long ones fit into memory
_LONGEST_LINE = 1 << 20  # of several whole rows
_ZIP, _COMPOUND = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def main() -> None:
    """Answer the request in the first argument about the file on standard input."""
    limits.apply()
    request = json.loads(sys.argv[1])
    try:
        wanted = Wanted(**request["wanted"])
        for message in _messages(_read(request, wanted), wanted, request):
            _write(message)
    except Refusal as refusal:
        _write({"refused": refusal.code, "details": refusal.details})
    except MemoryError:
        _write({"refused": "memory", "details": {}})


def _messages(found: Found, wanted: Wanted, request: dict[str, Any]) -> Iterator[Any]:
    """What was found; then batches of rows: the columns that are taken, or lists of whole rows if none is named."""
    refuse_long_row(1, "".join(found.heading))
    yield {"heading": found.heading, "columns": found.columns, "about": found.about, "notes": found.notes}
    if request["take"]:
        yield from named(picked(found, wanted, request["take"], _BATCH), request["names"])
    else:
        yield from iter(lambda: list(islice(found.rows, _WHOLE)), [])
    yield {"end": True}


def _read(request: dict[str, Any], wanted: Wanted) -> Found:
    start = os.pread(_INPUT, 8, 0)
    if start.startswith(_ZIP):
        file = open(_INPUT, "rb", closefd=False)  # noqa: SIM115 - open as long as the process lives
        return xlsx_file.read(file, wanted, keep_types=request["keep_types"])
    if start == _COMPOUND:
        raise Refusal("encrypted" if _is_encrypted() else "old_format")
    if start.startswith(_OTHERS):
        raise Refusal("not_text")
    return csv_file.read(_INPUT, wanted)


def _is_encrypted() -> bool:
    """Whether a compound file is an XLSX with a password ([MS-OFFCRYPTO] 2.3.4.4); else it is an old workbook."""
    size, stream = os.fstat(_INPUT).st_size, "EncryptedPackage".encode("utf-16-le")
    ends = (os.pread(_INPUT, 1 << 20, 0), os.pread(_INPUT, 1 << 20, max(0, size - (1 << 20))))
    return any(stream in end for end in ends)


def _write(message: Any) -> None:
    """Write a message; whole rows that make too long a line for whoever reads it, in several."""
    line = json.dumps(message)
    if len(line) > _LONGEST_LINE and isinstance(message, list) and (half := len(message) // 2):
        _write(message[:half])
        _write(message[half:])
        return
    try:
        sys.stdout.buffer.write(line.encode("ascii") + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # nobody wants to know any more
        os._exit(0)


main()
