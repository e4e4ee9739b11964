"""No word of the product that was not given to translators: in a German of brackets, every page has brackets alone.

The pages are those of `everything.py`, so a new page is read here too; and what pages say when something happens.
"""

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from milepost.catalog.models import Activity, Course, Program
from milepost.people.models import User
from milepost.records.models import PlayerSession
from tests.browser import staff
from tests.browser.everything import world_of_ada
from tests.browser.words import mark, unbracketed
from tests.commands.acting import reset
from tests.support import bracketed

pytestmark = pytest.mark.look


@pytest.fixture
def environment(tmp_path):
    """A server that speaks in brackets."""
    return bracketed.environment(tmp_path / "locale")


@pytest.fixture
def addresses(site, password):
    """The addresses of each; what people have written has its marks."""
    found = {"ada": world_of_ada(site, password), "grace": staff.world_of_grace(site, password)}
    mark(site)
    return found


@pytest.fixture
def ada(addresses):
    """The addresses that Ada looks at."""
    return addresses["ada"]


@pytest.fixture
def reader(ada, site, visit):
    """Somebody who reads what a page says, everywhere."""
    made = Reader(site, visit)
    yield made
    assert not made.wrong, "\n".join(sorted({" | ".join(each) for each in made.wrong}))
    assert made.has_read


class Reader:
    """A browser in the language of brackets. `wrong` is what was found outside them: (where, kind of text, text)."""

    def __init__(self, site, visit):
        self.wrong, self.has_read = [], False
        self._site, self._visitor = site, visit(language="de")
        self.page = self._visitor.page
        with site.inside():
            self._names = set(User.objects.values_list("login_id", flat=True))
            for model in (Course, Program, Activity):
                self._names |= set(model.objects.exclude(asset_id=None).values_list("asset_id", flat=True))

    def read(self, where=""):
        """What stands on the page as it is."""
        self.wrong += [(where or self.page.url, *each) for each in unbracketed(self.page, self._names)]
        self.has_read = True

    def go(self, address):
        self._visitor.go(address)
        self.read(address)

    def sign_in(self, password="correct horse battery", who="ada"):
        self._visitor.sign_in(who, password)

    def comes_in(self, who="ada"):
        self.sign_in(who=who)
        self.page.wait_for_url("**/learning/")

    def plays(self, kind):
        """The page of Ada's activity of a kind."""
        with self._site.inside():
            session = PlayerSession.objects.get(record__user__login_id="ada", record__course__asset_id="everything")
            activity = Activity.objects.filter(course__asset_id="everything", kind=kind).order_by("position").first()
        self.go(reverse("play", args=[session.uuid, activity.uuid]))

    def sends(self, form, where="", **filled):
        """Fill fields by their names and send the form whose action or id ends so; the page that follows is read."""
        there = self.page.locator(f"form[action$='{form}']" if form else "main form").first
        there.evaluate("form => { form.noValidate = true; form.closest('details')?.setAttribute('open', ''); }")
        for name, value in filled.items():
            there.locator(f"[name='{name}']:not([type=hidden])").fill(value)
        with self.page.expect_navigation():
            there.evaluate("form => form.requestSubmit(form.querySelector('button:not([type=button])'))")
        self.read(where or f"after {form or self.page.url}")


def test_every_page_has_brackets_alone(ada, reader):
    for address in (
        "/account/sign-in/",
        "/nowhere/",
        reverse("account_inactive"),
        reverse("socialaccount_login_error"),
    ):
        reader.go(address)
    reader.comes_in()
    for address in ada:
        reader.go(address)


def test_so_has_every_page_of_staff(addresses, reader):
    reader.comes_in("grace")
    for address in addresses["grace"]:
        reader.go(address)


def test_so_has_what_is_said_of_a_profile_and_of_passwords(reader):
    reader.go("/account/sign-in/")
    reader.sign_in("wrong")
    reader.page.locator(".note.bad").wait_for()
    reader.read("after a wrong password")
    reader.comes_in()
    reader.go(reverse("profile"))
    reader.sends("", "after saving the profile")
    address = reverse("account_change_password")
    for old, new, again in (("", "", ""), ("wrong", "short", "other"), ("wrong", "password12", "password12")):
        reader.go(address)
        reader.sends("", "a new password", oldpassword=old, password1=new, password2=again)
    reader.go(address)
    good = "another horse battery"
    reader.sends("", "password changed", oldpassword="correct horse battery", password1=good, password2=good)
    reader.go(reverse("account_reauthenticate"))
    reader.sends("", "confirm that it is you", password="wrong")


