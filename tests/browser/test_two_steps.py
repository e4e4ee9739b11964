"""Signing in with a second step: turned on, used, got round by a recovery code, turned off. Each page is looked at."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from milepost.people.models import User
from tests.browser.test_every_page import looked_into
from tests.support.world import learner

A_STEP = 30  # seconds, that a code is shown
PASSWORD = "correct horse battery"


@pytest.fixture
def ada(site, password, site_bystander):
    """Ada, with a password and no second step."""
    with site.inside():
        return password(learner("ada"))


def enter_code(somebody, secret, button):
    """Type what the authenticator app shows; once more if it has moved on meanwhile, as people do."""
    while True:
        step = int(time.time()) // A_STEP
        somebody.page.locator("[name=code]").fill(format_hotp_value(hotp_value(secret, step)))
        with somebody.page.expect_navigation():
            somebody.press(button)
        if step == int(time.time()) // A_STEP or not somebody.page.locator("[name=code]").count():
            return


def turn_on(somebody):
    """Two-step sign-in for whoever is signed in; returns the key of the app, and the recovery codes."""
    somebody.go("/account/two-step/")
    somebody.page.get_by_role("link", name="Turn on…").click()
    somebody.page.wait_for_url("**/confirm/**")
    assert "Forgot" not in somebody.reads(), "there is no page for that"
    assert looked_into(somebody, "confirming with the password")[0] == []
    somebody.page.locator("[name=password]").fill(PASSWORD)
    somebody.press("Confirm")
    somebody.page.wait_for_url("**/activate/")
    assert looked_into(somebody, "turning on")[0] == []
    secret = somebody.page.locator("main code").inner_text()
    enter_code(somebody, secret, "Turn on")
    somebody.page.wait_for_url("**/recovery-codes/")
    return secret, somebody.page.locator("main li code").all_inner_texts()


def is_in(somebody):
    """Whether the pages of learners are open to somebody."""
    somebody.go("/learning/")
    return "/learning/" in somebody.page.url and "next=" not in somebody.page.url


def test_a_code_of_the_app_is_asked_for_and_opens(ada, visit):
    secret, _ = turn_on(visit("ada"))
    desk = visit("ada")
    desk.page.wait_for_url("**/two-step/**")
    assert looked_into(desk, "the second step")[0] == []
    desk.page.locator("[name=code]").fill("000000")
    desk.press("Sign in")
    desk.page.locator(".fault, .note.bad").first.wait_for()
    assert looked_into(desk, "a wrong code")[0] == []
    assert not is_in(desk), "a password alone opens nothing"

    desk = visit("ada")
    desk.page.wait_for_url("**/two-step/**")
    enter_code(desk, secret, "Sign in")
    assert is_in(desk)


def test_a_recovery_code_opens_once(ada, visit):
    _, codes = turn_on(visit("ada"))
    assert len(codes) == len(set(codes)) >= 8
    for welcome in (True, False):
        desk = visit("ada")
        desk.page.wait_for_url("**/two-step/**")
        desk.page.locator("[name=code]").fill(codes[0])
        with desk.page.expect_navigation():
            desk.press("Sign in")
        assert is_in(desk) is welcome


def test_its_pages_have_no_barrier_and_it_can_be_turned_off(ada, site, visit):
    desk = visit("ada")
    _, codes = turn_on(desk)
    for address in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
        assert desk.go(f"/account/two-step/{address}").status == 200
        assert looked_into(desk, address)[0] == []

    desk.go("/account/two-step/recovery-codes/generate/")
    desk.press("Make new codes")
    desk.page.wait_for_url("**/recovery-codes/")
    assert not set(codes) & set(desk.page.locator("main li code").all_inner_texts())
    desk.go("/account/two-step/totp/deactivate/")
    desk.press("Turn off")
    desk.page.get_by_role("link", name="Turn on…").wait_for()
    assert is_in(visit("ada")), "the password alone is enough again"


def test_a_closed_account_is_told_so(ada, site, visit):
    with site.inside():
        User.objects.filter(pk=ada.pk).update(is_active=False)
    desk = visit("ada")
    desk.page.get_by_text("This account is closed").first.wait_for()
    assert looked_into(desk, "a closed account")[0] == []
    assert not is_in(desk)
