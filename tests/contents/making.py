"""Small files of every kind that is taken, and activities with what they need."""

from io import BytesIO

from milepost.catalog.contents import media
from milepost.catalog.models import Activity, MediaFile
from milepost.people.actors import system
from tests.support.world import activity, course

STAFF = system("headquarters")


def _mp4(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\2\0" + brand + b"mp41" + b"\0" * 200


_EBML = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282")
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nMind the step.\n"
FILES = {
    "video/mp4": _mp4(b"isom"),
    "video/webm": _EBML + b"\x84webm" + b"\0" * 200,
    "audio/mpeg": b"ID3\x04\0\0" + b"\0" * 200,
    "audio/mp4": _mp4(b"M4A "),
    "audio/ogg": b"OggS\0\2" + b"\0" * 22 + b"\x01\x13OpusHead" + b"\0" * 200,
    "audio/wav": b"RIFF\x24\x08\0\0WAVEfmt " + b"\0" * 200,
    "application/pdf": b"%PDF-1.7\n" + b"\0" * 200,
    "image/png": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 200,
    "image/webp": b"RIFF\x24\x08\0\0WEBPVP8 " + b"\0" * 200,
    "image/gif": b"GIF89a" + b"\0" * 200,
    "text/vtt": CAPTIONS,
}
ALSO = {
    "video/mp4": [_mp4(brand) for brand in (b"mp42", b"iso2", b"iso5", b"iso6", b"avc1", b"dash", b"M4V ")],
    "audio/mpeg": [head + b"\0" * 200 for head in (b"\xff\xfb\x90\x64", b"\xff\xf3\x84\x00", b"\xff\xfa\x92\x60")],
    "image/gif": [b"GIF87a" + b"\0" * 9],
    "text/vtt": [b"WEBVTT", b"\xef\xbb\xbfWEBVTT - Stufen\r\n\r\n"],
}
NONE = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "program": b"MZ\x90\0" + b"\0" * 90,
    "zip": b"PK\3\4" + b"\0" * 90,
    "text": b"hello",
    "quicktime": _mp4(b"qt  "),
    "heic": _mp4(b"heic"),
    "matroska": _EBML + b"\x88matroska" + b"\0" * 200,
    "avi": b"RIFF\x24\x08\0\0AVI LIST" + b"\0" * 200,
    "theora": b"OggS\0\2" + b"\0" * 22 + b"\x80theora" + b"\0" * 200,
    "aac frames": b"\xff\xf1\x50\x80" + b"\0" * 200,
    "layer I": b"\xff\xff\x90\x64" + b"\0" * 200,
    "utf-16": "\ufeff".encode("utf-16-le") + b"\0" * 200,
    "half a title": b"WEBVTTX\n",
    "latin captions": b"WEBVTT\n\nStra\xdfe",
    "one byte": b"\xff",
}


def stored(content_type: str, name: str = "file", content: bytes | None = None) -> MediaFile:
    """A file of that kind."""
    return media.store(STAFF, name, BytesIO(FILES[content_type] if content is None else content))


def of_kind(kind: str) -> Activity:
    """An activity of that kind."""
    return activity(course(activities=[]), kind)
