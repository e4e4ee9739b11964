"""What is locked stays locked in the browser too, whoever marked it, until its rule opens it."""

import pytest

from tests.commands.acting import mark
from tests.support.world import activity, course, enrol, fill, learner


@pytest.fixture
def fire(site, password, site_bystander):
    """Ada in a course of two pages that open one after another."""
    with site.inside():
        made = course("fire", title="Fire safety", activities=(), sequential=True)
        for title in ("Alarms", "Escape routes"):
            fill(activity(made, "page", title=title, asset_id=title), text=f"All about {title.lower()}.")
        enrol(password(learner("ada")), made)
    return made


@pytest.mark.requirement("LW-12")
def test_a_marked_activity_shows_all_three_and_opens_by_its_rule_alone(fire, site, visit):
    with site.inside():
        first, second = fire.activities.order_by("position")
        mark(("ada", second))
    desk = visit("ada")
    desk.open_course(fire)
    row = desk.row("Escape routes")
    for word in ("Completed", "Manually", "Locked", "After “Alarms”"):
        assert word in row.inner_text()
    assert row.get_by_role("button").count() == 0

    desk.press("Continue")
    desk.page.wait_for_url("**/play/**")
    there = desk.page.url.replace(str(first.uuid), str(second.uuid))
    assert desk.go(there).status == 409
    read = desk.reads()
    for words in ("Completed", "Manually", "Locked", "This activity is still locked."):
        assert words in read
    assert "All about escape routes." not in read

    desk.page.go_back()
    desk.press("Mark as done")
    desk.page.get_by_text("You have completed this.").wait_for()
    assert desk.go(there).status == 200
    read = desk.reads()
    assert "All about escape routes." in read
    assert "Manually" in read
    assert "Locked" not in read