def test_so_has_the_second_step(reader):
    reader.comes_in()
    reader.go(reverse("mfa_activate_totp"))
    reader.sends("", "it is Ada", password="correct horse battery")
    reader.sends("", "wrong code", code="000000")
    secret = reader.page.locator("main code").first.inner_text()
    reader.sends("", "the second step is on", code=code(secret))
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        reader.go(reverse(name))
    reader.go(reverse("mfa_generate_recovery_codes"))
    reader.sends("", "new codes")
    reader.go(reverse("account_logout"))
    reader.sends("", "signed out")
    reader.sign_in()
    reader.page.wait_for_url("**/two-step/**")
    reader.read("the second step")
    reader.sends("", "a wrong second step", code="000000")


def code(secret):
    """What an authenticator app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_so_has_what_is_said_while_somebody_learns(reader):
    reader.comes_in()
    reader.plays("page")
    reader.sends("/notes/", "no note", note="")
    reader.sends("/notes/", "a note", note="‹ Remember ›")
    reader.sends("/remove/", "note removed")
    reader.sends("/done/", "done")
    reader.plays("ebook")
    reader.sends("/chapter/", "next chapter")
    reader.sends("/chapter/", "last chapter")
    reader.plays("form")
    reader.sends("/form/", "nothing answered")
    reader.sends("/form/", "answered", **{"answer-how": "‹ Well ›"})
    reader.plays("assignment")
    reader.sends("/assignment/", "nothing handed in")
    reader.sends("/assignment/", "handed in", text="‹ Written ›")
    reader.plays("discussion")
    reader.sends("/posts/", "nothing said")
    reader.sends("/posts/", "said", text="‹ Said ›")
    reader.page.locator("a[href*='reply=']").first.click()
    reader.page.locator("[name=reply_to]").wait_for(state="attached")
    reader.read("a reply")
    reader.sends("/posts/", "replied", text="‹ Replied ›")
    reader.sends("/remove/", "removed")
    reader.plays("certificate")
    with reader.page.expect_navigation():
        reader.page.evaluate(_CLAIM)
    reader.read("a claim that is too early")


# A form that the page does not offer: somebody has it open from another time.
_CLAIM = """() => {
  const form = document.querySelector("form[action$='/notes/']");
  form.noValidate = true;
  form.action = form.action.replace("/notes/", "/claim/");
  form.requestSubmit();
}"""


def test_so_has_an_exam_from_its_beginning_to_its_last_attempt(reader):
    reader.comes_in()
    reader.plays("exam")
    for attempt in ("first", "last"):
        reader.sends("/begin/", f"the {attempt} attempt")
        reader.page.locator("[name='answer-word']:not([type=hidden])").fill("‹ Way ›")
        reader.page.locator("#kept:not(:empty)").wait_for()
        reader.read("answers are kept")
        if attempt == "first":
            reader.sends("/exam/", "required questions are open")
            reader.page.locator("[value=b][type=radio]").check()
            reader.page.locator("[value=a][type=checkbox]").check()
        else:
            reader.page.locator("[value=a][type=radio]").check()
            reader.page.locator("[value=c][type=checkbox]").check()
        reader.sends("/exam/", f"the {attempt} result")


def test_so_has_a_page_without_connection_and_one_that_was_reset(reader, site):
    reader.comes_in()
    reader.plays("exam")
    reader.sends("/begin/")
    reader.page.clock.install()
    reader.plays("exam")
    reader.page.context.set_offline(True)
    reader.page.locator("[name='answer-word']:not([type=hidden])").fill("‹ Way ›")
    reader.page.mouse.move(40, 300)
    reader.page.clock.run_for(16_000)
    reader.page.locator("#connection:not(:empty)").wait_for()
    reader.read("without connection")
    reader.page.evaluate("document.getElementById('paper').requestSubmit()")
    reader.read("handed in without connection")
    reader.page.context.set_offline(False)
    reader.page.clock.run_for(6_000)
    reader.page.locator("#connection.ok:not(:empty)").wait_for()
    reader.read("the connection is back")
    with site.inside():
        reset(("ada", "everything"), reason="‹ New rules ›")
    reader.page.clock.run_for(16_000)
    reader.page.locator("#closed .note").wait_for()
    reader.read("reset while it was open")
    reader.go(reader.page.url)
