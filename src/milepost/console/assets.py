"""The pages' own files: a style sheet and the mark. Their names carry a digest: browsers may keep them."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_TYPES = {"milepost.css": "text/css; charset=utf-8", "milepost.svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    content: bytes
    content_type: str


@cache
def names() -> dict[str, str]:
    """The name under which each file is served, by its plain name: `milepost.css` → `milepost.0a1b2c3d4e5f.css`."""
    return {plain: _with_digest(plain) for plain in _TYPES}


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse:
    """One file. A name with another digest belongs to another version and is not found."""
    asset = _served().get(name)
    if asset is None:
        raise Http404
    return HttpResponse(
        asset.content,
        content_type=asset.content_type,
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'",
        },
    )


@cache
def _served() -> dict[str, Asset]:
    return {name: Asset(_content(plain), _TYPES[plain]) for plain, name in names().items()}


def _with_digest(plain: str) -> str:
    stem, _, suffix = plain.partition(".")
    return f"{stem}.{hashlib.sha256(_content(plain)).hexdigest()[:12]}.{suffix}"


def _content(plain: str) -> bytes:
    return (resources.files(__package__) / "files" / plain).read_bytes()
