"""A training manager at a browser, with the people of a course."""

import pytest

from milepost.records.models import Enrolment, Restart
from tests.browser import staff_people
from tests.browser.test_every_page import looked_at
from tests.support.world import course, learner, staff


@pytest.fixture
def grace(site, password, site_bystander):
    """Grace, a course, and three learners who could be in it; Ada can sign in."""
    with site.inside():
        made = password(staff("grace", display_name="Grace Hopper"))
        course("fire", title="Fire safety")
        password(learner("ada", display_name="Ada Lovelace"))
        for name in ("bob", "cy"):
            learner(name)
    return made


def test_learners_are_enrolled_and_one_of_them_is_let_go(grace, site, visit):
    somebody = visit("grace")
    page = somebody.page
    page.wait_for_url("**/learning/")
    somebody.go("/manage/courses/")
    page.get_by_role("link", name="Fire safety").click()
    page.get_by_role("link", name="People", exact=True).click()
    assert "Nobody is enrolled in this course." in somebody.reads()
    page.get_by_role("link", name="Enrol learners").click()
    page.get_by_label("Learners").fill("ada\nbobby\ncy@example.org")
    page.get_by_label("Due date").fill("2031-05-04")
    page.get_by_label("Begins anew").check()
    somebody.press("Enrol")

    # One line is wrong: nobody is enrolled, and everything that was typed is still there to be mended.
    page.get_by_text("1 line is at fault, so nobody was enrolled.").wait_for()
    assert "Line 2: Nobody has the login id, e-mail address or UUID “bobby”." in somebody.reads()
    assert somebody.barriers() == []
    assert page.get_by_label("Begins anew").is_checked()
    typed = page.get_by_label("Learners").input_value()
    page.get_by_label("Learners").fill(typed.replace("bobby", "bob"))
    somebody.press("Enrol")
    page.get_by_text("3 learners are enrolled.").wait_for()

    page.get_by_role("link", name="Bob").click()
    assert page.get_by_label("Due date").input_value() == "2031-05-04"
    page.get_by_label("Stays complete").check()
    somebody.press("Save")
    page.get_by_text("The enrolment is changed.").wait_for()
    page.get_by_role("link", name="Cy").click()
    page.get_by_role("button", name="End enrolment…").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    assert "Records and dates stay." in dialog.inner_text()
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="End enrolment").click()
    page.get_by_text("The enrolment of Cy has ended.").wait_for()
    with site.inside():
        found = Enrolment.objects.filter(course__asset_id="fire").order_by("user__login_id")
        assert [(each.user.login_id, each.restart, each.ended_at is None) for each in found] == [
            ("ada", Restart.AFTER_COMPLETION, True),
            ("bob", Restart.KEEP, True),
            ("cy", Restart.AFTER_COMPLETION, False),
        ]

    ada = visit("ada")
    ada.page.get_by_role("link", name="Fire safety").first.wait_for()
    assert "due 4 May 2031" in ada.reads()


@pytest.mark.parametrize(
    ("theme", "width", "language"),
    [("light", 1280, "en"), ("dark", 1280, "de"), ("light", 390, "de"), ("dark", 390, "en")],
)
def test_no_page_of_people_has_a_barrier(grace, site, visit, theme, width, language):
    with site.inside():
        addresses = staff_people.addresses()
    somebody = visit("grace", theme=theme, width=width, language=language)
    somebody.page.wait_for_url("**/learning/")
    wrong = []
    for address in addresses:
        somebody.go(address)
        wrong += looked_at(somebody, address)[0]
        if somebody.page.locator("main [data-dialog]").count():
            somebody.page.locator("main [data-dialog]").click()
            wrong += [(address, "its dialog", *each) for each in somebody.barriers()]
        scrolls = somebody.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        wrong += [(address, "wider than the window")] if scrolls else []
    assert not wrong, "\n".join(sorted({" ".join(each) for each in wrong}))
