"""The pages' own files: style sheet, icons, fonts, scripts. Their names carry a digest: browsers may keep them.

The style sheet is served as one, made of the files in `files/css` in the order of their names; where it names another
file (`url("fonts/…")`), that file's name with its digest is put in.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
STYLE = "milepost.css"
_REFERENCE = re.compile(r'url\("([^"]+)"\)')


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    content: bytes
    content_type: str


@cache
def names() -> dict[str, str]:
    """The name under which each file is served, by its plain name: `milepost.css` → `milepost.0a1b2c3d4e5f.css`."""
    plain = {name: _with_digest(name, content) for name, content in _files().items()}
    return plain | {STYLE: _with_digest(STYLE, _style(plain))}


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse:
    """One file. A name with another digest belongs to another version and is not found."""
    asset = _served().get(name)
    if asset is None:
        raise Http404
    return HttpResponse(
        asset.content,
        content_type=asset.content_type,
        headers={"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"},
    )


@cache
def _served() -> dict[str, Asset]:
    contents = _files() | {STYLE: _style(names())}
    return {served: Asset(contents[plain], _type(plain)) for plain, served in names().items()}


@cache
def _files() -> dict[str, bytes]:
    """Every file but the pieces of the style sheet, by its plain name: no two folders have files of the same name."""
    found: dict[str, bytes] = {}
    root = resources.files(__package__) / "files"
    for place in (root, root / "fonts", root / "js"):
        for file in place.iterdir():
            if file.is_file() and _type(file.name):
                assert file.name not in found, file.name
                found[file.name] = file.read_bytes()
    return found


def _style(served: dict[str, str]) -> bytes:
    folder = resources.files(__package__) / "files" / "css"
    pieces = sorted(folder.iterdir(), key=_name)
    text = "\n".join(piece.read_text(encoding="utf-8") for piece in pieces)
    return _REFERENCE.sub(lambda found: f'url("{served[found[1].rpartition("/")[2]]}")', text).encode()


def _name(file: Traversable) -> str:
    return file.name


def _type(name: str) -> str:
    return _TYPES.get(name.rpartition(".")[2], "")


def _with_digest(plain: str, content: bytes) -> str:
    stem, _, suffix = plain.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
