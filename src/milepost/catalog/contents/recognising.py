"""What a file is, told by its bytes. Only kinds that every browser shows by itself are taken.

Names and what a browser says of a file are not asked: they are somebody's word. Neither library that could be asked
knows them all (docs/decisions/0002-dependencies.md), and each of these formats says what it is in its first bytes.
"""

import re
from pathlib import Path

_HEAD = 512
_LARGEST_CAPTIONS = 5_000_000

# ISO base media files name a “brand”. QuickTime (“qt  ”), HEIC and AVIF are of that family, and not shown everywhere.
_VIDEO_BRAND = re.compile(rb"iso[m2-9]|mp4[12]|avc1|dash|M4V[ HP]|MSNV|cmfc|cmf2")
_AUDIO_BRAND = re.compile(rb"M4[AB] ")
_TITLE_OF_CAPTIONS = re.compile(r"\ufeff?WEBVTT(?=[ \t\r\n]|\Z)")

EXTENSIONS = {
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "text/vtt": "vtt",
}


def content_type(path: Path) -> str | None:
    """One of `EXTENSIONS`, or None for anything else."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return _by_signature(head) or _by_container(head) or _captions(head, path)


_SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"ID3": "audio/mpeg",
}
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp"}


def _by_signature(head: bytes) -> str | None:
    return next((kind for signature, kind in _SIGNATURES.items() if head.startswith(signature)), None)


def _by_container(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "audio/mp4" if _AUDIO_BRAND.match(brand) else "video/mp4" if _VIDEO_BRAND.match(brand) else None
    if head.startswith(b"\x1a\x45\xdf\xa3"):  # EBML; the element 0x4282 names the kind of document
        return "video/webm" if b"\x42\x82\x84webm" in head else None
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head.startswith(b"OggS"):
        return None if b"theora" in head else "audio/ogg"
    return "audio/mpeg" if _is_frame_of_mp3(head) else None


def _is_frame_of_mp3(head: bytes) -> bool:
    """A recording without title begins with the head of a frame: sync, version, layer III, bit rate, sample rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, sample_rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in (0, 15) and sample_rate != 3


def _captions(head: bytes, path: Path) -> str | None:
    if b"WEBVTT" not in head[:9] or path.stat().st_size > _LARGEST_CAPTIONS:
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
    return "text/vtt" if _TITLE_OF_CAPTIONS.match(text) and "\0" not in text else None
