"""A training manager at the editors of contents, by keyboard and with the mouse; a learner takes what was written."""

import pytest
from django.urls import reverse

from milepost.catalog.contents import keeping
from milepost.catalog.models import MediaFile
from milepost.records.models import ActivityRecord
from tests.support.world import activity, course, enrol, learner, staff

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
MOST_STEPS = 40  # of the Tab key from one field to the next that is meant


@pytest.fixture
def yard(site, password, site_bystander):
    """A course with an empty exam and an empty page; Grace writes, Ada learns."""
    with site.inside():
        made = course("yard", title="Yard", activities=())
        activity(made, "page", title="Signs")
        activity(made, "exam", title="Exits", pass_mark=100)
        password(staff("grace"))
        enrol(password(learner("ada")), made)
    return made


@pytest.fixture
def write(site, yard, visit):
    """`write(kind)`: Grace in a browser of her own at the editor of that activity."""

    def come(kind, **options):
        desk = visit("grace", **options)
        desk.page.wait_for_url(lambda address: "sign-in" not in address)
        with site.inside():
            of = yard.activities.get(kind=kind)
        desk.go(reverse("manage_content", args=[yard.uuid, of.uuid]))
        return desk

    return come


def kept(site, yard, kind):
    with site.inside():
        return keeping.read(yard.activities.get(kind=kind))


def saved(desk):
    desk.page.get_by_text("The content is saved.").wait_for()


def says(desk, text):
    desk.page.locator("#said").get_by_text(text, exact=True).wait_for()


def question(desk, number):
    return desk.page.get_by_role("group", name=f"Question {number}", exact=True)


def focused(desk):
    """What somebody hears of the element that has the focus: its label, or its own words."""
    return desk.page.evaluate(
        """() => {
          const at = document.activeElement;
          return (at.labels?.[0] ?? at.querySelector(':scope > legend') ?? at).textContent.trim();
        }"""
    )


def tab_to(desk, name):
    """The Tab key until that has the focus; the keyboard alone reaches everything."""
    passed = []
    for _step in range(MOST_STEPS):
        desk.page.keyboard.press("Tab")
        passed.append(focused(desk))
        if passed[-1] == name:
            return
    raise AssertionError(f"“{name}” is not reached: {passed}")


def keyed(desk, name, text):
    tab_to(desk, name)
    desk.page.keyboard.insert_text(text)


def test_an_exam_of_three_questions_is_written_by_keyboard_and_mouse_and_taken(site, yard, write, visit):
    desk = write("exam")
    keys = desk.page.keyboard
    keyed(desk, "Question", "How many exits are there?")
    keyed(desk, "Option", "One")
    keyed(desk, "Option", "Two")
    tab_to(desk, "Right")
    keys.press("Space")
    tab_to(desk, "Add question")
    keys.press("Enter")
    says(desk, "Added.")
    assert focused(desk) == "Question"
    keys.insert_text("Where do you wait?")
    tab_to(desk, "Answered by")
    keys.press("End")
    question(desk, 2).get_by_label("Right answers").wait_for()
    assert focused(desk) == "Answered by"
    keyed(desk, "Right answers", "Car park\nYard")
    keyed(desk, "Explanation, shown with the result", "Where **all** can be seen.")

    desk.press("Add question")
    third = question(desk, 3)
    third.get_by_label("Question", exact=True).fill("What do you take along?")
    third.get_by_label("Answered by").select_option("multiple")
    third.get_by_role("button", name="Add option").click()
    options = third.get_by_label("Option", exact=True)
    options.nth(2).wait_for()
    for number, words in enumerate(("Nothing", "A neighbour", "The list")):
        options.nth(number).fill(words)
    third.get_by_label("Right", exact=True).nth(1).check()
    third.get_by_label("Right", exact=True).nth(2).check()
    third.get_by_label("Points").fill("2")
    up = desk.page.get_by_role("button", name="Move “Question 3” up")
    up.click()
    says(desk, "Moved up.")
    assert focused(desk) == "Move “Question 2” up", "it can be pressed again"
    assert kept(site, yard, "exam") is None
    desk.press("Save")
    saved(desk)

    exam = kept(site, yard, "exam")
    assert [each.text[:5] for each in exam.questions] == ["How m", "What ", "Where"]
    right = [[option.text for option in each.options if option.id in each.right] for each in exam.questions]
    assert right == [["Two"], ["A neighbour", "The list"], []]
    assert (exam.questions[2].right, exam.questions[1].points) == (["Car park", "Yard"], 2)

    pupil = visit("ada")
    pupil.page.wait_for_url("**/learning/")
    pupil.go(f"/learning/courses/{yard.uuid}/")
    pupil.press("Start")
    pupil.page.get_by_role("link", name="Exits").first.click()
    pupil.press("Begin the attempt")
    pupil.page.get_by_label("Two", exact=True).check()
    pupil.page.get_by_label("A neighbour").check()
    pupil.page.get_by_label("The list").check()
    pupil.page.get_by_role("textbox").fill(" yard ")
    pupil.press("Hand in")
    pupil.page.get_by_role("heading", name="Passed").wait_for()
    assert "Where all can be seen." in pupil.reads()
    with site.inside():
        assert ActivityRecord.objects.get(record__user__login_id="ada", activity__kind="exam").score == 100


