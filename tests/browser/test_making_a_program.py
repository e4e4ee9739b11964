"""A training manager at a browser, making a program."""

import pytest

from milepost.catalog.models import Program, ProgramCourse
from tests.browser import staff_programs
from tests.browser.test_every_page import looked_at
from tests.support.world import course, staff


@pytest.fixture
def grace(site, password, site_bystander):
    """Grace, and three courses."""
    with site.inside():
        made = password(staff("grace", display_name="Grace Hopper"))
        for title in ("Fire safety", "First aid", "Ladders"):
            course(title.lower().replace(" ", "-"), title=title)
    return made


def order(site):
    with site.inside():
        places = ProgramCourse.objects.filter(program__asset_id="DAY-1").order_by("position")
        return [place.course.title for place in places.select_related("course")]


def focused(somebody):
    return somebody.page.evaluate("document.activeElement.innerText.trim()")


def test_a_program_is_made_and_its_courses_moved_by_keys(grace, site, visit):
    somebody = visit("grace")
    page = somebody.page
    page.wait_for_url("**/learning/")
    somebody.go("/manage/")
    page.get_by_role("link", name="Programs", exact=True).click()
    page.get_by_role("link", name="New program").click()
    page.get_by_label("Title").fill("First day")
    page.get_by_label("Asset ID").fill("DAY-1")
    somebody.press("Make program")
    page.get_by_role("heading", name="First day").wait_for()
    assert "This program has no courses yet." in somebody.reads()

    page.get_by_role("link", name="Add courses").click()
    for title in ("Fire safety", "First aid", "Ladders"):
        somebody.press(f"Add {title}")
        page.get_by_text(f"“{title}” is added.").wait_for()
    page.get_by_role("link", name="Back to the program").click()
    assert order(site) == ["Fire safety", "First aid", "Ladders"]

    # Keys alone: the button that was pressed has the focus again, so it can be pressed once more.
    page.get_by_role("button", name="Move “Ladders” up").focus()
    for expected in (["Fire safety", "Ladders", "First aid"], ["Ladders", "Fire safety", "First aid"]):
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.locator("button:focus").wait_for()
        assert focused(somebody) == "Move “Ladders” up"
        assert order(site) == expected

    page.get_by_role("link", name="Edit Ladders").click()
    page.get_by_label("Opens so many days after enrolment in the program").fill("3")
    somebody.press("Save")
    page.get_by_text("opens 3 days after enrolment in the program").wait_for()
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("In this order").check()
    somebody.press("Save")
    page.get_by_text("The settings are saved.").wait_for()
    page.get_by_role("link", name="Courses", exact=True).last.click()
    page.get_by_text("Each course opens when those before it are complete.").wait_for()
    with site.inside():
        made = Program.objects.get(asset_id="DAY-1")
        place = made.programcourse_set.get(course__title="Ladders")
        assert (made.sequential, place.opens_after_days, place.position) == (True, 3, 1)


def test_what_is_taken_out_is_asked_for_first(grace, site, visit):
    with site.inside():
        addresses = staff_programs.addresses()
    somebody = visit("grace")
    page = somebody.page
    page.wait_for_url("**/learning/")
    somebody.go(addresses[7])
    somebody.press("Take out…")
    assert focused(somebody) == "Cancel"
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert focused(somebody) == "Take out…"
    page.keyboard.press("Enter")
    somebody.press("Take out course")
    page.get_by_text("“Fire safety” is taken out.").wait_for()
    with site.inside():
        left = ProgramCourse.objects.filter(program__asset_id="prog-full").values_list("course__title", flat=True)
        assert list(left) == ["Old times"]


@pytest.mark.parametrize(
    ("theme", "width", "language"),
    [("light", 1280, "en"), ("dark", 1280, "de"), ("light", 390, "de"), ("dark", 390, "en")],
)
def test_no_page_of_programs_has_a_barrier(grace, site, visit, theme, width, language):
    with site.inside():
        addresses = staff_programs.addresses()
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
