"""A real Chromium against a real `milepost serve`.

Playwright keeps an event loop in its thread, in which Django's models refuse to work unless they are told not to mind;
so it lives for one module, and Django is told for so long.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.pages import Visitor
from tools import browser as chromium

PASSWORD = "correct horse battery"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
LONGEST_WAIT = 60_000  # ms; machines that run tests are busy


@pytest.fixture(scope="module")
def chrome():
    """The browser."""
    found = chromium.find()
    assert found, "there is no Chromium: python -m tools.browser says what to do"
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=found, args=list(chromium.OPTIONS))
            yield started
            started.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def environment():
    """What the server has in its environment besides; a module may say more."""
    return {}


@pytest.fixture
def visit(chrome, site, environment):
    """`visit(login_id, **options)`: somebody signed in, in a browser of one's own. The site's world comes first."""
    from tests.api.serving import Server

    server, opened = None, []

    def come(login_id=None, *, width=1280, height=800, theme="light", language="en", sign_in=True):
        nonlocal server
        if server is None:
            server = Server(site, workers=1, **environment)
        context = chrome.new_context(
            base_url=f"http://localhost:{server.port}",
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale=language,
        )
        context.set_default_timeout(LONGEST_WAIT)
        visitor = Visitor(context, AXE)
        opened.append(visitor)
        if login_id and sign_in:
            visitor.sign_in(login_id, PASSWORD)
        return visitor

    yield come
    for visitor in opened:
        visitor.leave()


@pytest.fixture
def password():
    """`password(user)` lets somebody sign in; within `site.inside()`."""

    def give(user):
        user.set_password(PASSWORD)
        user.save()
        return user

    return give
