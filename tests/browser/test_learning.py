"""A learner at a browser: signing in, launching, being reset, starting again."""

import pytest

from milepost.records.models import CourseRecord
from tests.commands.acting import reset, undo
from tests.support.world import activity, course, enrol, fill, learner


@pytest.fixture
def ada(site, password, site_bystander):
    """Ada in Fire safety: two pages, of which she has read none."""
    with site.inside():
        safety = course("fire", title="Fire safety", activities=())
        for title in ("Alarms", "Escape routes"):
            fill(activity(safety, "page", title=title, asset_id=title), text=f"All about {title.lower()}.")
        enrol(password(learner("ada", display_name="Ada Lovelace")), safety)
    return safety


def current(site):
    [found] = CourseRecord.objects.filter(user__login_id="ada", superseded_at=None, voided_at=None)
    return found


def test_signing_in_and_out(ada, visit):
    somebody = visit()
    somebody.go("/learning/history/")
    assert "Sign in" in somebody.reads()
    somebody.sign_in("ada", "wrong")
    assert somebody.page.locator(".fault, .note.bad").count() > 0
    somebody.sign_in("ada@example.org", "correct horse battery")
    somebody.page.wait_for_url("**/learning/")
    somebody.open_menu()
    somebody.press("Sign out")
    somebody.page.wait_for_url("**/sign-in/**")
    somebody.go("/learning/")
    assert "Sign in" in somebody.reads()


@pytest.mark.requirement("SK-03")
@pytest.mark.requirement("SK-06")
@pytest.mark.requirement("SK-07")
@pytest.mark.requirement("SC-01")
def test_a_reset_is_met_at_the_next_launch_once_and_on_every_device(ada, site, visit):
    desk = visit("ada")
    desk.go(f"/learning/courses/{ada.uuid}/")
    desk.press("Start")
    desk.press("Mark as done")
    desk.go("/learning/")
    desk.page.get_by_role("link", name="Fire safety").click()
    assert desk.offers("Continue")
    with site.inside():
        reset(("ada", ada), reason="New escape routes")

    telephone = visit("ada", width=390, height=844)
    for device in (desk, telephone):
        device.go(f"/learning/courses/{ada.uuid}/")
        read = device.reads()
        assert read.index("An administrator reset this course") < read.index("Contents")
        assert "New escape routes" in read
        assert "0 of 2 done" in read
        assert not device.offers("Continue")
        assert not device.offers("Start")
    desk.press("Understood, start from the beginning")
    desk.page.wait_for_url("**/play/**")
    assert "Alarms" in desk.reads()
    telephone.go(f"/learning/courses/{ada.uuid}/")
    assert "An administrator reset this course" not in telephone.reads()
    desk.go("/learning/history/")
    assert "Restarted" in desk.reads("tbody tr:first-child")
    assert "Superseded" in desk.reads("tbody tr:last-child")
    with site.inside():
        found = current(site)
        assert (found.number, found.progress, found.score) == (2, 0, None)


def test_an_undone_reset_is_not_met(ada, site, visit):
    desk = visit("ada")
    desk.go(f"/learning/courses/{ada.uuid}/")
    desk.press("Start")
    with site.inside():
        operation = reset(("ada", ada))
        undo(operation)
    desk.go(f"/learning/courses/{ada.uuid}/")
    assert desk.offers("Continue")


@pytest.mark.requirement("MP-10")
def test_an_open_page_says_at_its_next_contact_that_the_course_was_reset(ada, site, visit):
    desk = visit("ada")
    desk.page.clock.install()
    desk.go(f"/learning/courses/{ada.uuid}/")
    desk.press("Start")
    desk.page.wait_for_url("**/play/**")
    with site.inside():
        reset(("ada", ada))
    desk.page.mouse.move(40, 300)
    desk.page.clock.run_for(16_000)
    alert = desk.page.locator("#closed[role=alert] .note")
    alert.wait_for()
    assert "reset" in alert.inner_text()
    with site.inside():
        assert CourseRecord.objects.filter(user__login_id="ada").count() == 1, "nothing was opened or written"


def test_five_visible_minutes_with_a_hand_on_the_page_only_in_the_first_are_at_most_two(ada, visit):
    desk = visit("ada")
    desk.page.clock.install()
    reported = []
    desk.page.on(
        "request",
        lambda sent: reported.append(sent.post_data_json["seconds"]) if sent.url.endswith("/time/") else None,
    )
    desk.go(f"/learning/courses/{ada.uuid}/")
    desk.press("Start")
    desk.page.wait_for_url("**/play/**")
    for second in range(300):
        if second < 60 and second % 10 == 0:
            desk.page.mouse.move(40 + second, 300)
        desk.page.clock.run_for(1_000)
    with desk.page.expect_request("**/time/"):
        desk.page.clock.run_for(16_000)
    assert 60 <= sum(reported) <= 120
