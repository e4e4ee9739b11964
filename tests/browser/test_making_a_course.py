"""A training manager at a browser, making a course of two sections."""

import pytest

from milepost.catalog.models import Course
from tests.support.world import staff


@pytest.fixture
def grace(site, password, site_bystander):
    """Grace, who may change content."""
    with site.inside():
        return password(staff("grace", display_name="Grace Hopper"))


def outline(site):
    with site.inside():
        found = Course.objects.get(asset_id="FS-1").activities.select_related("section").order_by("position")
        return [(each.title, each.section.title) for each in found]


def test_a_course_is_made_and_put_in_order_by_keys(grace, site, visit):
    somebody = visit("grace")
    page = somebody.page
    page.wait_for_url("**/learning/")
    somebody.go("/manage/")
    page.get_by_role("link", name="New course").click()
    page.get_by_label("Title").fill("Fire safety")
    page.get_by_label("Asset ID").fill("FS-1")
    somebody.press("Make course")
    page.get_by_text("This course has no activities yet.").wait_for()

    for kind, title, section in (("Page", "Alarms", "Theory"), ("Exam", "Test", "Theory"), ("Page", "Drill", "Yard")):
        page.get_by_role("link", name="Add activity").click()
        page.get_by_role("radio", name=kind).first.check()
        page.get_by_label("Title").fill(title)
        page.get_by_label("Section").fill(section)
        somebody.press("Add activity")
        page.get_by_role("heading", name=title).wait_for()
        page.get_by_role("link", name="Fire safety").click()
    assert outline(site) == [("Alarms", "Theory"), ("Test", "Theory"), ("Drill", "Yard")]

    # Keys alone: the button that was pressed has the focus again, so it can be pressed once more.
    page.get_by_role("button", name="Move “Drill” up").focus()
    for expected in (
        [("Alarms", "Theory"), ("Test", "Theory"), ("Drill", "Theory")],
        [("Alarms", "Theory"), ("Drill", "Theory"), ("Test", "Theory")],
    ):
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.locator("button:focus").wait_for()
        assert page.evaluate("document.activeElement.innerText.trim()") == "Move “Drill” up"
        assert outline(site) == expected

    page.get_by_role("link", name="Drill", exact=True).click()
    page.get_by_role("link", name="Settings").last.click()
    page.get_by_label("Opens so many days after enrolment").fill("3")
    page.get_by_role("group", name="Opens after").get_by_label("Alarms").check()
    somebody.press("Save")
    page.get_by_text("The settings are saved.").wait_for()
    page.get_by_role("link", name="Fire safety").click()
    assert "opens 3 days after enrolment · after Alarms" in somebody.reads()