def test_a_page_with_a_picture_is_written_looked_at_and_read(site, yard, write, visit):
    desk = write("page")
    desk.page.get_by_label("Text", exact=True).fill("# Signs\n\nA sign says **where**.")
    desk.page.get_by_text("Put a picture into it").click()
    desk.press("Upload")
    says(desk, "No picture is chosen yet.")
    desk.page.get_by_text("Put a picture into it").click()
    desk.page.get_by_label("Picture", exact=True).set_input_files(
        {"name": "way out.png", "mimeType": "image/png", "buffer": PNG}
    )
    desk.press("Upload")
    says(desk, "“way out.png” is uploaded.")
    desk.press("Preview")
    seen = desk.page.locator("#preview")
    seen.get_by_role("heading", name="Signs").wait_for()
    assert seen.locator("strong").inner_text() == "where"
    with site.inside():
        [picture] = MediaFile.objects.all()
    assert str(picture.uuid) in seen.get_by_role("img", name="way out").get_attribute("src")
    assert kept(site, yard, "page") is None
    desk.press("Save")
    saved(desk)

    pupil = visit("ada")
    pupil.page.wait_for_url("**/learning/")
    pupil.go(f"/learning/courses/{yard.uuid}/")
    pupil.press("Start")
    pupil.page.get_by_role("img", name="way out").wait_for()
    assert "A sign says where." in pupil.reads()


def test_two_editors_at_once_lose_nothing(site, yard, write):
    mine, theirs = write("page"), write("page")
    theirs.page.get_by_label("Text", exact=True).fill("Theirs")
    theirs.press("Save")
    saved(theirs)
    mine.page.get_by_label("Text", exact=True).fill("Mine")
    mine.press("Save")
    mine.page.get_by_role("alert").get_by_text("Somebody has saved this content").wait_for()
    assert mine.page.get_by_label("Text", exact=True).input_value() == "Mine"
    with mine.context.expect_page() as other:
        mine.page.get_by_role("link", name="Look at theirs in another tab").click()
    assert other.value.get_by_label("Text", exact=True).input_value() == "Theirs"
    assert kept(site, yard, "page").text == "Theirs"
    mine.press("Save")
    saved(mine)
    assert kept(site, yard, "page").text == "Mine"


def test_leaving_what_is_not_saved_is_asked_about_also_when_saving_failed(yard, write):
    desk = write("exam")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    desk.page.on("dialog", stay)
    away = desk.page.get_by_role("link", name="Yard", exact=True).first
    desk.page.get_by_label("Attempts").fill("2")
    away.click(no_wait_after=True)
    desk.page.wait_for_function("document.getElementById('editor') !== null")
    desk.press("Save")
    desk.page.get_by_role("alert").get_by_text("so nothing was saved").wait_for()
    assert asked == ["beforeunload"], "saving does not ask"
    desk.page.get_by_label("Question", exact=True).click()
    away.click(no_wait_after=True)
    assert desk.page.get_by_label("Attempts").input_value() == "2"
    assert asked == ["beforeunload", "beforeunload"]


def test_what_is_typed_while_the_server_is_asked_stays_and_buttons_follow_one_another(yard, write):
    desk = write("exam")
    held = []
    desk.page.route("**/content/", lambda route: held.append(route) if not held else route.continue_())
    with desk.page.expect_request("**/content/"):
        desk.press("Add question")
    desk.press("Add question")
    desk.page.get_by_label("Question", exact=True).first.fill("Typed meanwhile")
    held[0].continue_()
    question(desk, 3).wait_for()
    assert desk.page.get_by_label("Question", exact=True).first.input_value() == "Typed meanwhile"


def test_without_a_connection_nothing_is_lost(yard, write):
    desk = write("exam")
    desk.page.get_by_label("Question", exact=True).fill("Still here")
    desk.context.set_offline(True)
    desk.press("Add question")
    desk.page.get_by_text("There is no connection.").wait_for()
    desk.context.set_offline(False)
    desk.context.clear_cookies()
    desk.press("Add question")
    desk.page.get_by_text("What was typed is still here, and not saved.").wait_for()
    assert desk.page.get_by_label("Question", exact=True).input_value() == "Still here"


@pytest.mark.parametrize(("theme", "width", "language"), [("light", 1280, "en"), ("dark", 390, "de")])
def test_an_editor_with_faults_has_no_barrier_and_fits(yard, write, theme, width, language):
    desk = write("exam", theme=theme, width=width, language=language)
    desk.page.locator("button.primary").click()
    desk.page.locator(".note.bad").wait_for()
    assert desk.page.locator("[aria-invalid=true]").count() >= 3
    assert desk.barriers() == []
    assert desk.styles()["odd"] == []
    assert desk.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    option = desk.page.locator(".thing.within input[type=text]").first.bounding_box()
    assert option["width"] >= 200, "an option can be read while it is written"
