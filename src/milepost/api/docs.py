"""The document as a page to try things on, from our own files: nothing comes from elsewhere, no script is inline."""

import json
from functools import cache
from importlib import resources

import ninja
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

# Those of Swagger UI that ninja brings with it, by what they are.
_FILES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui-init.js": "text/javascript; charset=utf-8",
    "favicon.svg": "image/svg+xml",
}
# Swagger UI sets styles by script, which needs no permission, and draws its arrows from data addresses.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="{base}/swagger-ui.css">
<link rel="icon" href="{base}/favicon.svg">
</head>
<body data-csrf-token="" data-api-csrf="">
<script type="application/json" id="swagger-settings">{settings}</script>
<div id="swagger-ui"></div>
<script src="{base}/swagger-ui-bundle.js"></script>
<script src="{base}/swagger-ui-init.js"></script>
</body>
</html>
"""


class Docs(DocsBase):
    """Swagger UI."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:
        """The page."""
        settings = {"url": self.get_openapi_url(api, kwargs), "layout": "BaseLayout", "deepLinking": True}
        written = json.dumps(settings).replace("<", "\\u003c")
        # The JSON is data between tags, where no character of it is markup.
        page = format_html(
            _PAGE,
            title=f"{api.title} API",
            base=request.path.rstrip("/"),
            settings=mark_safe(written),  # noqa: S308
        )
        return HttpResponse(page, headers={"Content-Security-Policy": _POLICY})


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """One of the page's files."""
    if name not in _FILES:
        raise Http404
    headers = {"Cache-Control": "public, max-age=3600", "Content-Security-Policy": "default-src 'none'"}
    return HttpResponse(_content(name), content_type=_FILES[name], headers=headers)


@cache
def _content(name: str) -> bytes:
    return (resources.files(ninja) / "static" / "ninja" / name).read_bytes()
