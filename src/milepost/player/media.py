"""The answer to a request for a file of a content: all of it, a range, or that nothing has changed (RFC 9110).

Django's `FileResponse` knows no ranges, and without them a video cannot be sought in. Who may have the file is for the
view to say; nothing here asks.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from django.utils.translation import gettext as _

from milepost.base.errors import NotFound
from milepost.catalog.contents.media import path_of
from milepost.catalog.contents.recognising import EXTENSIONS
from milepost.catalog.models import MediaFile

_BLOCK = 256 * 1024
# One range; several at once are answered with the whole file, as anybody may.
_RANGE = re.compile(r"bytes\s*=\s*(?:([0-9]{1,19})\s*-\s*([0-9]{0,19})|-\s*([0-9]{1,19}))\s*", re.IGNORECASE)

# Somebody else's bytes in our place: whatever they are, they may load nothing and run nothing, and have no place of
# their own. The browsers' own viewers for PDF are pages that need styles of theirs, and none starts in a sandbox.
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"
_POLICIES = {"application/pdf": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"}


class _Piece(NamedTuple):
    """Bytes of a file: from `first` on, so many."""

    first: int
    length: int


def media_response(request: HttpRequest, file: MediaFile) -> HttpResponseBase:
    """The file, or the part of it that is asked for: 200, 206, 304 or 416. For GET and HEAD.

    Raises `NotFound` for a file whose bytes are not there.
    """
    etag = quote_etag(file.sha256)
    wanted = _wanted(request, file, etag)
    if _is_known(request, etag):
        response: HttpResponseBase = HttpResponse(status=304)
    elif wanted is not None and not wanted.length:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    else:
        response = _with_body(request, file, wanted)
    for name, value in _headers(file, etag).items() if response.status_code != 416 else ():
        response.headers[name] = value
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["Cookie"])
    return response


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in (each.removeprefix("W/") for each in known)


def _wanted(request: HttpRequest, file: MediaFile, etag: str) -> _Piece | None:
    """The range asked for; of length 0 for one that lies outside, None for the whole file.

    What cannot be read is passed over, as the standard has it, and so is a range of another version of the file.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    if match[3]:
        length = min(int(match[3]), file.size)
        return _Piece(file.size - length, length)
    first, last = int(match[1]), min(int(match[2] or file.size), file.size - 1)
    if match[2] and int(match[2]) < first:
        return None  # not a range at all
    return _Piece(first, max(last + 1 - first, 0))


def _with_body(request: HttpRequest, file: MediaFile, wanted: _Piece | None) -> HttpResponseBase:
    first, length = wanted or _Piece(0, file.size)
    try:
        body = path_of(file).open("rb")
    except OSError as error:
        raise NotFound(_("The file “%(file)s” is not in the data folder.") % {"file": file.name}) from error
    status = 200 if wanted is None else 206
    if request.method == "HEAD":
        body.close()
        response: HttpResponseBase = HttpResponse(status=status)
    else:
        response = StreamingHttpResponse(_Blocks(body, first, length), status=status)
    response.headers["Content-Length"] = str(length)
    if wanted is not None:
        response.headers["Content-Range"] = f"bytes {first}-{first + length - 1}/{file.size}"
    return response


class _Blocks:
    """A part of an open file, a block at a time; closed with the response, however far it was read."""

    def __init__(self, file: IO[bytes], first: int, length: int) -> None:
        file.seek(first)
        self._file, self._left = file, length

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (block := self._file.read(min(_BLOCK, self._left))):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        """Called by Django when the response is at its end, or given up."""
        self._file.close()


def _headers(file: MediaFile, etag: str) -> dict[str, str]:
    charset = "; charset=utf-8" if file.content_type.startswith("text/") else ""
    return {
        "Cache-Control": "private, no-cache",  # the file never changes, but who may have it does: ask each time
        "Content-Disposition": content_disposition_header(False, _safe_name(file)) or "inline",
        "Content-Security-Policy": _POLICIES.get(file.content_type, _POLICY),
        "Content-Type": f"{file.content_type}{charset}",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": etag,
        "X-Frame-Options": "SAMEORIGIN",
    }


def _safe_name(file: MediaFile) -> str:
    """The name under which a browser keeps the file: its ending is that of what it is, not of what it was called."""
    ending = EXTENSIONS.get(file.content_type, "bin")
    name = PurePath(re.sub(r"[^\w .()-]", "_", file.name).strip(". ") or "file")
    known = {ending, {"jpg": "jpeg", "ogg": "oga"}.get(ending, ending)}
    return str(name) if name.suffix.lower().removeprefix(".") in known else f"{name}.{ending}"
