"""Signing in by OpenID Connect, at a provider that runs beside Milepost. Each page is looked at."""

import json
import re
import subprocess
import sys
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from tests.browser.test_every_page import looked_into
from tests.support.world import learner

# Whom the provider knows. Mallory has given Ada's address there, and nobody has verified it.
PEOPLE = (
    {"sub": "a-lovelace", "email": "ada@example.org", "email_verified": True},
    {"sub": "eve", "email": "eve@example.org", "email_verified": True},
    {"sub": "mallory", "email": "ada@example.org", "email_verified": False},
)


@pytest.fixture
def provider():
    """The address of a running provider."""
    known = [part for each in PEOPLE for part in ("--user-claims", json.dumps(each))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", "0", *known]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        found = next(filter(None, (re.search(r"running on (http://\S+?:\d+)", line) for line in process.stderr)))
        reading = threading.Thread(target=process.stderr.read)
        reading.start()
        yield found[1]
        process.kill()
        reading.join()


@pytest.fixture
def ada(site, site_bystander, provider):
    """Ada, who has no password here, in a Milepost that knows the provider."""
    site.env |= {
        "MILEPOST_OIDC_URL": provider,
        "MILEPOST_OIDC_CLIENT_ID": "milepost",
        "MILEPOST_OIDC_CLIENT_SECRET": "only for tests",
        "MILEPOST_OIDC_NAME": "Nordwerk",
    }
    with site.inside():
        made = learner("ada", display_name="Ada Lovelace")
        made.set_unusable_password()
        made.save()
    return made


def come_as(somebody, sub):
    """By the button on our page to the provider, and back as one of those whom it knows."""
    somebody.go("/account/sign-in/")
    somebody.press("Sign in with Nordwerk")
    somebody.page.get_by_role("button", name=sub, exact=True).first.click()


def accounts(site):
    with site.inside():
        return [(each.user.login_id, each.uid) for each in SocialAccount.objects.select_related("user")]


def test_who_has_a_verified_address_here_comes_in_again_and_again(ada, site, visit):
    for _ in range(2):
        desk = visit()
        come_as(desk, "a-lovelace")
        desk.page.wait_for_url("**/learning/")
        assert "Ada Lovelace" in desk.page.locator("header button.tool").inner_text()
    assert accounts(site) == [("ada", "a-lovelace")]
    desk.go("/account/password/set/")
    assert looked_into(desk, "a first password")[0] == []


@pytest.mark.parametrize("sub", ["eve", "mallory"])
def test_nobody_else_does(ada, site, visit, sub):
    desk = visit()
    come_as(desk, sub)
    desk.page.get_by_role("heading", name="Nobody here has your e-mail address").wait_for()
    assert looked_into(desk, "unknown here")[0] == []
    desk.go("/learning/")
    assert "/sign-in/" in desk.page.url
    assert accounts(site) == []


def test_what_was_cancelled_or_failed_there_is_said_here(ada, site, visit):
    desk = visit()
    desk.go("/account/sign-in/")
    assert looked_into(desk, "the way in")[0] == []
    desk.press("Sign in with Nordwerk")
    desk.page.get_by_role("button", name="Deny").wait_for()
    # The button of this provider leaves out the state, which RFC 6749 wants to be sent back with a refusal (4.1.2.1).
    [state] = parse_qs(urlsplit(desk.page.url).query)["state"]
    desk.go(f"/account/oidc/login/callback/?error=access_denied&state={state}")
    desk.page.get_by_role("heading", name="You are not signed in").wait_for()
    assert looked_into(desk, "cancelled")[0] == []
    desk.go("/account/oidc/login/callback/?code=made-up&state=made-up")
    desk.page.get_by_role("heading", name="Signing in did not work").wait_for()
    assert looked_into(desk, "failed")[0] == []
    desk.go("/account/oidc/login/")
    desk.page.get_by_role("heading", name="Sign in with Nordwerk").wait_for()
    assert looked_into(desk, "on the way there")[0] == []
    desk.press("Continue")
    desk.page.get_by_role("heading", name="Authorize Client").wait_for()
    assert accounts(site) == []
